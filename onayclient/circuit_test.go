package onayclient_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// until fails unless e tells to come back after d, to the second.
func until(t testing.TB, s *site, e onayclient.Error, d time.Duration) {
	t.Helper()
	if got := e.Until.Sub(s.clock.now()).Round(time.Second); got != d {
		t.Errorf("told to come back in %v, want %v", got, d)
	}
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
		s.clock.step(want - time.Second)
		until(t, s, fails(t, c, onayclient.ErrBusy), time.Second)
		s.wantRequests(t, cabinetsim.Counts{Check: 1})
		s.clock.step(time.Second)
		read(t, c, unified)
	}
}

func TestPausesWithoutRetryAfterGrow(t *testing.T) {
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
	c := s.client(t, onayclient.WithState(kept))
	s.warm(t, c)
	s.SetMode(cabinetsim.ModeBanning)
	until(t, s, fails(t, c, onayclient.ErrBanned), onayclient.DefaultBanPause)
	s.SetMode(cabinetsim.ModeFine)
	s.clock.step(time.Hour)
	restarted := s.client(t, onayclient.WithState(kept))
	for range 10 {
		until(t, s, fails(t, c, onayclient.ErrBanned), 5*time.Hour)
		until(t, s, fails(t, restarted, onayclient.ErrBanned), 5*time.Hour)
	}
	s.wantRequests(t, cabinetsim.Counts{Check: 1, Start: 1})
	s.clock.step(5 * time.Hour)
	read(t, c, unified)
	read(t, restarted, unified)
}

func TestABanThatHolds(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, onayclient.WithBanPause(time.Hour))
	s.SetMode(cabinetsim.ModeBanning)
	for range 3 {
		until(t, s, fails(t, c, onayclient.ErrBanned), time.Hour)
		s.clock.step(time.Hour)
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 3})
}

func TestAClockSetBackDoesNotLengthenAPause(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.SetMode(cabinetsim.ModeBanning)
	fails(t, c, onayclient.ErrBanned)
	s.clock.step(-1000 * time.Hour)
	until(t, s, fails(t, c, onayclient.ErrBanned), onayclient.DefaultBanPause)
}

func TestAPauseThatCannotBeKeptIsStillTaken(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kept := newState()
	var log bytes.Buffer
	c := s.client(t, onayclient.WithState(kept), onayclient.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	s.warm(t, c)
	kept.fail = errors.New("disk full")
	s.SetMode(cabinetsim.ModeBanning)
	fails(t, c, onayclient.ErrBanned)
	s.SetMode(cabinetsim.ModeFine)
	fails(t, c, onayclient.ErrBanned)
	if !bytes.Contains(log.Bytes(), []byte("disk full")) {
		t.Errorf("the log does not say so: %s", &log)
	}
	leakFree(t, "log", log.String())
}

func TestTheBreakerOpens(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, onayclient.WithBreaker(4, time.Hour))
	s.warm(t, c)
	s.SetMode(cabinetsim.ModeDown)
	fails(t, c, onayclient.ErrUnavailable) // two requests each
	if e := fails(t, c, onayclient.ErrUnavailable); e.Status != http.StatusBadGateway {
		t.Errorf("status %d, want 502", e.Status)
	}
	for range 5 {
		until(t, s, fails(t, c, onayclient.ErrUnavailable), time.Hour)
	}
	s.wantRequests(t, cabinetsim.Counts{Check: 4})
}

func TestAnOpenBreakerRemembersWhy(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, onayclient.WithBreaker(1, time.Hour))
	s.SetMode(cabinetsim.ModeRedesigned)
	fails(t, c, onayclient.ErrChanged)
	if e := fails(t, c, onayclient.ErrChanged); e.Missing != "csrftoken input" {
		t.Errorf("%v does not say what is missing", &e)
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 1})
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
	c := s.client(t, onayclient.WithRate(2))
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultForbidden})
	began := time.Now()
	var all sync.WaitGroup
	for _, digits := range []string{unified, reduced, "9643770000000001236", "9643108503312345673"} {
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
