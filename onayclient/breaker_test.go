package onayclient_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

const banRest = 6 * time.Hour

// until fails unless e tells to come back after d, to the second.
func until(t testing.TB, s *site, e onayclient.Error, d time.Duration) {
	t.Helper()
	if got := e.Until.Sub(s.clock.now()).Round(time.Second); got != d {
		t.Errorf("told to come back in %v, want %v", got, d)
	}
}

// stands fails unless the client's breaker is in a state, until d from now.
func stands(t testing.TB, s *site, c *onayclient.Client, want onayclient.BreakerState,
	d time.Duration) onayclient.Status {
	t.Helper()
	got, err := c.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Breaker != want {
		t.Errorf("breaker %s, want %s", got.Breaker, want)
	}
	if d == 0 && !got.Until.IsZero() || d > 0 && got.Until.Sub(s.clock.now()).Round(time.Second) != d {
		t.Errorf("%s until %v, want %v from %v", got.Breaker, got.Until, d, s.clock.now())
	}
	return got
}

func TestRetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	date := func(d time.Duration) string { return newClock().now().Add(d).UTC().Format(http.TimeFormat) }
	for header, want := range map[string]time.Duration{
		"":                     time.Minute,
		"20":                   20 * time.Second,
		"90  ":                 90 * time.Second,
		"0":                    time.Minute,
		"-5":                   time.Minute,
		"soon":                 time.Minute,
		"1e9":                  time.Minute,
		"99999999":             6 * time.Hour,
		"99999999999999999999": time.Minute,
		date(5 * time.Minute):  5 * time.Minute,
		date(-time.Hour):       time.Minute,
		date(9000 * time.Hour): 6 * time.Hour,
	} {
		s := newSite(t)
		c := s.client(t)
		s.warm(t, c)
		s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy, RetryAfter: header, Times: 1})
		until(t, s, fails(t, c, onayclient.ErrBusy), want)
		stands(t, s, c, onayclient.Paused, want)
		s.clock.step(want - time.Second)
		until(t, s, fails(t, c, onayclient.ErrBusy), time.Second)
		s.wantRequests(t, cabinetsim.Counts{Check: 1})
		s.clock.step(time.Second)
		stands(t, s, c, onayclient.HalfOpen, 0)
		read(t, c, unified)
		stands(t, s, c, onayclient.Closed, 0)
	}
}

func TestHoldsWithoutRetryAfterGrow(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.warm(t, c)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy})
	for _, want := range []time.Duration{1, 2, 4, 8, 16, 30, 30} {
		until(t, s, fails(t, c, onayclient.ErrBusy), want*time.Minute)
		s.clock.step(want * time.Minute)
	}
	s.ClearFaults()
	read(t, c, unified)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy})
	until(t, s, fails(t, c, onayclient.ErrBusy), time.Minute)
}

func TestABanSilencesTheClient(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kept := newState()
	c := s.client(t, keptIn(kept))
	s.warm(t, c)
	s.SetMode(cabinetsim.ModeBanning)
	until(t, s, fails(t, c, onayclient.ErrBanned), banRest)
	s.SetMode(cabinetsim.ModeFine)
	s.clock.step(time.Hour)
	restarted := s.client(t, keptIn(kept))
	for range 10 {
		until(t, s, fails(t, c, onayclient.ErrBanned), 5*time.Hour)
		until(t, s, fails(t, restarted, onayclient.ErrBanned), 5*time.Hour)
	}
	stands(t, s, s.client(t, keptIn(kept)), onayclient.Banned, 5*time.Hour)
	s.wantRequests(t, cabinetsim.Counts{Check: 1, Start: 1})
	s.SetMode(cabinetsim.ModeBanning)
	s.clock.step(5 * time.Hour)
	until(t, s, fails(t, c, onayclient.ErrBanned), banRest) // it holds
	s.SetMode(cabinetsim.ModeFine)
	s.clock.step(banRest)
	read(t, c, unified)
	read(t, restarted, unified)
}

// TestAHoldThatIsNone, because a clock was wrong or the state is: a single request finds out.
func TestAHoldThatIsNone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.SetMode(cabinetsim.ModeBanning)
	fails(t, c, onayclient.ErrBanned)
	s.clock.step(-1000 * time.Hour)
	stands(t, s, c, onayclient.HalfOpen, 0)
	until(t, s, fails(t, c, onayclient.ErrBanned), banRest)
	s.wantRequests(t, cabinetsim.Counts{Start: 2})
	s.SetMode(cabinetsim.ModeFine)
	for _, value := range []string{
		"", "banned", "banned yesterday", "odd 2026-11-20T05:00:00Z", "busy 2001-01-01T00:00:00Z",
		"banned 2999-01-01T00:00:00Z",
	} {
		kept := newState()
		kept.m["cabinet.pause"] = value
		read(t, s.client(t, keptIn(kept)), unified)
	}
}

// logBuffer is a log that a test reads.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestFailuresInARowOpenTheBreaker for a while, over a restart too; then one request probes.
func TestFailuresInARowOpenTheBreaker(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kept := newState()
	c := s.client(t, keptIn(kept))
	c.SetFailures(4)
	s.warm(t, c)
	s.SetMode(cabinetsim.ModeDown)
	fails(t, c, onayclient.ErrUnavailable) // two requests each
	if e := fails(t, c, onayclient.ErrUnavailable); e.Status != http.StatusBadGateway {
		t.Errorf("status %d, want 502", e.Status)
	}
	restarted := s.client(t, keptIn(kept))
	for range 5 {
		until(t, s, fails(t, c, onayclient.ErrUnavailable), 30*time.Second)
		until(t, s, fails(t, restarted, onayclient.ErrUnavailable), 30*time.Second)
	}
	stands(t, s, c, onayclient.Open, 30*time.Second)
	s.wantRequests(t, cabinetsim.Counts{Check: 4})
	s.clock.step(30 * time.Second)
	until(t, s, fails(t, c, onayclient.ErrUnavailable), 30*time.Second) // the probe fails
	s.wantRequests(t, cabinetsim.Counts{Check: 5})
	s.SetMode(cabinetsim.ModeFine)
	s.clock.step(30 * time.Second)
	read(t, c, unified)
	stands(t, s, c, onayclient.Closed, 0)
	for range 2 {
		s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultTruncated, Times: 3})
		for range 3 { // fewer in a row than open it again
			fails(t, c, onayclient.ErrUnavailable)
		}
		read(t, c, unified)
	}
	s.SetMode(cabinetsim.ModeRedesigned)
	c.SetFailures(1)
	fails(t, c, onayclient.ErrChanged)
	if e := fails(t, c, onayclient.ErrChanged); e.Missing != "type: true or false" {
		t.Errorf("%v does not say why nothing is sent", &e)
	}
}

// TestOneProbe: when the rest is over many come at once, and one request goes out until
// its answer is there.
func TestOneProbe(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.warm(t, c)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy, RetryAfter: "60", Times: 1})
	fails(t, c, onayclient.ErrBusy)
	s.ResetRequests()
	s.clock.step(time.Minute)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang})
	probe := make(chan error, 1)
	go func() {
		_, err := c.Card(t.Context(), mustPAN(t, reduced))
		probe <- err
	}()
	if err := s.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := c.Card(t.Context(), mustPAN(t, unified)); !errors.Is(err, onayclient.ErrBusy) {
				t.Errorf("while the probe was out: %v", err)
			}
		})
	}
	all.Wait()
	s.wantRequests(t, cabinetsim.Counts{Check: 1})
	s.ClearFaults()
	if err := <-probe; err != nil {
		t.Fatal(err)
	}
	read(t, c, unified)
}

// TestTheQueueIsToldOfABan instead of waiting for its turn to hear of it.
func TestTheQueueIsToldOfABan(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, perSecond(2))
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultForbidden})
	began := time.Now()
	var all sync.WaitGroup
	for _, digits := range []string{unified, reduced, stranger, "9643108503312345673"} {
		all.Go(func() {
			if _, err := c.Card(t.Context(), mustPAN(t, digits)); !errors.Is(err, onayclient.ErrBanned) {
				t.Errorf("got %v, want ErrBanned", err)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); took > time.Second {
		t.Errorf("the last heard of it after %v", took)
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 1})
}

// TestAStragglerShortensNoBan: a request that went out before the ban ends later, with less.
func TestAStragglerShortensNoBan(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.warm(t, c)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy, RetryAfter: "1", PAN: reduced})
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang, PAN: reduced})
	straggler := make(chan error, 1)
	go func() {
		_, err := c.Card(t.Context(), mustPAN(t, reduced))
		straggler <- err
	}()
	if err := s.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultCaptcha, PAN: unified})
	fails(t, c, onayclient.ErrBanned)
	s.Release()
	until(t, s, wantError(t, <-straggler, onayclient.ErrBanned), banRest)
	stands(t, s, c, onayclient.Banned, banRest)
}

// heard collects the notices of clients.
type heard struct {
	mu  sync.Mutex
	all []onayclient.Notice
}

func (h *heard) listen(c *onayclient.Config) { c.Notify = h.add }

func (h *heard) add(n onayclient.Notice) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, n)
}

// want fails unless exactly these were heard since the last call: a ban, or its end.
func (h *heard) want(t testing.TB, bans ...bool) []onayclient.Notice {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	got := h.all
	h.all = nil
	if !slices.EqualFunc(got, bans, func(n onayclient.Notice, banned bool) bool { return n.Banned == banned }) {
		t.Fatalf("told %+v, want %v", got, bans)
	}
	return got
}

const (
	begins = true
	ends   = false
)

func TestABanIsToldOnceAndSoIsItsEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var h heard
	c := s.client(t, h.listen)
	s.warm(t, c)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy, RetryAfter: "20", Times: 1}) // is no news
	fails(t, c, onayclient.ErrBusy)
	s.clock.step(20 * time.Second)
	read(t, c, unified)
	h.want(t)
	s.SetMode(cabinetsim.ModeBanning)
	for range 3 {
		fails(t, c, onayclient.ErrBanned)
	}
	if n := h.want(t, begins)[0]; !n.At.Equal(s.clock.now()) || !n.Until.Equal(n.At.Add(banRest)) {
		t.Errorf("%+v", n)
	}
	s.clock.step(banRest)
	fails(t, c, onayclient.ErrBanned) // it holds
	s.SetMode(cabinetsim.ModeDown)
	s.clock.step(banRest)
	fails(t, c, onayclient.ErrUnavailable) // that it might be over is no news
	h.want(t)
	s.SetMode(cabinetsim.ModeFine)
	s.clock.step(banRest)
	read(t, c, unified)
	read(t, c, unified)
	if n := h.want(t, ends)[0]; !n.At.Equal(s.clock.now()) || !n.Until.IsZero() {
		t.Errorf("%+v", n)
	}
	s.SetMode(cabinetsim.ModeBanning)
	fails(t, c, onayclient.ErrBanned)
	h.want(t, begins)
}

// TestABanThatNobodyWasToldOf: the process died first, or nobody listened then.
func TestABanThatNobodyWasToldOf(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kept := newState()
	s.SetMode(cabinetsim.ModeBanning)
	fails(t, s.client(t, keptIn(kept)), onayclient.ErrBanned)
	var h heard
	fails(t, s.client(t, h.listen, keptIn(kept)), onayclient.ErrBanned)
	if n := h.want(t, begins)[0]; !n.Until.Equal(s.clock.now().Add(banRest)) {
		t.Errorf("%+v", n)
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 1})
}

func TestStatusCountsTheBudget(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if got := stands(t, s, s.client(t), onayclient.Closed, 0); got.PerDay != 0 || got.Left != 0 || got.Most != 0 {
		t.Errorf("without a limit: %+v", got)
	}
	c := s.client(t, perDay(20), perSecond(1000))
	read(t, c, unified)
	got := stands(t, s, c, onayclient.Closed, 0)
	if got.PerDay != 20 || got.Left != 18 || got.Most != 20 || got.Sent != 2 {
		t.Errorf("after the start page and a reading: %+v", got)
	}
	s.clock.step(24 * time.Hour)
	if got := stands(t, s, c, onayclient.Closed, 0); got.Left != 20 {
		t.Errorf("on the next day: %+v", got)
	}
}
