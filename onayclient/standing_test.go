package onayclient_test

import (
	"sync"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// stands fails unless the client stands so with the cabinet, until d from now.
func stands(t testing.TB, s *site, c *onayclient.Client, want onayclient.CircuitState, d time.Duration) onayclient.Standing {
	t.Helper()
	got, err := c.Standing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Circuit != want {
		t.Errorf("circuit %s, want %s", got.Circuit, want)
	}
	if d == 0 && !got.Until.IsZero() || d > 0 && got.Until.Sub(s.clock.now()).Round(time.Second) != d {
		t.Errorf("%s until %v, want %v from %v", got.Circuit, got.Until, d, s.clock.now())
	}
	return got
}

func TestStandingFollowsTheCircuit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kept := newState()
	c := s.client(t, onayclient.WithState(kept), onayclient.WithBanPause(time.Hour))
	stands(t, s, c, onayclient.Closed, 0)
	s.warm(t, c)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy, RetryAfter: "20", Times: 1})
	fails(t, c, onayclient.ErrBusy)
	stands(t, s, c, onayclient.Paused, 20*time.Second)
	s.clock.step(20 * time.Second)
	stands(t, s, c, onayclient.Probing, 0)
	read(t, c, unified)
	stands(t, s, c, onayclient.Closed, 0)
	s.SetMode(cabinetsim.ModeBanning)
	fails(t, c, onayclient.ErrBanned)
	stands(t, s, c, onayclient.Shut, time.Hour)
	stands(t, s, s.client(t, onayclient.WithState(kept), onayclient.WithBanPause(time.Hour)), onayclient.Shut, time.Hour)
}

func TestStandingTellsAnOpenBreaker(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, onayclient.WithBreaker(2, time.Hour), onayclient.WithRetryPause(0))
	s.warm(t, c)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultError})
	fails(t, c, onayclient.ErrUnavailable)
	stands(t, s, c, onayclient.Open, time.Hour)
}

func TestStandingCountsTheBudget(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if got := stands(t, s, s.client(t), onayclient.Closed, 0); got.PerDay != 0 || got.Left != 0 {
		t.Errorf("without a limit: %+v", got)
	}
	c := s.client(t, onayclient.WithPerDay(20))
	read(t, c, unified)
	if got := stands(t, s, c, onayclient.Closed, 0); got.PerDay != 20 || got.Left != 18 {
		t.Errorf("after the start page and a reading: %+v", got)
	}
	s.clock.step(24 * time.Hour)
	if got := stands(t, s, c, onayclient.Closed, 0); got.Left != 20 {
		t.Errorf("on the next day: %+v", got)
	}
}

func TestTheObserverIsToldOfEveryRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var mu sync.Mutex
	seen := map[string][]error{}
	c := s.client(t, onayclient.WithObserver(func(step string, took time.Duration, err error) {
		mu.Lock()
		defer mu.Unlock()
		seen[step] = append(seen[step], err)
		if took <= 0 {
			t.Errorf("%s took %v", step, took)
		}
	}))
	read(t, c, unified)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy, Times: 1})
	why := fails(t, c, onayclient.ErrBusy)
	fails(t, c, onayclient.ErrBusy) // nothing is sent
	mu.Lock()
	defer mu.Unlock()
	if checks := seen["check"]; len(seen["start page"]) != 1 || len(checks) != 2 || checks[0] != nil || checks[1] == nil {
		t.Errorf("told %v, then failed with %v", seen, &why)
	}
}

func TestStandingTellsWhatIsSentAndRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, onayclient.WithLogin(login, "wrong"), onayclient.WithRate(1000), onayclient.WithPerDay(500))
	read(t, c, unified)
	if got := stands(t, s, c, onayclient.Closed, 0); got.Sent != 2 || got.Refused || got.Most != 500 {
		t.Errorf("%+v", got)
	}
	if _, err := c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now().Add(-time.Hour), s.clock.now()); err == nil {
		t.Fatal("signed in with a wrong password")
	}
	if got := stands(t, s, c, onayclient.Closed, 0); !got.Refused || got.Sent != 3 {
		t.Errorf("%+v", got)
	}
}
