package watch

import (
	"encoding/json"
	"strings"
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
	b.follow(1, 10, 20, 30)
	b.hidden[30] = true
	b.wishes(1, 10, store.SubscribeRides)
	b.wishes(1, 30, store.SubscribeRides)
	b.beats(every)
	b.wantKinds(10) // linking tells no history

	known := ride("old", start.Add(-time.Minute))
	b.rode(ride("b", start.Add(2*time.Minute)), ride("a", start.Add(time.Minute)), known)
	b.beats(every)
	events := b.pushes(10)
	if len(events) != 1 || b.ridesOf(events[0]) != "a b" {
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
	if events := b.pushes(10); len(events) != 1 || b.ridesOf(events[0]) != "late" {
		t.Errorf("events %+v", events)
	}
}

// ridesOf names the rides that an event tells of, as the cabinet does.
func (b *bench) ridesOf(e store.Event) string {
	b.t.Helper()
	var rows RowIDs
	if err := json.Unmarshal(e.Data, &rows); err != nil {
		b.t.Fatal(err)
	}
	l, err := b.db.LinkByID(b.t.Context(), e.LinkID)
	if err != nil {
		b.t.Fatal(err)
	}
	list, err := b.db.TransactionsByID(b.t.Context(), l.Card.ID, rows.IDs)
	if err != nil {
		b.t.Fatal(err)
	}
	var names []string
	for _, x := range list {
		names = append(names, x.ID)
	}
	return strings.Join(names, " ")
}

func TestAmendedRideYieldsAnEdit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.follow(1, 10)
	b.wishes(1, 10, store.SubscribeRides)
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
	b.wishes(1, 10, store.SubscribeRides)
	b.wishes(1, 20, store.SubscribeRides)
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
	b.wishes(1, 10, store.SubscribeTopUp)
	b.rode()
	b.beats(every)
	if !b.cabinet.from.IsZero() {
		t.Error("rows are asked for though nobody wishes rides")
	}
	b.wishes(1, 10, store.SubscribeNoRide, func(a *store.Alerts) { a.NoRideBy = 23 * 60 })
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
	b.wishes(1, 10, store.SubscribeTopUp)
	topUp := onayclient.Transaction{ID: "t", At: start.Add(10 * time.Minute), Kind: onayclient.KindTopUp, Amount: 100000}
	b.holds(1, "01.01", 3000)
	b.beats(every)
	b.wantKinds(10, store.EventTopUp) // from the balance

	// The row of it becomes known once somebody has rides read.
	b.wishes(1, 20, store.SubscribeRides)
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
	b.follow(1, 10, 20)
	b.hidden[10] = true
	b.wishes(1, 10, store.SubscribeTopUp)
	b.wishes(1, 20, store.SubscribeRides)
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
	b.wishes(1, 10, store.SubscribeRides)
	b.holds(1, "01.01", 400)
	b.cabinet.set(func(c *cabinet) { c.rowsFail = onayclient.ErrBadLogin })
	b.beats(every)
	b.wantKinds(10, store.EventLow)
	if c := b.card(number(t, 1)); !c.NextAt.Equal(b.clock.now().Add(every)) {
		t.Errorf("next reading %v", c.NextAt)
	}
}
