package watch

import (
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

func TestRidesAreToldOnceToThoseWhoWish(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.rode(ride("old", start.Add(-time.Minute)))
	b.follow(1, 10, 20)
	b.followUnproved(1, 30)
	b.wishes(1, 10, store.WishRides)
	b.wishes(1, 30, store.WishRides)
	b.beats(every)
	b.wantKinds(10) // linking tells no history

	known := ride("old", start.Add(-time.Minute))
	b.rode(ride("b", start.Add(2*time.Minute)), ride("a", start.Add(time.Minute)), known)
	b.beats(every)
	events := b.pushes(10)
	if len(events) != 1 || string(events[0].Data) != `{"ids":["a","b"]}` {
		t.Errorf("events %+v", events)
	}
	b.wantKinds(20) // does not wish it
	b.wantKinds(30) // may not see it

	// Repeated, reordered, after a restart; then one that is late.
	b.rode(ride("a", start.Add(time.Minute)), known, ride("b", start.Add(2*time.Minute)), ride("a", start.Add(time.Minute)))
	b.restart()
	b.beats(every)
	b.wantKinds(10)
	b.rode(ride("a", start.Add(time.Minute)), ride("late", start.Add(30*time.Second)))
	b.beats(every)
	if events := b.pushes(10); len(events) != 1 || string(events[0].Data) != `{"ids":["late"]}` {
		t.Errorf("events %+v", events)
	}
}

func TestAmendedRideYieldsAnEdit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.follow(1, 10)
	b.wishes(1, 10, store.WishRides)
	b.clock.add(time.Minute)
	first := ride("a", b.clock.now())
	first.Route = ""
	b.rode(first)
	b.beats(every)
	b.wantKinds(10, store.EventRides)
	b.rode(ride("a", first.At))
	b.beats(every)
	b.wantKinds(10, store.EventAmend)
	b.beats(every)
	b.wantKinds(10)
}

func TestOwnReadingOfRidesIsNotTold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 2000)
	b.follow(1, 10, 20)
	b.wishes(1, 10, store.WishRides)
	b.wishes(1, 20, store.WishRides)
	b.clock.add(time.Minute)
	b.rode(ride("a", b.clock.now()))
	if _, err := b.Rides(AskedBy(t.Context(), 10), b.card(pan), start.AddDate(0, 0, -7)); err != nil {
		t.Fatal(err)
	}
	b.beats(every)
	b.wantKinds(10)
	b.wantKinds(20, store.EventRides)
}

func TestOnlyWishedRowsAreAskedFor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.follow(1, 10)
	b.wishes(1, 10, store.WishTopUp)
	b.rode()
	b.beats(every)
	if !b.cabinet.from.IsZero() {
		t.Error("rows are asked for though nobody wishes rides")
	}
	b.wishes(1, 10, store.WishNoRide, func(a *store.Alerts) { a.NoRideBy = 23 * 60 })
	b.beats(every)
	if want := days.Clock(b.clock.now(), -1, 0); !b.cabinet.from.Equal(want) {
		t.Errorf("rows are asked for from %v, want %v", b.cabinet.from, want)
	}
}

func TestTopUpIsToldOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.follow(1, 10, 20)
	b.wishes(1, 10, store.WishTopUp)
	topUp := onayclient.Transaction{ID: "t", At: start.Add(10 * time.Minute), Kind: onayclient.KindTopUp, Amount: 100000}
	b.holds(1, "01.01", 3000)
	b.beats(every)
	b.wantKinds(10, store.EventTopUp) // from the balance

	// The row of it becomes known once somebody has rides read.
	b.wishes(1, 20, store.WishRides)
	b.rode(topUp)
	b.beats(every)
	b.wantKinds(10)

	// From here on the rows tell, late ones too.
	b.holds(1, "01.01", 4000)
	b.beats(every)
	b.wantKinds(10)
	second := topUp
	second.ID, second.At = "u", b.clock.now().Add(-time.Minute)
	b.rode(topUp, second)
	b.beats(every)
	b.wantKinds(10, store.EventTopUp)
	b.beats(every)
	b.wantKinds(10)
	b.wantKinds(20)
}

func TestTopUpOfAHiddenCardIsToldFromTheBalance(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.followUnproved(1, 10)
	b.follow(1, 20)
	b.wishes(1, 10, store.WishTopUp)
	b.wishes(1, 20, store.WishRides)
	b.holds(1, "01.01", 3000)
	b.rode(onayclient.Transaction{ID: "t", At: start.Add(time.Minute), Kind: onayclient.KindTopUp, Amount: 100000})
	b.beats(every)
	b.wantKinds(10, store.EventTopUp)
}

func TestWithoutAnAccountTheBalanceIsReadAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.wishes(1, 10, store.WishRides)
	b.holds(1, "01.01", 400)
	b.cabinet.set(func(c *cabinet) { c.rowsFail = onayclient.ErrBadLogin })
	b.beats(every)
	b.wantKinds(10, store.EventLow)
	if c := b.card(number(t, 1)); !c.NextAt.Equal(b.clock.now().Add(every)) {
		t.Errorf("next reading %v", c.NextAt)
	}
}
