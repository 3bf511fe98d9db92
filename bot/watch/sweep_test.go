package watch

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

func TestSweepReadsEachDueCardOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const cards = batchSize + sweepReaders + 1 // more than are picked at once
	for n := range cards {
		b.holds(n, "01.01", 600)
		b.follow(n, 10, 20, 30)
	}
	if err := b.Sweep(t.Context()); err != nil || b.cabinet.total() != 0 {
		t.Fatalf("%d requests before any card is due, %v", b.cabinet.total(), err)
	}
	if err := b.sweep(); err != nil {
		t.Fatal(err)
	}
	if err := b.Sweep(t.Context()); err != nil { // nothing is due any more
		t.Fatal(err)
	}
	for n := range cards {
		pan := number(t, n)
		if got := b.cabinet.requests[pan]; got != 1 {
			t.Errorf("card %d is asked for %d times", n, got)
		}
		if got, want := b.card(pan).NextAt, b.clock.now().Add(every); !got.Equal(want) {
			t.Errorf("card %d is due at %v, want %v", n, got, want)
		}
	}
}

func TestSweepReadsNothingForTheUnreachable(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.write(func(ctx context.Context, tx *store.Tx) error { return tx.SetBlocked(ctx, 10, start, start) })
	if err := b.sweep(); err != nil || b.cabinet.total() != 0 {
		t.Errorf("%d requests, %v", b.cabinet.total(), err)
	}
}

// What becomes due in the course of a sweep goes before what is less urgent,
// once a minute has passed.
func TestSweepTakesTheUrgentFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const spare = 5 * sweepReaders
	for n := range spare + 1 {
		b.holds(n, "01.01", 600)
		b.follow(n, 10)
	}
	urgent := number(t, spare)
	b.write(func(ctx context.Context, tx *store.Tx) error {
		for n := range spare {
			c, err := tx.CardByPAN(ctx, number(t, n))
			if err == nil {
				_, err = tx.SaveReading(ctx, c.Card, store.Plan{NextAt: b.clock.now().Add(fresh), MayWait: time.Hour})
			}
			if err != nil {
				return err
			}
		}
		return tx.Postpone(ctx, b.card(urgent).ID, b.clock.now().Add(fresh+orderLasts), 0)
	})
	b.clock.add(fresh)
	var mu sync.Mutex
	read, place := 0, 0
	b.cabinet.asked = func(pan onayclient.PAN) {
		mu.Lock()
		defer mu.Unlock()
		if read++; pan == urgent {
			place = read
		}
		b.clock.add(orderLasts / sweepReaders)
	}
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if place == 0 || place > 3*sweepReaders {
		t.Errorf("the urgent card was read as number %d of %d", place, read)
	}
}

// A policy that looks more often than figures age is served the stored ones;
// the sweep must come to an end all the same.
func TestSweepEndsWhenFiguresAreStillFresh(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.policy = Fixed(fresh / 4)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.clock.add(fresh / 2)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := b.Sweep(ctx); err != nil || ctx.Err() != nil {
		t.Fatalf("the sweep goes round in circles: %v, %v", err, ctx.Err())
	}
	b.clock.add(fresh)
	if err := b.Sweep(ctx); err != nil || b.cabinet.requests[pan] != 1 {
		t.Errorf("%d requests once the figures have aged, %v", b.cabinet.requests[pan], err)
	}
}

func TestSweepStopsWhenTheCabinetWantsPeace(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]error{
		"busy":         &onayclient.Error{Kind: onayclient.ErrBusy},
		"banned":       &onayclient.Error{Kind: onayclient.ErrBanned},
		"with a time":  &onayclient.Error{Kind: onayclient.ErrUnavailable, Until: start.Add(time.Hour)},
		"bare busy":    onayclient.ErrBusy,
		"both at once": errors.Join(onayclient.ErrUnavailable, onayclient.ErrBanned),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			const cards = 3 * sweepReaders
			for n := range cards {
				b.holds(n, "01.01", 600)
				b.follow(n, 10)
			}
			due := b.card(number(t, 0)).NextAt
			b.cabinet.set(func(c *cabinet) { c.fail = fault })
			if err := b.sweep(); !errors.Is(err, fault) {
				t.Errorf("error %v, want %v", err, fault)
			}
			if got := b.cabinet.total(); got > 2*sweepReaders {
				t.Errorf("%d requests after the first refusal", got)
			}
			for n := range cards {
				if got := b.card(number(t, n)).NextAt; !got.Equal(due) {
					t.Errorf("card %d is put off to %v; it is not its fault", n, got)
				}
			}
		})
	}
}

func TestSweepPutsOffWhatFailsAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	faults := map[int]struct {
		err  error
		wait time.Duration
	}{
		1: {&onayclient.Error{Kind: onayclient.ErrUnavailable}, afterFailure},
		2: {&onayclient.Error{Kind: onayclient.ErrChanged}, afterFailure},
		3: {&onayclient.Error{Kind: onayclient.ErrNoCard}, afterGone},
		4: {errors.New("something new"), afterFailure},
	}
	for n := range 6 {
		b.holds(n, "01.01", 600)
		b.follow(n, 10)
		b.cabinet.set(func(c *cabinet) { c.fails[number(t, n)] = faults[n].err })
	}
	if err := b.sweep(); err != nil {
		t.Fatal(err)
	}
	for n := range 6 {
		wait := every
		if f, ok := faults[n]; ok {
			wait = f.wait
		}
		c := b.card(number(t, n))
		if want := b.clock.now().Add(wait); !c.NextAt.Equal(want) {
			t.Errorf("card %d is due at %v, want %v", n, c.NextAt, want)
		}
		if got := b.cabinet.requests[c.PAN]; got != 1 {
			t.Errorf("card %d is asked for %d times in a sweep", n, got)
		}
	}
	b.wantPushes(10, 0)
}

func TestSweepLeavesTheRestWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for n := range 3 * sweepReaders {
		b.holds(n, "01.01", 600)
		b.follow(n, 10)
	}
	due := b.card(number(t, 0)).NextAt
	ctx, cancel := context.WithCancel(t.Context())
	b.cabinet.set(func(c *cabinet) { c.asked = func(onayclient.PAN) { cancel() } })
	b.clock.add(every)
	if err := b.Sweep(ctx); err != nil {
		t.Errorf("error %v", err)
	}
	for n := range 3 * sweepReaders {
		if got := b.card(number(t, n)).NextAt; !got.Equal(due) {
			t.Errorf("card %d is put off to %v", n, got)
		}
	}
	if err := b.Sweep(ctx); err != nil {
		t.Errorf("a sweep after its time: %v", err)
	}
}

// One card that hangs must not hold up the others.
func TestSweepGoesOnBesideACardThatHangs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const cards = 2 * sweepReaders
	for n := range cards {
		b.holds(n, "01.01", 600)
		b.follow(n, 10)
	}
	hangs, others, release := number(t, 0), make(chan struct{}, cards), make(chan struct{})
	b.cabinet.set(func(c *cabinet) {
		c.asked = func(pan onayclient.PAN) {
			if pan == hangs {
				<-release
			} else {
				others <- struct{}{}
			}
		}
	})
	ended := make(chan error, 1)
	go func() { ended <- b.sweep() }()
	for range cards - 1 {
		<-others
	}
	close(release)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// The one request that finds out whether the cabinet is back must not be
// broken off by the cards that are turned away meanwhile.
func TestRefusedCardDoesNotBreakOffAnother(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	probe, refused := b.holds(1, "01.01", 600), b.holds(2, "01.01", 600)
	b.follow(1, 10)
	b.follow(2, 10)
	b.holds(1, "01.01", 400)
	probing, turnedAway := make(chan struct{}), make(chan struct{})
	b.cabinet.set(func(c *cabinet) {
		c.fails[refused] = &onayclient.Error{Kind: onayclient.ErrUnavailable, Until: start.Add(time.Hour)}
		c.asked = func(pan onayclient.PAN) {
			if pan == refused {
				<-probing
				close(turnedAway)
				return
			}
			close(probing)
			<-turnedAway
			for range 1000 { // until the refusal has been dealt with, most likely
				runtime.Gosched()
			}
		}
	})
	if err := b.sweep(); err == nil {
		t.Error("nobody was turned away")
	}
	if got := b.card(probe).Balance; got != onayclient.Tenge(400) {
		t.Errorf("the card is not read: %d", got)
	}
}
