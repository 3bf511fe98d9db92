package watch

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/onayclient/gate"
	"onaybot/store"
	"onaybot/store/storetest"
)

func TestSweepReadsEachDueCardOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const cards = batchSize + readers + 1 // more than are picked at once
	for n := range cards {
		b.holds(n, "01.01", 600)
		b.followUnproved(n, int64(10+n), int64(1000+n))
	}
	if err := b.Sweep(t.Context()); err != nil || b.cabinet.total() != 0 {
		t.Fatalf("%d requests before any card is due, %v", b.cabinet.total(), err)
	}
	b.tick(every)
	b.tick(0) // nothing is due any more
	for n := range cards {
		pan := storetest.Number(n)
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
	b.many(1)
	b.write(func(ctx context.Context, tx *store.Tx) error { return tx.SetBlocked(ctx, 10, start, start) })
	if b.tick(every); b.cabinet.total() != 0 {
		t.Errorf("%d requests", b.cabinet.total())
	}
}

// What becomes due in the course of a sweep goes before what is less urgent, once a minute has passed.
func TestSweepTakesTheUrgentFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const spare = 10 * readers
	b.many(spare + 1)
	urgent := storetest.Number(spare)
	b.write(func(ctx context.Context, tx *store.Tx) error {
		for n := range spare {
			plan := store.Plan{NextAt: b.clock.now().Add(fresh), MayWait: time.Hour}
			if _, err := tx.SaveReading(ctx, b.card(storetest.Number(n)).Card, plan); err != nil {
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
		b.clock.add(orderLasts / readers)
	}
	b.tick(0)
	if place == 0 || place > 5*readers {
		t.Errorf("the urgent card was read as number %d of %d", place, read)
	}
}

// A policy that polls more often than figures age is served the stored ones. The sweep must come to an end all the
// same.
func TestSweepEndsWhenFiguresAreStillFresh(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.policy = policy.Fixed(fresh / 4)
	b.many(1)
	b.clock.add(fresh / 2)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := b.Sweep(ctx); err != nil || ctx.Err() != nil {
		t.Fatalf("the sweep goes round in circles: %v, %v", err, ctx.Err())
	}
	b.clock.add(fresh)
	if err := b.Sweep(ctx); err != nil || b.cabinet.total() != 1 {
		t.Errorf("%d requests once the figures have aged, %v", b.cabinet.total(), err)
	}
}

func TestSweepStopsWhenTheCabinetWantsPeace(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]error{
		"busy":         &onayclient.Error{Kind: onayclient.ErrBusy},
		"with a time":  &onayclient.Error{Kind: onayclient.ErrUnavailable, Until: start.Add(time.Hour)},
		"both at once": errors.Join(onayclient.ErrUnavailable, onayclient.ErrBanned),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			const cards = 3 * readers
			b.many(cards)
			due := b.card(storetest.Number(0)).NextAt
			b.fails(fault)
			if err := b.sweep(); !errors.Is(err, fault) {
				t.Errorf("error %v, want %v", err, fault)
			}
			if got := b.cabinet.total(); got > 2*readers {
				t.Errorf("%d requests after the first refusal", got)
			}
			for n := range cards {
				if got := b.card(storetest.Number(n)).NextAt; !got.Equal(due) {
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
		3: {&onayclient.Error{Kind: onayclient.ErrNoCard}, untoldFirst},
		4: {errors.New("something new"), afterFailure},
	}
	b.many(6)
	for n := range faults {
		b.cabinet.set(func(c *cabinet) { c.fails[storetest.Number(n)] = faults[n].err })
	}
	b.tick(every)
	for n := range 6 {
		wait := every
		if f, ok := faults[n]; ok {
			wait = f.wait
		}
		c := b.card(storetest.Number(n))
		if want := b.clock.now().Add(wait); !c.NextAt.Equal(want) || b.cabinet.requests[c.PAN] != 1 {
			t.Errorf("card %d is due at %v, want %v, after %d requests", n, c.NextAt, want, b.cabinet.requests[c.PAN])
		}
	}
	b.wantKinds(10)
}

func TestSweepLeavesTheRestWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.many(3 * readers)
	due := b.card(storetest.Number(0)).NextAt
	ctx, cancel := context.WithCancel(t.Context())
	b.cabinet.set(func(c *cabinet) { c.asked = func(onayclient.PAN) { cancel() } })
	b.clock.add(every)
	for range 2 { // during its time, and after it
		if err := b.Sweep(ctx); err != nil {
			t.Errorf("error %v", err)
		}
	}
	for n := range 3 * readers {
		if got := b.card(storetest.Number(n)).NextAt; !got.Equal(due) {
			t.Errorf("card %d is put off to %v", n, got)
		}
	}
}

// A card that hangs holds up nobody: the others are read and told meanwhile.
func TestAHangingCardHoldsUpNobody(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const cards = 21
	for n := range cards {
		b.holds(n, "01.01", 600)
		b.follow(n, int64(n+1))
		b.holds(n, "01.01", 400)
	}
	hangs, told, release := storetest.Number(0), make(chan struct{}, cards), make(chan struct{})
	b.cabinet.set(func(c *cabinet) {
		c.asked = func(pan onayclient.PAN) {
			if pan == hangs {
				<-release
			}
		}
	})
	b.wake = func() { told <- struct{}{} }
	ended := make(chan error, 1)
	go func() { ended <- b.sweep() }()
	for range cards - 1 {
		<-told
	}
	b.wantKinds(1)
	for n := 1; n < cards; n++ {
		b.wantKinds(int64(n+1), store.EventLow)
	}
	close(release)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	b.wantKinds(1, store.EventLow)
}

// slow is a cabinet that lets ten requests a second begin, each of which takes a second.
type slow struct {
	*cabinet
	gate *rate.Limiter
}

func (s slow) Card(ctx context.Context, pan onayclient.PAN) (onayclient.Card, error) {
	if err := s.gate.Wait(ctx); err != nil {
		return onayclient.Card{}, err
	}
	select {
	case <-time.After(time.Second): // of virtual time
	case <-ctx.Done():
	}
	return s.cabinet.Card(ctx, pan)
}

// At ten requests a second that take a second each, nine cards a second are read at least, by virtual time.
func TestTenRequestsASecondAreUsed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		const cards = 3 * batchSize
		for n := range cards {
			b.holds(n, "01.01", 600)
			b.followUnproved(n, int64(n+1))
		}
		b.cabinet.set(func(c *cabinet) { c.asked = func(onayclient.PAN) { b.clock.add(time.Second / 10) } })
		b.Watcher.cabinet = slow{b.cabinet, rate.NewLimiter(10, 1)}
		began := time.Now()
		b.tick(every)
		took := time.Since(began)
		if n := b.cabinet.total(); n != cards || took > cards*time.Second/9 {
			t.Errorf("%d cards are read in %v", n, took)
		}
	})
}

// The one request that finds out whether the cabinet is back must not be broken off by cards that are turned away.
func TestRefusedCardDoesNotBreakOffAnother(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.many(2)
	probe, refused := b.holds(0, "01.01", 400), storetest.Number(1)
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

// A card that a person had read since the sweep picked it is not asked for again.
func TestSweepSparesWhatAPersonHasHadRead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.many(readers + 1)
	last := storetest.Number(readers)
	reading, release := make(chan struct{}, readers), make(chan struct{})
	b.cabinet.set(func(c *cabinet) {
		c.asked = func(pan onayclient.PAN) {
			if pan != last {
				reading <- struct{}{}
				<-release
			}
		}
	})
	ended := make(chan error, 1)
	go func() { ended <- b.sweep() }()
	for range readers {
		<-reading
	}
	b.read(last, 10)
	close(release)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if n := b.cabinet.requests[last]; n != 1 {
		t.Errorf("the card is asked for %d times", n)
	}
	if want := b.clock.now().Add(every); !b.card(last).NextAt.Equal(want) {
		t.Errorf("it is due at %v, want %v", b.card(last).NextAt, want)
	}
}

// queued is a cabinet whose requests wait for their turn at a gate.
type queued struct {
	*cabinet
	gate  *gate.Gate
	waits func() // called when the sweep waits
}

func (q queued) Card(ctx context.Context, pan onayclient.PAN) (onayclient.Card, error) {
	if gate.IsBackground(ctx) {
		q.waits()
	}
	if err := q.gate.Wait(ctx); err != nil {
		return onayclient.Card{}, err
	}
	return q.cabinet.Card(ctx, pan)
}

// Nor is a card that a person had read while the sweep waited for its turn.
func TestTheSweepLooksAgainWhenItsTurnComes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.many(1)
	person := sync.OnceFunc(func() { b.read(storetest.Number(0), 10) })
	b.Watcher.cabinet = queued{b.cabinet, gate.New(gate.Config{}), person}
	b.tick(every)
	if n := b.cabinet.total(); n != 1 {
		t.Errorf("%d requests, want the person's alone", n)
	}
	if swept := b.LastSweep(); swept.Read != 1 {
		t.Errorf("the sweep has read %d cards", swept.Read)
	}
}

func TestWhatTheLastSweepDid(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.many(3)
	if got := b.LastSweep(); got != (Swept{}) {
		t.Errorf("before the first: %+v", got)
	}
	b.clock.add(every)
	began := b.clock.now()
	b.cabinet.asked = func(onayclient.PAN) {
		if got := b.LastSweep(); got.Began != began || !got.UnderWay() {
			t.Errorf("under way: %+v", got)
		}
		b.clock.add(time.Second)
	}
	b.tick(0)
	want := Swept{Began: began, Ended: began.Add(3 * time.Second), Took: 3 * time.Second, Read: 3}
	if got := b.LastSweep(); got != want || got.UnderWay() {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// journal gives the Watcher a log that the test can read.
func (b *bench) journal() *bytes.Buffer {
	var j bytes.Buffer
	b.log = slog.New(slog.NewTextHandler(&j, nil))
	return &j
}

// A card whose reading panics costs no other, and is put off.
func TestAPanicCostsOneCard(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.many(3)
	j, bad := b.journal(), storetest.Number(1)
	b.cabinet.asked = func(pan onayclient.PAN) {
		if pan == bad {
			panic("of " + pan.Digits())
		}
	}
	b.tick(every)
	if got := b.LastSweep().Read; got != 2 {
		t.Errorf("%d other cards are read", got)
	}
	if got, want := b.card(bad).NextAt, b.clock.now().Add(afterFailure); !got.Equal(want) {
		t.Errorf("the card is due at %v, want %v", got, want)
	}
	if strings.Contains(j.String(), bad.Digits()) {
		t.Errorf("log %s", j)
	}
}

// A check that panics is not run again before its next day.
func TestAPanicCostsOneCheck(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.many(1)
	b.subscribe(0, 10, store.SubscribeShort)
	j := b.journal()
	b.clock.add(at(22, eveningAt/60, 0).Sub(b.clock.now())) // a Sunday, before a working day
	b.cabinet.asked = func(onayclient.PAN) { panic("bug") }
	if b.tick(0); !strings.Contains(j.String(), "where=check") {
		t.Fatalf("log %s", j)
	}
	due, err := b.db.DueChecks(t.Context(), b.clock.now().Add(time.Hour), 9)
	if err != nil || len(due) != 0 {
		t.Errorf("due again: %v, %v", due, err)
	}
}
