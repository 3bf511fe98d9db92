package onayclient_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// joining is a context that tells when a caller has joined what others wait for.
type joining struct {
	context.Context
	joined func()
}

func (j *joining) Done() <-chan struct{} {
	j.joined()
	return j.Context.Done()
}

// together makes a hundred calls at once. The cabinet answers when all of them wait.
func together(t *testing.T, s *site, call func(ctx context.Context, i int) error) {
	t.Helper()
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang})
	var all, joined sync.WaitGroup
	for i := range 100 {
		joined.Add(1)
		all.Go(func() {
			if err := call(&joining{t.Context(), sync.OnceFunc(joined.Done)}, i); err != nil {
				t.Error(err)
			}
		})
	}
	joined.Wait()
	s.ClearFaults()
	all.Wait()
}

func TestAHundredReadersOfOneCardAreOneRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for c, want := range map[*onayclient.Client]cabinetsim.Counts{
		s.client(t): {Start: 1, Check: 1}, s.app(t): {AppCard: 1},
	} {
		s.ResetRequests()
		together(t, s, func(ctx context.Context, _ int) error {
			_, err := c.Card(ctx, mustPAN(t, unified))
			return err
		})
		s.wantRequests(t, want)
	}
}

// TestReadersOfRidesShare the session, the sign-in and the pages; in the app dialect those
// of different cards too.
func TestReadersOfRidesShare(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	now := time.Date(2026, 11, 20, 12, 0, 30, 0, time.UTC)
	ask := func(ctx context.Context, c *onayclient.Client, digits string, i int) error {
		to := now.Add(time.Duration(i) * time.Millisecond) // each has its own now
		_, err := c.Transactions(ctx, mustPAN(t, digits), now.AddDate(0, 0, -7), to)
		return err
	}
	cold := s.client(t)
	together(t, s, func(ctx context.Context, i int) error { return ask(ctx, cold, unified, i) })
	s.wantRequests(t, cabinetsim.Counts{Start: 1, SignIn: 1, AddCard: 1, Detail: 1})
	s.account(t, 1)
	if err := s.AddToAccount(reduced); err != nil {
		t.Fatal(err)
	}
	s.ResetRequests()
	app := s.app(t)
	together(t, s, func(ctx context.Context, i int) error { return ask(ctx, app, []string{unified, reduced}[i%2], i) })
	s.wantRequests(t, cabinetsim.Counts{AppSignIn: 1, AppCards: 1, AppTickets: 1})
}

// TestPeopleAndTheSweepShareASession, which is visited at a person's priority.
func TestPeopleAndTheSweepShareASession(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	together(t, s, func(ctx context.Context, i int) error {
		if i%3 == 0 {
			ctx = onayclient.Background(ctx)
		}
		_, err := c.Card(ctx, mustPAN(t, []string{unified, reduced}[i%2]))
		return err
	})
	s.wantRequests(t, cabinetsim.Counts{Start: 1, Check: 4}) // two cards at two priorities
}

// TestALeavingReaderTakesNothingAway: the one who began the request goes, and the other
// still gets the answer to it.
func TestALeavingReaderTakesNothingAway(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.warm(t, c)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang, On: cabinetsim.KindCheck, Times: 1})
	ctx, cancel := context.WithCancel(t.Context())
	first, second, joined := make(chan error, 1), make(chan error, 1), make(chan struct{})
	go func() {
		_, err := c.Card(ctx, mustPAN(t, unified))
		first <- err
	}()
	if err := s.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	go func() {
		_, err := c.Card(&joining{t.Context(), sync.OnceFunc(func() { close(joined) })}, mustPAN(t, unified))
		second <- err
	}()
	<-joined
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the cancelled reader got %v", err)
	}
	s.Release()
	if err := <-second; err != nil {
		t.Errorf("the reader who stayed got %v", err)
	}
	s.wantRequests(t, cabinetsim.Counts{Check: 1})
}
