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
	"onaybot/store/storetest"
)

// wantToldRides takes the one push that is due to a chat, which tells of rides of card 1, and compares their ids.
func (b *bench) wantToldRides(chat int64, want ...string) {
	b.t.Helper()
	var rides TransactionIDs
	b.only(chat, store.EventRides, &rides)
	list, err := b.db.TransactionsByID(b.t.Context(), b.card(storetest.Number(1)).ID, rides.IDs)
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
	known := ride("old", start.Add(-time.Minute))
	b.rode(known)
	b.follow(1, 10, 20)
	b.followUnproved(1, 30)
	b.subscribe(1, 10, store.SubscribeRides)
	b.subscribe(1, 30, store.SubscribeRides)
	b.tick(every)
	b.wantKinds(10) // linking tells no history

	first, second := ride("a", start.Add(time.Minute)), ride("b", start.Add(2*time.Minute))
	b.rode(second, first, known)
	b.tick(every)
	b.wantToldRides(10, "a", "b")
	b.wantKinds(20) // does not want it
	b.wantKinds(30) // may not view it

	// Repeated, reordered, after a restart; then one that is late.
	b.rode(first, known, second, first)
	b.restart()
	b.tick(every)
	b.wantKinds(10)
	b.rode(first, ride("late", start.Add(30*time.Second)))
	b.tick(every)
	b.wantToldRides(10, "late")
}

func TestAmendedRideYieldsAnEdit(t *testing.T) {
	t.Parallel()
	b := waiting(t)
	b.clock.add(time.Minute)
	amended := ride("a", b.clock.now())
	first := amended
	first.Route = ""
	b.rode(first)
	b.tick(every)
	b.wantKinds(10, store.EventRides)
	b.rode(amended)
	b.tick(every)
	b.wantKinds(10, store.EventAmend)
	b.tick(every)
	b.wantKinds(10)
}

func TestOwnReadingOfRidesIsNotTold(t *testing.T) {
	t.Parallel()
	b := waiting(t)
	b.subscribe(1, 20, store.SubscribeRides)
	b.clock.add(time.Minute)
	b.rode(ride("a", b.clock.now()))
	if _, err := b.History(t.Context(), b.card(storetest.Number(1)), start.AddDate(0, 0, -7), 10); err != nil {
		t.Fatal(err)
	}
	b.tick(every)
	b.wantKinds(10)
	b.wantKinds(20, store.EventRides)
}

func TestOnlyWantedTransactionsAreAskedFor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.follow(1, 10)
	b.subscribe(1, 10, store.SubscribeTopUp)
	b.rode()
	b.tick(every)
	if !b.cabinet.from.IsZero() {
		t.Error("transactions are asked for though nobody wants rides")
	}
	b.subscribe(1, 10, store.SubscribeNoRide, func(a *store.Alerts) { a.NoRideBy = 23 * 60 })
	for _, want := range []time.Time{start.Add(2*every - tooOld), days.Clock(start, -1, 0)} { // a week, once a day
		b.tick(every)
		if !b.cabinet.from.Equal(want) {
			t.Errorf("transactions are asked for from %v, want %v", b.cabinet.from, want)
		}
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

	// Its transaction becomes known once somebody has rides read.
	b.subscribe(1, 20, store.SubscribeRides)
	b.rode(topUp)
	b.tick(every)
	b.wantKinds(10)

	// From here on transactions tell, late ones too.
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

func TestTopUpIsToldFromTheBalanceWithoutProof(t *testing.T) {
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

// paid is a ride that tells the balance after it.
func paid(id string, at time.Time, left int64) onayclient.Transaction {
	x := ride(id, at)
	x.Balance, x.HasBalance = onayclient.Tenge(left), true
	return x
}

// told is a bench whose card 1 has its rides told, and its transactions read.
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

func TestTransactionsAreAReadingOfTheBalance(t *testing.T) {
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

func TestFiguresAreAskedForWhereTransactionsDoNotTell(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after  time.Duration
		change func(*onayclient.Transaction)
		want   int
	}{
		"they tell":                     {every, func(*onayclient.Transaction) {}, 0},
		"no balance in one":             {every, func(x *onayclient.Transaction) { x.HasBalance = false }, 1},
		"the first poll of three hours": {3 * time.Hour, func(*onayclient.Transaction) {}, 1},
		"a debit is no ride":            {every, func(x *onayclient.Transaction) { x.Kind = "pass" }, 1},
		"a ride costs too much":         {every, func(x *onayclient.Transaction) { x.Amount = -10*12_000 - 1 }, 1},
		"a ride costs much":             {every, func(x *onayclient.Transaction) { x.Amount = -10 * 12_000 }, 0},
		"one comes late":                {every, func(x *onayclient.Transaction) { x.At = x.At.Add(-10 * time.Minute) }, 1},
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

// A late transaction has the figures asked for until they come, whoever found it: the sweep or a person.
func TestALateTransactionOutlivesAFailure(t *testing.T) {
	t.Parallel()
	for name, byPerson := range map[string]bool{"sweep": false, "person": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, pan := told(t)
			b.holds(1, "01.01", 460)
			b.rode(paid("a", b.clock.now().Add(-time.Minute), 820))
			b.clock.add(every - time.Minute)
			if byPerson {
				b.wantRides(pan, start, b.clock.now(), "a")
			}
			b.cabinet.set(func(c *cabinet) { c.fails[pan] = onayclient.ErrUnavailable })
			b.tick(time.Minute)
			b.cabinet.set(func(c *cabinet) { clear(c.fails) })
			b.tick(every)
			if _, needed := b.needsBalance.Load(pan); needed {
				t.Error("the balance is to be asked for still")
			}
			b.wantKinds(10, store.EventRides, store.EventLow)
		})
	}
}

// The store keeps milliseconds, a machine's clock more.
func TestPolicyIsToldTransactions(t *testing.T) {
	t.Parallel()
	b, _ := told(t)
	b.clock.add(123_456)
	all := b.observed(func(policy.Observation) time.Duration { return every })
	for i := range 2 {
		b.rode(paid(fmt.Sprint(i), b.clock.now().Add(time.Minute), 580))
		b.tick(every)
	}
	if len(*all) != 2 {
		t.Fatalf("%d observations", len(*all))
	}
	for i, o := range *all {
		list := o.Transactions
		if !o.AllRides || len(list) != 1 || list[0].ID != fmt.Sprint(i) || !o.Reading.At.After(o.Before.At) {
			t.Errorf("observation %d: %+v", i, o)
		}
	}
}

// Without an account that can read transactions the balance is read, and the next poll planned by it.
func TestWithoutAccountTheBalanceIsReadAlone(t *testing.T) {
	t.Parallel()
	b, pan := told(t)
	b.policy = func(o policy.Observation) policy.Plan {
		if o.Followers[0].WantsRides {
			return policy.Plan{NextPoll: o.Now.Add(5 * time.Minute)}
		}
		return policy.Plan{NextPoll: o.Now.Add(time.Hour), MayWait: time.Minute}
	}
	b.holds(1, "01.01", 400)
	b.cabinet.set(func(c *cabinet) { c.transactionsFail = onayclient.ErrBadLogin })
	b.tick(every)
	b.wantKinds(10, store.EventLow)
	c, requests := b.card(pan), b.cabinet.requests[pan]
	if wait := c.NextAt.Sub(b.clock.now()); wait != time.Hour || c.MayWait != time.Minute || requests != 1 {
		t.Errorf("polled again in %v, after %d requests", wait, requests)
	}
}

// Known transactions may be forgotten while a poll is under way. What it has read is then written, so that the
// card has all of the time that it is said to have.
func TestTransactionsForgottenDuringAPollAreWrittenAgain(t *testing.T) {
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
		t.Errorf("transactions %v, %v, of %+v", list, err, b.card(pan))
	}
}

func TestTransactionsOfOneSecondDoNotTellTheBalance(t *testing.T) {
	t.Parallel()
	at := func(id string, after time.Duration, tenge int64) onayclient.Transaction {
		return onayclient.Transaction{ID: id, At: start.Add(after), Balance: onayclient.Tenge(tenge), HasBalance: true}
	}
	first, second, later := at("b", time.Minute, 500), at("a", time.Minute, 380), at("c", 2*time.Minute, 260)
	for _, c := range []struct {
		list []onayclient.Transaction
		want bool
	}{
		{[]onayclient.Transaction{first, second}, false},
		{[]onayclient.Transaction{second, first}, false},
		{[]onayclient.Transaction{first, first}, true},
		{[]onayclient.Transaction{first, second, later}, true},
		{[]onayclient.Transaction{later, second, first}, true},
	} {
		if _, told := byTransactions(onayclient.Card{At: start}, c.list, start.Add(3*time.Minute)); told != c.want {
			t.Errorf("%v: told %v, want %v", c.list, told, c.want)
		}
	}
}
