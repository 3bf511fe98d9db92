package watch

import (
	"context"
	"fmt"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

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
	b.wishes(1, 10, store.SubscribeRides)
	b.rode()
	b.beats(every)
	b.cabinet.set(func(c *cabinet) { clear(c.requests) })
	return b, pan
}

func TestRowsAreAReadingOfTheBalance(t *testing.T) {
	t.Parallel()
	b, pan := told(t)
	b.rode(paid("b", b.clock.now().Add(2*time.Minute), 460), paid("a", b.clock.now().Add(time.Minute), 580))
	b.beats(every)
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
			b.beats(c.after)
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
	b.beats(every)
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
	b.beats(every)
	b.cabinet.set(func(c *cabinet) { clear(c.fails) })
	b.beats(every)
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
	b.beats(time.Minute)
	b.cabinet.set(func(c *cabinet) { clear(c.fails) })
	b.beats(every)
	if c := b.card(pan); c.Balance != onayclient.Tenge(460) {
		t.Errorf("card %+v", c)
	}
	if _, unsure := b.unsure.Load(pan); unsure {
		t.Error("the figures are to be asked for still")
	}
	b.wantKinds(10, store.EventRides, store.EventLow)
}

func TestPolicySeesTheRows(t *testing.T) {
	t.Parallel()
	b, _ := told(t)
	sights := b.seen(func(Sight) time.Duration { return every })
	for i := range 2 {
		b.rode(paid(fmt.Sprint(i), b.clock.now().Add(time.Minute), 580))
		b.beats(every)
	}
	if len(*sights) != 2 {
		t.Fatalf("%d sights", len(*sights))
	}
	for i, s := range *sights {
		if !s.Whole || len(s.Rows) != 1 || s.Rows[0].ID != fmt.Sprint(i) || !s.Card.At.After(s.Was.At) {
			t.Errorf("sight %d: %+v", i, s)
		}
	}
}

func TestWithoutRowsThePolicyGoesByTheBalance(t *testing.T) {
	t.Parallel()
	b, pan := told(t)
	b.policy = func(s Sight) Plan {
		if tellsRides(s.Links) {
			return Plan{Next: s.Now.Add(5 * time.Minute)}
		}
		return Plan{Next: s.Now.Add(time.Hour), Slack: time.Minute}
	}
	b.cabinet.set(func(c *cabinet) { c.rowsFail = onayclient.ErrNoLogin })
	b.beats(every)
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
	b.wishes(1, 10, store.SubscribeRides)
	sights := b.seen(func(Sight) time.Duration { return every })
	b.rode(paid("a", b.clock.now().Add(time.Minute), 700))
	b.beats(every)
	if n := len(*sights); n == 0 || len((*sights)[n-1].Rows) != 1 {
		t.Errorf("the policy has seen %+v", *sights)
	}
}

// What a sweep has found known may be forgotten until it writes; what it has
// read is then written, so that the card has rows for the time it is said to.
func TestRowsForgottenMeanwhileAreWrittenAgain(t *testing.T) {
	t.Parallel()
	b, pan := told(t)
	b.holds(1, "01.01", 580)
	b.rode(paid("a", b.clock.now().Add(time.Minute), 580))
	b.beats(every)
	id := b.card(pan).ID
	b.cabinet.set(func(c *cabinet) {
		c.asked = func(onayclient.PAN) {
			b.write(func(ctx context.Context, tx *store.Tx) error { return tx.DropUnseen(ctx, id) })
		}
	})
	b.beats(3 * time.Hour)
	if n := b.cabinet.total(); n != 1 {
		t.Fatalf("the figures are asked for %d times", n)
	}
	list, err := b.db.Transactions(t.Context(), id, start, b.clock.now())
	if err != nil || len(list) != 1 || !b.card(pan).RidesAt.Equal(b.clock.now()) {
		t.Errorf("rows %v, %v, of %+v", list, err, b.card(pan))
	}
}
