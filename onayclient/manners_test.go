package onayclient_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// arrivals are the real times at which the cabinet had its requests, in order.
func (s *site) arrivals() []time.Time {
	var at []time.Time
	for _, r := range s.Log() {
		at = append(at, r.Arrived)
	}
	slices.SortFunc(at, time.Time.Compare)
	return at
}

// TestNoSecondSeesMoreThanTheRate whatever happens: a crowd, failures that are repeated,
// tokens that are renewed, redirects, sign-ins, restarts one after another, in both dialects.
func TestNoSecondSeesMoreThanTheRate(t *testing.T) {
	t.Parallel()
	const rate = 20
	s := newSite(t)
	s.account(t, 60)
	kept := newState()
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultReset, Times: 4})
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultDown, On: cabinetsim.KindCheck, Times: 4})
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultStaleExpired, On: cabinetsim.KindCheck, Times: 4})
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultRedirect, On: cabinetsim.KindStart, Times: 4})
	for i := range 4 {
		c := s.client(t, perSecond(rate), keptIn(kept))
		if i == 3 {
			c = s.app(t, perSecond(rate), keptIn(kept))
		}
		c.SetFailures(1000)
		crowd(t, s, c)
		c.Close()
	}
	// Two requests may take unlike times on their way here, so a window is shorter than a
	// second by what that may be.
	const window = 850 * time.Millisecond
	at := s.arrivals()
	for i := range at[rate:] {
		if gap := at[i+rate].Sub(at[i]); gap < window {
			t.Errorf("%d requests within %v", rate+1, gap)
		}
	}
	if took, least := at[len(at)-1].Sub(at[0]), time.Duration(len(at)-2)*time.Second/rate; took < least || len(at) < 40 {
		t.Errorf("%d requests in %v, want %v at least", len(at), took, least)
	}
}

// crowd asks for everything at once, some of it in the background; some of it fails.
func crowd(t *testing.T, s *site, c *onayclient.Client) {
	t.Helper()
	var all sync.WaitGroup
	all.Go(func() {
		for _, digits := range []string{unified, reduced, stranger} {
			_, _ = c.Card(onayclient.Background(t.Context()), mustPAN(t, digits))
		}
	})
	for _, digits := range []string{unified, reduced, stranger, "9643108503312345673"} {
		all.Go(func() {
			for range 3 {
				_, _ = c.Card(t.Context(), mustPAN(t, digits))
			}
		})
	}
	all.Go(func() {
		_, _ = c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now().AddDate(0, 0, -5), s.clock.now())
	})
	all.Wait()
}

// TestTheDaysBudgetIsNeverExceeded by failures that are repeated or by restarts.
func TestTheDaysBudgetIsNeverExceeded(t *testing.T) {
	t.Parallel()
	const budget = 15
	s := newSite(t)
	kept := newState()
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultReset, Times: 5})
	for range 3 {
		c := s.client(t, perDay(budget), keptIn(kept))
		c.SetFailures(1000)
		crowd(t, s, c)
		c.Close()
	}
	if n := s.Requests().Total; n != budget {
		t.Errorf("%d requests of %d a day", n, budget)
	}
	c := s.client(t, perDay(budget), keptIn(kept))
	midnight := time.Date(2026, 11, 21, 0, 0, 0, 0, s.clock.now().Location())
	for _, ask := range []func() error{
		func() error { _, err := c.Card(t.Context(), mustPAN(t, unified)); return err },
		func() error {
			_, err := c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now(), s.clock.now())
			return err
		},
	} {
		if e := wantError(t, ask(), onayclient.ErrBusy); !e.Until.Equal(midnight) {
			t.Errorf("spent until %v, want %v", e.Until, midnight)
		}
	}
	s.clock.step(24 * time.Hour)
	read(t, c, unified)
}

// TestABrokenConnectionIsNotRepeatedBehindTheGate: net/http would ask for the start page
// again by itself when a kept connection breaks.
func TestABrokenConnectionIsNotRepeatedBehindTheGate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.warm(t, c)
	s.ExpireSessions()
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultReset, On: cabinetsim.KindStart})
	fails(t, c, onayclient.ErrUnavailable)
	s.wantRequests(t, cabinetsim.Counts{Check: 1, Start: 2})
}

// sweep asks for n cards in the background until stopped.
func sweep(t *testing.T, c *onayclient.Client, n int) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(onayclient.Background(t.Context()))
	var all sync.WaitGroup
	for _, pan := range many(t, n) {
		all.Go(func() { _, _ = c.Card(ctx, pan) }) // cancelled in the end
	}
	return func() { cancel(); all.Wait() }
}

// many returns n card numbers that no city has.
func many(t testing.TB, n int) []onayclient.PAN {
	t.Helper()
	var pans []onayclient.PAN
	for i := 0; len(pans) < n; i++ {
		if pan, err := onayclient.ParsePAN(fmt.Sprintf("96437700%011d", i)); err == nil {
			pans = append(pans, pan)
		}
	}
	return pans
}

// TestAPersonGoesBeforeTheSweep and has the answer after the request under way.
func TestAPersonGoesBeforeTheSweep(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, perSecond(10))
	defer sweep(t, c, 200)() // twenty seconds of it
	watch := s.Watch(t.Context())
	for range 3 { // it is well under way
		<-watch
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	before := s.Requests().Total
	if _, err := c.Card(ctx, mustPAN(t, unified)); err != nil {
		t.Fatal(err)
	}
	if after := s.Requests().Total - before; after > 3 {
		t.Errorf("the person's request was number %d after it came", after)
	}
}

// TestAPersonDoesNotWaitInTheSweepsPlace for a card that the sweep wants too.
func TestAPersonDoesNotWaitInTheSweepsPlace(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, perSecond(10))
	defer sweep(t, c, 200)()
	watch := s.Watch(t.Context())
	<-watch // it is under way
	last := mustPAN(t, unified)
	waits := make(chan struct{})
	ctx, cancel := context.WithCancel(onayclient.Background(t.Context()))
	var swept sync.WaitGroup
	defer swept.Wait()
	defer cancel()
	swept.Go(func() { _, _ = c.Card(&joining{ctx, sync.OnceFunc(func() { close(waits) })}, last) }) // cancelled
	<-waits
	before := s.Requests().Total
	if _, err := c.Card(t.Context(), last); err != nil {
		t.Fatal(err)
	}
	if after := s.Requests().Total - before; after > 3 {
		t.Errorf("the person's request was number %d after it came", after)
	}
}

// TestTheSweepNeedNotAskForWhatHasBeenRead while it waited for its turn.
func TestTheSweepNeedNotAskForWhatHasBeenRead(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, perSecond(2))
	s.warm(t, c)
	var known atomic.Bool
	waits := make(chan struct{})
	swept := make(chan error, 1)
	go func() {
		ctx := onayclient.Unless(t.Context(), known.Load)
		_, err := c.Card(&joining{ctx, sync.OnceFunc(func() { close(waits) })}, mustPAN(t, unified))
		swept <- err
	}()
	<-waits
	read(t, c, unified)
	known.Store(true)
	if err := <-swept; !errors.Is(err, onayclient.ErrNotNeeded) {
		t.Errorf("the sweep got %v, want ErrNotNeeded", err)
	}
	s.wantRequests(t, cabinetsim.Counts{Check: 1})
}

// TestEveryPersonOfACrowdIsAnsweredInTime: with the figure, or at once with the time to come
// back, where the queue is longer than the patience.
func TestEveryPersonOfACrowdIsAnsweredInTime(t *testing.T) {
	t.Parallel()
	const patience = 1500 * time.Millisecond
	s := newSite(t)
	c := s.client(t, perSecond(10))
	defer sweep(t, c, 50)()
	began := time.Now()
	var all sync.WaitGroup
	var mu sync.Mutex
	answered, turnedAway := 0, 0
	for _, pan := range many(t, 150)[50:] {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			_, err := c.Card(ctx, pan)
			var e *onayclient.Error
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, onayclient.ErrNoCard):
				answered++
			case errors.Is(err, onayclient.ErrBusy) && errors.As(err, &e) && e.Until.After(s.clock.now()):
				turnedAway++
			default:
				t.Errorf("neither an answer nor a time: %v", err)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); took > patience+2*time.Second {
		t.Errorf("the last heard after %v", took)
	}
	if answered < 5 || turnedAway == 0 {
		t.Errorf("%d answered, %d turned away", answered, turnedAway)
	}
}
