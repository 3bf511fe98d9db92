package onayclient_test

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// The account of the simulated cabinet.
const (
	login    = "operator@example.kz"
	password = "correct horse"
	appToken = "application-token"
)

// clock is a time that a test sets.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock {
	return &clock{t: time.Date(2026, 11, 20, 9, 0, 0, 0, time.FixedZone("", 5*60*60))}
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) step(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// site is a simulated cabinet under a path of its own.
type site struct {
	*cabinetsim.Server
	url   string
	clock *clock
}

func newSite(t testing.TB, opts ...cabinetsim.Option) *site {
	t.Helper()
	c := newClock()
	opts = append([]cabinetsim.Option{
		cabinetsim.WithNow(c.now), cabinetsim.WithRiders(0), cabinetsim.WithLogin(login, password),
		cabinetsim.WithAppToken(appToken),
	}, opts...)
	sim := cabinetsim.New(opts...)
	srv := httptest.NewServer(http.StripPrefix("/city", sim))
	t.Cleanup(func() {
		sim.Close()
		sim.Release()
		srv.Close()
	})
	s := &site{Server: sim, url: srv.URL + "/city", clock: c}
	for _, card := range []cabinetsim.Card{
		{PAN: unified, Type: "01.01", Name: "ETK-OnLine", Balance: 124_000},
		{PAN: reduced, Type: "01.02.15", Name: "School", Balance: -8_000, Blocked: true},
	} {
		if err := sim.Add(card); err != nil {
			t.Fatalf("add a card to the city: %v", err)
		}
	}
	return s
}

// change alters the configuration of a client.
type change func(*onayclient.Config)

func perSecond(rate float64) change     { return func(c *onayclient.Config) { c.Rate = rate } }
func perDay(n int) change               { return func(c *onayclient.Config) { c.PerDay = n } }
func byClock(clock *clock) change       { return func(c *onayclient.Config) { c.Now = clock.now } }
func keptIn(s *state) change            { return func(c *onayclient.Config) { c.State = s } }
func patientFor(d time.Duration) change { return func(c *onayclient.Config) { c.Timeout = d } }

func signedInAs(login, password string) change {
	return func(c *onayclient.Config) { c.Login, c.Password = login, password }
}

func withApp(token, device string) change {
	return func(c *onayclient.Config) {
		c.Dialect, c.AppToken, c.DeviceID = onayclient.App, token, device
	}
}

// client returns a client of s without pacing, unless changes say otherwise.
func (s *site) client(t testing.TB, changes ...change) *onayclient.Client {
	t.Helper()
	return newClient(t, s.url, append([]change{signedInAs(login, password), byClock(s.clock)}, changes...)...)
}

// app returns a client that speaks the app dialect.
func (s *site) app(t testing.TB, changes ...change) *onayclient.Client {
	t.Helper()
	return s.client(t, append([]change{withApp(appToken, "")}, changes...)...)
}

func newClient(t testing.TB, url string, changes ...change) *onayclient.Client {
	t.Helper()
	config := onayclient.Config{BaseURL: url, State: newState(), Rate: -1, Timeout: 5 * time.Second}
	for _, change := range changes {
		change(&config)
	}
	c, err := onayclient.New(config)
	if err != nil {
		t.Fatalf("make a client: %v", err)
	}
	c.SetRetry(time.Millisecond)
	t.Cleanup(c.Close)
	return c
}

// warm makes c fetch its session, and forgets the requests that took.
func (s *site) warm(t testing.TB, c *onayclient.Client) {
	t.Helper()
	read(t, c, unified)
	s.ResetRequests()
}

func read(t testing.TB, c *onayclient.Client, digits string) onayclient.Card {
	t.Helper()
	card, err := c.Card(t.Context(), mustPAN(t, digits))
	if err != nil {
		t.Fatalf("read a card: %v", err)
	}
	return card
}

// fails reads a card and returns what the *Error that must come of it says.
func fails(t testing.TB, c *onayclient.Client, kind error) onayclient.Error {
	t.Helper()
	card, err := c.Card(t.Context(), mustPAN(t, unified))
	if card != (onayclient.Card{}) {
		t.Errorf("a failure comes with a card: %+v", card)
	}
	return wantError(t, err, kind)
}

func wantError(t testing.TB, err, kind error) onayclient.Error {
	t.Helper()
	var e *onayclient.Error
	if !errors.Is(err, kind) || !errors.As(err, &e) {
		t.Fatalf("got error %v, want %v in an *Error", err, kind)
	}
	if e.Op == "" {
		t.Errorf("error %v names no step", err)
	}
	leakFree(t, "error", err.Error())
	return *e
}

func (s *site) wantRequests(t testing.TB, want cabinetsim.Counts) {
	t.Helper()
	if want.Total == 0 {
		want.Total = want.Start + want.Check + want.SignIn + want.AddCard + want.Detail + want.Other +
			want.AppCard + want.AppSignIn + want.AppCards + want.AppTickets
	}
	if diff := gocmp.Diff(want, s.Requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// state is a State that outlives clients and can fail.
type state struct {
	mu   sync.Mutex
	m    map[string]string
	fail error // of everything
	full error // of writing
}

func newState() *state { return &state{m: make(map[string]string)} }

func (s *state) Get(_ context.Context, key string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[key], s.fail
}

func (s *state) Set(_ context.Context, key, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := cmp.Or(s.fail, s.full)
	if err == nil {
		s.m[key] = value
	}
	return err
}

// answering returns a client of a cabinet that answers as it is told.
func answering(t testing.TB, answer http.HandlerFunc, changes ...change) *onayclient.Client {
	t.Helper()
	srv := httptest.NewServer(answer)
	t.Cleanup(srv.Close)
	return newClient(t, srv.URL+"/city/", changes...)
}

const startPage = `<!DOCTYPE html><form><input value="tok" type="hidden" id="csrftoken"></form>`

// page serves fixed answers to POST /check behind a plain start page.
func page(t testing.TB, status int, body string) *onayclient.Client {
	t.Helper()
	return answering(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = w.Write([]byte(startPage))
			return
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}
