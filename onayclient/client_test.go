package onayclient_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
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
	want := onayclient.Card{
		PAN: mustPAN(t, unified), Type: "01.01", Name: "ETK-OnLine", Balance: onayclient.Tenge(1240), At: s.clock.now(),
	}
	if diff := cmp.Diff(want, read(t, c, unified)); diff != "" {
		t.Error(diff)
	}
	want = onayclient.Card{
		PAN: mustPAN(t, reduced), Type: "01.02.15", Name: "School", Balance: onayclient.Tenge(-80), Blocked: true, At: s.clock.now(),
	}
	if diff := cmp.Diff(want, read(t, c, reduced)); diff != "" {
		t.Error(diff)
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 1, Check: 2})
}

func TestCardThatIsNone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	for range 3 { // the simulator answers in several forms, by the number
		pan := mustPAN(t, "9643770000000001236")
		if _, err := c.Card(t.Context(), pan); !errors.Is(err, onayclient.ErrNoCard) {
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
		_, err := onayclient.New(s)
		if err == nil {
			t.Errorf("New(%q) has no error", s)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("New(%q) quotes it: %v", s, err)
		}
	}
}

func TestColdReadersShareASession(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	pans := []string{unified, reduced}
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			if _, err := c.Card(t.Context(), mustPAN(t, pans[i%2])); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := s.Requests().Start; got != 1 {
		t.Errorf("%d visits of the start page, want 1", got)
	}
}

func TestReadersOfOneCardShareARequest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang, On: cabinetsim.KindCheck})
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if got, err := c.Card(t.Context(), mustPAN(t, unified)); err != nil || got.Balance != onayclient.Tenge(1240) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	if err := s.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	s.ClearFaults()
	all.Wait()
	// Goroutines that start after the answer are not late readers of it: they ask anew.
	if got := s.Requests(); got.Start != 1 || got.Check > 20 {
		t.Errorf("%+v for 100 readers of one card", got)
	}
}

func TestReadersOfOneCardsRidesShareARequest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	now := time.Date(2026, 11, 20, 12, 0, 30, 0, time.UTC)
	read := func(to time.Time) {
		if _, err := c.Transactions(t.Context(), mustPAN(t, unified), now.AddDate(0, 0, -7), to); err != nil {
			t.Error(err)
		}
	}
	read(now) // signs in and adds the card
	s.ResetRequests()
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang, On: cabinetsim.KindDetail})
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() { read(now.Add(time.Duration(i) * time.Millisecond)) }) // each has its own now
	}
	if err := s.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	s.ClearFaults()
	all.Wait()
	if got := s.Requests().Detail; got > 20 {
		t.Errorf("%d requests for rides by 100 readers of one card", got)
	}
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
	first := make(chan error, 1)
	go func() {
		_, err := c.Card(ctx, mustPAN(t, unified))
		first <- err
	}()
	if err := s.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	second := make(chan error, 1)
	joined := make(chan struct{})
	go func() {
		close(joined)
		_, err := c.Card(t.Context(), mustPAN(t, unified))
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
}

func TestADeadlineIsToldAsUnavailable(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t)
	s.warm(t, c)
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := c.Card(ctx, mustPAN(t, unified))
	wantError(t, err, onayclient.ErrUnavailable)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the deadline is lost: %v", err)
	}
}

// TestAPersonIsTurnedAwayFromALongQueue at once, with the time to come back.
func TestAPersonIsTurnedAwayFromALongQueue(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, onayclient.WithRate(0.01))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	began := time.Now()
	_, err := c.Card(ctx, mustPAN(t, unified))
	e := wantError(t, err, onayclient.ErrBusy)
	if wait := e.Until.Sub(s.clock.now()); wait < 90*time.Second || wait > 110*time.Second {
		t.Errorf("told to come back in %v, want about 102 s", wait)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v to say so", took)
	}
	s.wantRequests(t, cabinetsim.Counts{})
}

func TestADeadlineInTheQueueIsToldAsBusy(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, onayclient.WithRate(0.01))
	patient, leave := context.WithCancel(t.Context())
	defer leave()
	gone := make(chan error, 1)
	go func() {
		_, err := c.Card(patient, mustPAN(t, unified))
		gone <- err
	}()
	for c.EstimatedWait(t.Context()) < 150*time.Second { // until that one stands in the queue
		runtime.Gosched()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := c.Card(ctx, mustPAN(t, unified)) // the same card: nothing to be turned away from
	if e := wantError(t, err, onayclient.ErrBusy); e.Until.IsZero() {
		t.Errorf("%v does not say when to come back", &e)
	}
	leave()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("the patient one got %v", err)
	}
	s.wantRequests(t, cabinetsim.Counts{})
}

func TestAPersonTakesTheSweepsRequestAlong(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.client(t, onayclient.WithRate(20))
	ctx, cancel := context.WithCancel(t.Context())
	var sweep sync.WaitGroup
	defer sweep.Wait()
	defer cancel()
	for i := range 40 { // two seconds of sweep
		sweep.Go(func() {
			digits := fmt.Sprintf("96437700%010d", i)
			for d := range 10 {
				if pan, err := onayclient.ParsePAN(digits + fmt.Sprint(d)); err == nil {
					_, _ = c.Card(onayclient.Background(ctx), pan) // cancelled at the end
				}
			}
		})
	}
	last := mustPAN(t, unified)
	sweep.Go(func() { _, _ = c.Card(onayclient.Background(ctx), last) })
	if _, err := c.Card(t.Context(), last); err != nil {
		t.Fatal(err)
	}
	if got := s.Requests().Total; got > 10 {
		t.Errorf("the person waited behind %d requests of the sweep", got)
	}
}

func TestTheDaysBudgetOutlivesARestart(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kept := newState()
	read(t, s.client(t, onayclient.WithPerDay(2), onayclient.WithState(kept)), unified)
	c := s.client(t, onayclient.WithPerDay(2), onayclient.WithState(kept))
	e := fails(t, c, onayclient.ErrBusy)
	if midnight := time.Date(2026, 11, 21, 0, 0, 0, 0, s.clock.now().Location()); !e.Until.Equal(midnight) {
		t.Errorf("spent until %v, want %v", e.Until, midnight)
	}
	s.wantRequests(t, cabinetsim.Counts{Start: 1, Check: 1})
	s.clock.step(24 * time.Hour)
	read(t, c, unified)
}

func TestAStateThatFailsIsNotTheCabinetsFault(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	broken := newState()
	broken.fail = errors.New("disk full")
	c := s.client(t, onayclient.WithPerDay(10), onayclient.WithState(broken))
	_, err := c.Card(t.Context(), mustPAN(t, unified))
	if !errors.Is(err, broken.fail) || errors.Is(err, onayclient.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	s.wantRequests(t, cabinetsim.Counts{})
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

func TestTheClientNamesItself(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	read(t, s.client(t, onayclient.WithUserAgent("1.4", "admin@example.kz\r\nX-Evil: 1")), unified)
	for _, r := range s.Log() {
		if want := "onaybot/1.4 (+admin@example.kzX-Evil: 1)"; r.UserAgent != want {
			t.Errorf("%s came from %q, want %q", r.Kind, r.UserAgent, want)
		}
	}
}
