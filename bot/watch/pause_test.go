package watch

import (
	"slices"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
	"onaybot/store/storetest"
)

// dueNow lists the kinds of what a chat may be told by now.
func (b *bench) dueNow(chat int64) (kinds []store.EventKind) {
	b.t.Helper()
	events, err := b.db.NextEvents(b.t.Context(), chat, b.clock.now(), 9)
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	if err != nil && len(kinds) > 0 {
		b.t.Fatal(err)
	}
	return kinds
}

func (b *bench) pause(d time.Duration) {
	b.t.Helper()
	if err := b.Pause(b.t.Context(), b.clock.now().Add(d)); err != nil {
		b.t.Fatal(err)
	}
}

// A pause reads no card and lets no push out, over a restart too. When its time
// has come what still holds goes out, after the readings that may overtake it.
func TestOperatorsPause(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	b.holds(2, "01.01", 600)
	b.follow(1, 10, 20)
	b.follow(2, 30, 40)
	b.pause(2 * every)
	b.holds(1, "01.01", 300)
	b.holds(2, "01.01", 300)
	b.clock.add(every)
	b.read(storetest.Number(1), 10) // a person's own reading yields events for the others
	b.read(storetest.Number(2), 30)
	b.restart()
	b.cabinet.set(func(c *cabinet) { clear(c.requests) })
	if err := b.Sweep(t.Context()); err != nil || b.cabinet.total() != 0 || len(b.dueNow(20)) != 0 {
		t.Fatalf("%d requests, told %v, %v", b.cabinet.total(), b.dueNow(20), err)
	}
	b.holds(2, "01.01", 900) // topped up during the pause
	if err := b.sweep(); err != nil || !b.PausedUntil().IsZero() {
		t.Fatalf("paused until %v, %v", b.PausedUntil(), err)
	}
	if got := b.dueNow(20); len(got) != 0 {
		t.Errorf("told %v before the cards are read", got)
	}
	b.clock.add(afterPause)
	if got := b.dueNow(20); !slices.Equal(got, []store.EventKind{store.EventLow}) {
		t.Errorf("told %v of a card that is low", got)
	}
	if got := b.dueNow(40); len(got) != 0 {
		t.Errorf("told %v of a card that was topped up", got)
	}
}

// What waits is told in one message, and not within quiet hours.
func TestAfterAPauseOneMessage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for n := 1; n <= 2; n++ {
		b.holds(n, "01.01", 600)
		b.follow(n, 10, 20)
		b.holds(n, "01.01", 300)
	}
	b.subscribe(1, 20, 0, quiet(0, 23))
	b.pause(time.Hour)
	b.clock.add(every)
	b.read(storetest.Number(1), 0)
	b.read(storetest.Number(2), 0)
	if err := b.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.clock.add(afterPause)
	if got := b.dueNow(10); len(got) != 2 {
		t.Errorf("in one message %v", got)
	}
	if got := b.dueNow(20); len(got) != 1 {
		t.Errorf("in quiet hours of one of two cards %v", got)
	}
	if got := b.card(storetest.Number(1)).NextAt; got.After(b.clock.now()) {
		t.Errorf("the card is polled at %v", got)
	}
}

// A pause stops a sweep that is under way; one made by a wrong clock ends.
func TestPauseInTheMiddle(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.many(3 * readers)
	b.cabinet.asked = func(onayclient.PAN) {
		if b.PausedUntil().IsZero() {
			b.pause(time.Hour)
		}
	}
	if err := b.sweep(); err != nil || b.cabinet.total() > readers {
		t.Errorf("%d requests, %v", b.cabinet.total(), err)
	}
	b.clock.add(-MaxPause)
	if err := b.Sweep(t.Context()); err != nil || !b.PausedUntil().IsZero() {
		t.Errorf("paused until %v by a clock that was wrong, %v", b.PausedUntil(), err)
	}
}

// A pause that begins as another ends is not taken for that one.
func TestPauseAsAnotherEnds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.pause(time.Minute)
	b.clock.add(time.Minute)
	var until time.Time
	b.now = func() time.Time {
		now := b.clock.now()
		if until.IsZero() {
			until = now.Add(time.Hour)
			b.pause(time.Hour)
		}
		return now
	}
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if stored, err := b.db.PausedUntil(t.Context()); err != nil || !b.PausedUntil().Equal(until) || !stored.Equal(until) {
		t.Errorf("paused until %v, stored %v, want %v; %v", b.PausedUntil(), stored, until, err)
	}
}
