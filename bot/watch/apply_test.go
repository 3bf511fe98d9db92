package watch

import (
	"context"
	"testing"
	"time"

	"onaybot/store"
)

func quiet(from, to int) func(*store.Alerts) {
	return func(a *store.Alerts) { a.QuietFrom, a.QuietTo = from*60, to*60 }
}

func snoozed(until time.Time) func(*store.Alerts) {
	return func(a *store.Alerts) { a.SnoozedUntil = until }
}

func TestQuietHoursHoldEvents(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.subscribe(1, 10, store.SubscribeTopUp, quiet(22, 7))
	b.holds(1, "01.01", 400)
	b.setTo(at(22, 22, 30))
	b.holds(1, "01.01", 450)
	b.setTo(at(23, 2, 0))
	b.wantKinds(10)
	b.clock.add(5 * time.Hour)
	events, err := b.db.NextEvents(t.Context(), 10, b.clock.now(), 9)
	if err != nil || len(events) != 2 || !events[0].DueAt.Equal(at(23, 7, 0)) {
		t.Errorf("held %+v, %v", events, err)
	}
}

func TestHeldEventIsDueWhenQuietHoursAreGivenUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.subscribe(1, 10, 0, quiet(22, 7))
	b.holds(1, "01.01", 400)
	b.setTo(at(22, 23, 0))
	b.wantKinds(10)
	b.subscribe(1, 10, 0, quiet(0, 0))
	b.wantKinds(10, store.EventLow)
}

func TestSnoozeTellsWhatStillHoldsOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	all := store.SubscribeRides | store.SubscribeTopUp | store.SubscribeBlocked
	b.holds(1, "01.01", 400)
	b.tick(every)
	b.subscribe(1, 10, all, snoozed(at(23, 7, 0))) // takes back what waits
	b.wantKinds(10)
	b.rode(ride("a", b.clock.now().Add(time.Minute)))
	for _, balance := range []int64{300, 900, 200} {
		b.holds(1, "01.01", balance)
		b.tick(time.Hour)
	}
	b.wantKinds(10)
	b.restart()
	b.setTo(at(23, 7, 0))
	b.wantKinds(10, store.EventLow)
	b.tick(every)
	b.wantKinds(10)

	// What the chat saw by itself during the snooze is known.
	b.holds(1, "01.01", 900)
	b.tick(every)
	b.subscribe(1, 10, all, snoozed(at(24, 7, 0)))
	b.holds(1, "01.01", 100)
	b.clock.add(time.Hour)
	b.read(pan, 10)
	b.setTo(at(24, 7, 0))
	b.wantKinds(10)
}

func TestHeldBlockIsTakenBackByItsEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10, 20)
	b.subscribe(1, 10, store.SubscribeBlocked, quiet(8, 20))
	for _, blocked := range []bool{true, false} {
		b.cabinet.set(func(c *cabinet) {
			card := c.cards[pan]
			card.Blocked = blocked
			c.cards[pan] = card
		})
		b.tick(every)
		b.wantKinds(20, store.EventBlocked)
	}
	b.setTo(at(22, 20, 0))
	b.wantKinds(10)
}

func TestNegativeOvertakesAnUnsentLow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	b.follow(1, 10)
	for _, balances := range [][]int64{{400, -80}, {20, -40}} {
		for _, balance := range balances {
			b.holds(1, "01.01", balance)
			b.tick(every)
		}
		b.wantKinds(10, store.EventNegative)
	}
}

func TestChosenAlertsSetTheirChecks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	b.follow(1, 10)
	l := b.subscribe(1, 10, store.SubscribeDigest|store.SubscribeNoRide, byHalfPastEight)
	due, err := b.db.DueChecks(t.Context(), at(23, 8, 30), 9)
	if err != nil || len(due) != 2 || !due[0].DueAt.Equal(at(22, 18, 0)) || !due[1].DueAt.Equal(at(23, 8, 30)) {
		t.Errorf("due %+v, %v", due, err)
	}
	l.Subscriptions = 0
	b.write(func(ctx context.Context, tx *store.Tx) error { return b.Choose(ctx, tx, l) })
	if due, err := b.db.DueChecks(t.Context(), at(30, 0, 0), 9); err != nil || len(due) > 0 {
		t.Errorf("due %+v, %v", due, err)
	}
}
