package onayclient_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

func TestCard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	want := onayclient.Card{PAN: mustPAN(t, unified), Type: "01.01", Balance: onayclient.Tenge(1240), At: s.clock.now()}
	if diff := cmp.Diff(want, read(t, c, unified)); diff != "" {
		t.Error(diff)
	}
	want = onayclient.Card{
		PAN: mustPAN(t, reduced), Type: "01.02.15", Balance: onayclient.Tenge(-80), Blocked: true, At: s.clock.now(),
	}
	if diff := cmp.Diff(want, read(t, c, reduced)); diff != "" {
		t.Error(diff)
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 1, Check: 2})
}

// TestAppCard: the app tells a balance, and nothing of the fare.
func TestAppCard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.app(t)
	got := read(t, c, unified)
	want := onayclient.Card{PAN: mustPAN(t, unified), Balance: onayclient.Tenge(1240), At: s.clock.now()}
	if diff := cmp.Diff(want, got); diff != "" || got.Class() != onayclient.FareUnknown {
		t.Error(diff)
	}
	s.wantRequests(t, cabinetsim.Counts{AppCard: 1})
	for _, token := range []string{"", "Bearer ", "se\ncret"} {
		config := onayclient.Config{BaseURL: "https://api.example", Dialect: onayclient.App, AppToken: token}
		if _, err := onayclient.New(config); err == nil || strings.Contains(err.Error(), "cret") {
			t.Errorf("token %q: %v", token, err)
		}
	}
}

func TestCardThatIsNone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	for range 3 { // the simulator answers in several forms, by the number
		if _, err := c.Card(t.Context(), mustPAN(t, stranger)); !errors.Is(err, onayclient.ErrNoCard) {
			t.Errorf("got %v, want ErrNoCard", err)
		}
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 1, Check: 3})
	var bad *onayclient.PANError
	if _, err := c.Card(t.Context(), onayclient.PAN{}); !errors.As(err, &bad) {
		t.Errorf("the zero PAN: %v", err)
	}
	if _, err := c.Transactions(t.Context(), onayclient.PAN{}, s.clock.now(), s.clock.now()); !errors.As(err, &bad) {
		t.Errorf("the zero PAN: %v", err)
	}
}

func TestNewRefusesAnAddressThatIsNone(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "cabinet.onay.kz", "ftp://cabinet.onay.kz", "https://", "https://u:secret@cabinet.onay.kz",
		"https://cabinet.onay.kz/?a=secret", "https://cabinet.onay.kz/#secret", "http://secret\x7f",
	} {
		_, err := onayclient.New(onayclient.Config{BaseURL: s})
		if err == nil {
			t.Errorf("New(%q) has no error", s)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("New(%q) quotes it: %v", s, err)
		}
	}
}

func TestTheClientNamesItself(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for want, names := range map[string][2]string{
		"onaybot/1.4 (+admin@example.kzX-Evil: 1)": {"1.4", "admin@example.kz\r\nX-Evil: 1"},
		"onaybot/1.4":         {"1.4", ""},
		"onaybot/1 (+t.me/x)": {"1", "t.me/xқ"},
	} {
		s.ResetRequests()
		read(t, s.client(t, func(c *onayclient.Config) { c.Version, c.Contact = names[0], names[1] }), unified)
		for _, r := range s.Log() {
			if r.UserAgent != want {
				t.Errorf("%s came from %q, want %q", r.Kind, r.UserAgent, want)
			}
		}
	}
}

func TestADeadlineIsToldAsBusy(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.warm(t, c)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := c.Card(ctx, mustPAN(t, unified))
	if e := wantError(t, err, onayclient.ErrBusy); e.Until.IsZero() || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the deadline is lost: %v", err)
	}
}

// TestAFullDisk: what must outlive a restart and cannot be written holds until then, or is
// not begun; it is the fault of neither the cabinet nor the card.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	full := newState()
	full.full = errors.New("disk full")
	var log logBuffer
	_, uncounted := s.client(t, keptIn(full), perDay(10)).Card(t.Context(), mustPAN(t, unified))
	for _, err := range []error{uncounted, s.app(t, keptIn(full)).SignIn(t.Context())} { // another device each time
		if !errors.Is(err, full.full) || errors.Is(err, onayclient.ErrUnavailable) {
			t.Errorf("got %v", err)
		}
	}
	s.wantRequests(t, cabinetsim.Counts{})
	c := s.client(t, keptIn(full), signedInAs(login, "wrong"), func(c *onayclient.Config) { c.Log = log.logger() })
	for range 2 {
		e := noRides(t, s, c, onayclient.ErrBadLogin)
		if full.fail == nil && !errors.Is(&e, full.full) {
			t.Errorf("nobody is told that the refusal was not kept: %v", &e)
		}
		full.fail = full.full // it cannot be read either
	}
	full.fail = nil
	s.SetMode(cabinetsim.ModeBanning)
	fails(t, c, onayclient.ErrBanned)
	s.SetMode(cabinetsim.ModeFine)
	fails(t, c, onayclient.ErrBanned)
	s.wantRequests(t, cabinetsim.Counts{Start: 2, SignIn: 1, Check: 1})
	if !strings.Contains(log.String(), "disk full") {
		t.Errorf("the log does not say so: %s", log.String())
	}
	leakFree(t, "log", log.String())
}

func TestClose(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang})
	got := make(chan error, 1)
	go func() {
		_, err := c.Card(t.Context(), mustPAN(t, unified))
		got <- err
	}()
	if err := s.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	c.Close()
	wantError(t, <-got, onayclient.ErrUnavailable)
	fails(t, c, onayclient.ErrUnavailable)
}

// TestEveryRequestIsObserved with what was sent, what came, and what was made of it.
func TestEveryRequestIsObserved(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var mu sync.Mutex
	var seen []onayclient.Exchange
	c := s.client(t, func(c *onayclient.Config) {
		c.Observe = func(x onayclient.Exchange) {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, x)
		}
	})
	read(t, c, unified)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy, Times: 1})
	fails(t, c, onayclient.ErrBusy)
	fails(t, c, onayclient.ErrBusy) // nothing is sent
	if len(seen) != 3 {
		t.Fatalf("%d exchanges, want 3", len(seen))
	}
	start, check, busy := seen[0], seen[1], seen[2]
	if start.Step != c.Steps()[0] || check.Step != c.Steps()[1] || start.Err != nil || check.Err != nil {
		t.Errorf("steps %+v, %+v", start.Step, check.Step)
	}
	if check.Sent.URL.Path != "/city/check" || !strings.Contains(string(check.Form), "pan="+unified) ||
		check.Sent.Header.Get("Cookie") == "" || check.Sent.Header.Get("X-Requested-With") == "" {
		t.Errorf("sent %v", check.Sent.Header)
	}
	if check.Status != 200 || !strings.Contains(string(check.Answer), "balance") ||
		check.Header.Get("Content-Type") == "" || check.Took <= 0 || !check.At.Equal(s.clock.now()) {
		t.Errorf("came %d %s", check.Status, check.Answer)
	}
	e := wantError(t, busy.Err, onayclient.ErrBusy)
	if e.Op != "check" || e.Status != http.StatusTooManyRequests || e.Until.IsZero() {
		t.Errorf("%+v", &e)
	}
}

// TestOnce: a client that is to send each step once does, whatever comes of it.
func TestOnce(t *testing.T) {
	t.Parallel()
	for _, kind := range cabinetsim.FaultKinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.account(t, 120)
			once := func(c *onayclient.Config) { c.Once = true }
			for _, c := range []*onayclient.Client{
				s.client(t, once, patientFor(150*time.Millisecond)), s.app(t, once, patientFor(150*time.Millisecond)),
			} {
				s.SetFault(cabinetsim.Fault{Kind: kind})
				s.ResetRequests()
				_, first := c.Card(t.Context(), mustPAN(t, unified))
				_, second := c.Card(t.Context(), mustPAN(t, unified))
				if (first == nil) != (second == nil) {
					t.Errorf("first %v, then %v", first, second)
				}
				_ = c.SignIn(t.Context())
				_, _ = c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now().AddDate(0, -3, 0), s.clock.now())
				s.ClearFaults()
				_, _ = c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now().AddDate(0, -2, 0), s.clock.now())
				got := s.Requests()
				hops := 0
				if kind == cabinetsim.FaultRedirect {
					hops = 3
				}
				if got.Start > 1+hops || max(got.Check, got.SignIn, got.AddCard, got.Detail) > 1 ||
					max(got.AppCard, got.AppSignIn, got.AppCards, got.AppTickets) > 1 {
					t.Errorf("%+v", got)
				}
			}
		})
	}
}

// panicking is a transport whose requests panic while on is set.
type panicking struct{ on bool }

func (p *panicking) RoundTrip(*http.Request) (*http.Response, error) {
	if p.on {
		panic("secret")
	}
	return nil, context.DeadlineExceeded
}

// TestAPanickingProbeDoesNotKeepTheBreakerOpen for ever.
func TestAPanickingProbeDoesNotKeepTheBreakerOpen(t *testing.T) {
	t.Parallel()
	p := &panicking{on: true}
	clock := newClock()
	var log logBuffer
	c := newClient(t, "https://cabinet.example", func(c *onayclient.Config) { c.Now, c.Log = clock.now, log.logger() })
	c.SetFailures(1)
	c.SetTransport(p)
	for range 3 {
		if e := fails(t, c, onayclient.ErrUnavailable); !strings.Contains(e.Error(), "panic in a request") {
			t.Errorf("got %v, want a panic told as ErrUnavailable", &e)
		}
		clock.step(time.Minute)
	}
	p.on = false
	if e := fails(t, c, onayclient.ErrUnavailable); !strings.Contains(e.Error(), "timeout") {
		t.Errorf("no request got out after a panic: %v", &e)
	}
	if got := log.String(); !strings.Contains(got, "client_test.go") || strings.Contains(got, "secret") {
		t.Errorf("logged %s", got)
	}
}
