package watch

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
)

// wantToldRides takes the one push that is due to a chat, which tells of rides of card 1, and compares their ids.
func (b *bench) wantToldRides(chat int64, want ...string) {
	b.t.Helper()
	var rides TransactionIDs
	b.only(chat, store.EventRides, &rides)
	list, err := b.db.TransactionsByID(b.t.Context(), b.card(number(b.t, 1)).ID, rides.IDs)
	if err != nil {
		b.t.Fatal(err)
	}
	var got []string
	for _, x := range list {
		got = append(got, x.ID)
	}
	if !slices.Equal(got, want) {
		b.t.Errorf("chat %d is told of %v, want %v", chat, got, want)
	}
}

func TestRidesAreToldOnceToThoseWhoWantThem(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.rode(ride("old", start.Add(-time.Minute)))
	b.follow(1, 10, 20)
	b.followUnproved(1, 30)
	b.subscribe(1, 10, store.SubscribeRides)
	b.subscribe(1, 30, store.SubscribeRides)
	b.tick(every)
	b.wantKinds(10) // linking tells no history

	known := ride("old", start.Add(-time.Minute))
	b.rode(ride("b", start.Add(2*time.Minute)), ride("a", start.Add(time.Minute)), known)
	b.tick(every)
	b.wantToldRides(10, "a", "b")
	b.wantKinds(20) // does not want it
	b.wantKinds(30) // may not view it

	// Repeated, reordered, after a restart; then one that is late.
	b.rode(ride("a", start.Add(time.Minute)), known, ride("b", start.Add(2*time.Minute)), ride("a", start.Add(time.Minute)))
	b.restart()
	b.tick(every)
	b.wantKinds(10)
	b.rode(ride("a", start.Add(time.Minute)), ride("late", start.Add(30*time.Second)))
	b.tick(every)
	b.wantToldRides(10, "late")
}

func TestAmendedRideYieldsAnEdit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.follow(1, 10)
	b.subscribe(1, 10, store.SubscribeRides)
	b.clock.add(time.Minute)
	first := ride("a", b.clock.now())
	first.Route = ""
	b.rode(first)
	b.tick(every)
	b.wantKinds(10, store.EventRides)
	b.rode(ride("a", first.At))
	b.tick(every)
	b.wantKinds(10, store.EventAmend)
	b.tick(every)
	b.wantKinds(10)
}

func TestOwnReadingOfRidesIsNotTold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 2000)
	b.follow(1, 10, 20)
	b.subscribe(1, 10, store.SubscribeRides)
	b.subscribe(1, 20, store.SubscribeRides)
	b.clock.add(time.Minute)
	b.rode(ride("a", b.clock.now()))
	if _, err := b.History(t.Context(), b.card(pan), start.AddDate(0, 0, -7), 10); err != nil {
		t.Fatal(err)
	}
	b.tick(every)
	b.wantKinds(10)
	b.wantKinds(20, store.EventRides)
}

func TestOnlyWishedRowsAreAskedFor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.follow(1, 10)
	b.subscribe(1, 10, store.SubscribeTopUp)
	b.rode()
	b.tick(every)
	if !b.cabinet.from.IsZero() {
		t.Error("rows are asked for though nobody wishes rides")
	}
	b.subscribe(1, 10, store.SubscribeNoRide, func(a *store.Alerts) { a.NoRideBy = 23 * 60 })
	b.tick(every)
	if want := days.Clock(b.clock.now(), -1, 0); !b.cabinet.from.Equal(want) {
		t.Errorf("rows are asked for from %v, want %v", b.cabinet.from, want)
	}
}

func TestTopUpIsToldOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.follow(1, 10, 20)
	b.subscribe(1, 10, store.SubscribeTopUp)
	topUp := onayclient.Transaction{ID: "t", At: start.Add(10 * time.Minute), Kind: onayclient.KindTopUp, Amount: 100000}
	b.holds(1, "01.01", 3000)
	b.tick(every)
	b.wantKinds(10, store.EventTopUp) // from the balance

	// The row of it becomes known once somebody has rides read.
	b.subscribe(1, 20, store.SubscribeRides)
	b.rode(topUp)
	b.tick(every)
	b.wantKinds(10)

	// From here on the rows tell, late ones too.
	b.holds(1, "01.01", 4000)
	b.tick(every)
	b.wantKinds(10)
	second := topUp
	second.ID, second.At = "u", b.clock.now().Add(-time.Minute)
	b.rode(topUp, second)
	b.tick(every)
	b.wantKinds(10, store.EventTopUp)
	b.tick(every)
	b.wantKinds(10)
	b.wantKinds(20)
}

func TestTopUpOfAHiddenCardIsToldFromTheBalance(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.followUnproved(1, 10)
	b.follow(1, 20)
	b.subscribe(1, 10, store.SubscribeTopUp)
	b.subscribe(1, 20, store.SubscribeRides)
	b.holds(1, "01.01", 3000)
	b.rode(onayclient.Transaction{ID: "t", At: start.Add(time.Minute), Kind: onayclient.KindTopUp, Amount: 100000})
	b.tick(every)
	b.wantKinds(10, store.EventTopUp)
}

func TestWithoutAnAccountTheBalanceIsReadAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.subscribe(1, 10, store.SubscribeRides)
	b.holds(1, "01.01", 400)
	b.cabinet.set(func(c *cabinet) { c.transactionsFail = onayclient.ErrBadLogin })
	b.tick(every)
	b.wantKinds(10, store.EventLow)
	if c := b.card(number(t, 1)); !c.NextAt.Equal(b.clock.now().Add(every)) {
		t.Errorf("next reading %v", c.NextAt)
	}
}

// paid is a ride that tells the balance after it.
func paid(id string, at time.Time, left int64) onayclient.Transaction {
	x := ride(id, at)
	x.Balance, x.HasBalance = onayclient.Tenge(left), true
	return x
}

// told is a bench whose card 1 has its rides told, and its rows read.
func told(t *testing.T) (*bench, onayclient.PAN) {
	t.Helper()
	b := newBench(t)
	pan := b.holds(1, "01.01", 700)
	b.follow(1, 10)
	b.subscribe(1, 10, store.SubscribeRides)
	b.rode()
	b.tick(every)
	b.cabinet.set(func(c *cabinet) { clear(c.requests) })
	return b, pan
}

func TestRowsAreAReadingOfTheBalance(t *testing.T) {
	t.Parallel()
	b, pan := told(t)
	b.rode(paid("b", b.clock.now().Add(2*time.Minute), 460), paid("a", b.clock.now().Add(time.Minute), 580))
	b.tick(every)
	if c := b.card(pan); c.Balance != onayclient.Tenge(460) || !c.At.Equal(b.clock.now()) || c.Type != "01.01" {
		t.Errorf("card %+v", c)
	}
	if n := b.cabinet.total(); n != 0 {
		t.Errorf("the figures are asked for %d times besides", n)
	}
	b.wantKinds(10, store.EventRides, store.EventLow)
}

func TestFiguresAreAskedForWhereRowsDoNotTell(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after  time.Duration
		change func(*onayclient.Transaction)
		want   int
	}{
		"the rows tell":                 {every, func(*onayclient.Transaction) {}, 0},
		"no balance in the row":         {every, func(x *onayclient.Transaction) { x.HasBalance = false }, 1},
		"the first look of three hours": {3 * time.Hour, func(*onayclient.Transaction) {}, 1},
		"a row that comes late":         {every, func(x *onayclient.Transaction) { x.At = x.At.Add(-10 * time.Minute) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, pan := told(t)
			b.holds(1, "01.01", 580)
			x := paid("a", b.clock.now().Add(time.Minute), 580)
			c.change(&x)
			b.rode(x)
			b.tick(c.after)
			if n := b.cabinet.total(); n != c.want || b.card(pan).Balance != onayclient.Tenge(580) {
				t.Errorf("%d requests, card %+v", n, b.card(pan))
			}
		})
	}
}

// A row that comes late is older than what is known by then.
func TestLateRowsDoNotTellTheBalance(t *testing.T) {
	t.Parallel()
	b, pan := told(t)
	b.rode(paid("a", b.clock.now().Add(-10*time.Minute), 820))
	b.tick(every)
	if got := b.card(pan).Balance; got != onayclient.Tenge(700) {
		t.Errorf("balance %d", got)
	}
}

// A late row has the figures asked for until they come.
func TestALateRowOutlivesAFailure(t *testing.T) {
	t.Parallel()
	b, pan := told(t)
	b.holds(1, "01.01", 460)
	b.rode(paid("a", b.clock.now().Add(-every), 460))
	b.cabinet.set(func(c *cabinet) { c.fails[pan] = onayclient.ErrUnavailable })
	b.tick(every)
	b.cabinet.set(func(c *cabinet) { clear(c.fails) })
	b.tick(every)
	b.wantKinds(10, store.EventRides, store.EventLow)
}

// A late row that a person's own reading has found has them asked for too.
func TestALateRowFoundByAPerson(t *testing.T) {
	t.Parallel()
	b, pan := told(t)
	b.holds(1, "01.01", 460)
	b.clock.add(every - time.Minute)
	b.rode(paid("a", b.clock.now().Add(-every), 460))
	b.wantRides(pan, b.clock.now().AddDate(0, 0, -7), b.clock.now(), "a")
	b.cabinet.set(func(c *cabinet) { c.fails[pan] = onayclient.ErrUnavailable })
	b.tick(time.Minute)
	b.cabinet.set(func(c *cabinet) { clear(c.fails) })
	b.tick(every)
	if c := b.card(pan); c.Balance != onayclient.Tenge(460) {
		t.Errorf("card %+v", c)
	}
	if _, needed := b.needsBalance.Load(pan); needed {
		t.Error("the balance is to be asked for still")
	}
	b.wantKinds(10, store.EventRides, store.EventLow)
}

func TestPolicySeesTheRows(t *testing.T) {
	t.Parallel()
	b, _ := told(t)
	seen := b.observed(func(policy.Observation) time.Duration { return every })
	for i := range 2 {
		b.rode(paid(fmt.Sprint(i), b.clock.now().Add(time.Minute), 580))
		b.tick(every)
	}
	if len(*seen) != 2 {
		t.Fatalf("%d seen", len(*seen))
	}
	for i, s := range *seen {
		if !s.AllRides || len(s.Transactions) != 1 || s.Transactions[0].ID != fmt.Sprint(i) || !s.Reading.At.After(s.Before.At) {
			t.Errorf("observation %d: %+v", i, s)
		}
	}
}

func TestWithoutRowsThePolicyGoesByTheBalance(t *testing.T) {
	t.Parallel()
	b, pan := told(t)
	b.policy = func(o policy.Observation) policy.Plan {
		if o.Followers[0].WantsRides {
			return policy.Plan{NextPoll: o.Now.Add(5 * time.Minute)}
		}
		return policy.Plan{NextPoll: o.Now.Add(time.Hour), MayWait: time.Minute}
	}
	b.cabinet.set(func(c *cabinet) { c.transactionsFail = onayclient.ErrNoLogin })
	b.tick(every)
	if c := b.card(pan); !c.NextAt.Equal(b.clock.now().Add(time.Hour)) || c.MayWait != time.Minute || b.cabinet.requests[pan] != 1 {
		t.Errorf("looked at again in %v, after %d requests", c.NextAt.Sub(b.clock.now()), b.cabinet.requests[pan])
	}
}

// The file keeps milliseconds, a machine's clock more.
func TestReadingAtAnOddMomentGoesWithItsRows(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.clock.add(123_456)
	b.holds(1, "01.01", 700)
	b.follow(1, 10)
	b.subscribe(1, 10, store.SubscribeRides)
	seen := b.observed(func(policy.Observation) time.Duration { return every })
	b.rode(paid("a", b.clock.now().Add(time.Minute), 700))
	b.tick(every)
	if n := len(*seen); n == 0 || len((*seen)[n-1].Transactions) != 1 {
		t.Errorf("the policy has seen %+v", *seen)
	}
}

// What a sweep has found known may be forgotten until it writes; what it has
// read is then written, so that the card has rows for the time it is said to.
func TestRowsForgottenMeanwhileAreWrittenAgain(t *testing.T) {
	t.Parallel()
	b, pan := told(t)
	b.holds(1, "01.01", 580)
	b.rode(paid("a", b.clock.now().Add(time.Minute), 580))
	b.tick(every)
	id := b.card(pan).ID
	b.cabinet.set(func(c *cabinet) {
		c.asked = func(onayclient.PAN) {
			b.write(func(ctx context.Context, tx *store.Tx) error { return tx.DropUnseen(ctx, id) })
		}
	})
	b.tick(3 * time.Hour)
	if n := b.cabinet.total(); n != 1 {
		t.Fatalf("the figures are asked for %d times", n)
	}
	list, err := b.db.Transactions(t.Context(), id, start, b.clock.now())
	if err != nil || len(list) != 1 || !b.card(pan).RidesAt.Equal(b.clock.now()) {
		t.Errorf("rows %v, %v, of %+v", list, err, b.card(pan))
	}
}
