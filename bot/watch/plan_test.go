package watch

import (
	"context"
	"fmt"
	"testing"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
)

// observed makes the bench's policy keep what it is told.
func (b *bench) observed(next func(policy.Observation) time.Duration) *[]policy.Observation {
	var all []policy.Observation
	b.policy = func(o policy.Observation) policy.Plan {
		all = append(all, o)
		return policy.Plan{NextPoll: o.Now.Add(next(o)), MayWait: next(o) / 10, Notes: o.Notes + "+"}
	}
	return &all
}

func TestPolicyIsToldWhatIsKnown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.followUnproved(1, 20)
	b.subscribe(1, 20, store.SubscribeRides|store.SubscribeTopUp)
	all := b.observed(func(policy.Observation) time.Duration { return time.Hour })
	b.holds(1, "01.01", 400)
	b.clock.add(every + 7*time.Minute)
	b.read(pan, 0)
	if len(*all) != 1 {
		t.Fatalf("%d observations", len(*all))
	}
	o := (*all)[0]
	before, now := policy.Reading{Balance: 60000, At: start}, policy.Reading{Balance: 40000, At: b.clock.now()}
	if o.Before != before || o.Reading != now || o.Overdue != 7*time.Minute {
		t.Errorf("observation %+v", o)
	}
	if f := o.Followers; len(f) != 2 || !f[0].Low || f[1].WantsRides || !f[1].WantsTopUps {
		t.Errorf("followers %+v", f)
	}
	if c := b.card(pan); c.PolicyNotes != "+" || !c.NextAt.Equal(b.clock.now().Add(time.Hour)) {
		t.Errorf("card %+v", c)
	}
}

// A chat that was told of little money and then lowered its threshold waits to be told again.
func TestPolicyIsToldWhoWaitsToBeToldAgain(t *testing.T) {
	t.Parallel()
	for threshold, told := range map[int64]bool{500: true, 361: true, 360: false, 200: false} {
		l := store.Link{Threshold: onayclient.Tenge(threshold), Low: true}
		l.Card.Card = onayclient.Card{Type: "01.01", Balance: onayclient.Tenge(480), At: start}
		o := Observe(start, Reading{Card: l.Card.Card, Before: l.Card.Card}, []store.Link{l}, city)
		if got := o.Followers[0].Low; got != told {
			t.Errorf("threshold %d: told %v, want %v", threshold, got, told)
		}
	}
}

// Of a card that a chat without proof follows, the policy knows what the balance tells, and forgets the rest.
func TestPolicyIsToldNoTransactionsBesideAChatWithoutProof(t *testing.T) {
	t.Parallel()
	b, pan := told(t)
	all := b.observed(func(policy.Observation) time.Duration { return every })
	b.rode(paid("a", b.clock.now().Add(time.Minute), 580))
	b.tick(every)
	b.tick(every)
	if o := (*all)[1]; o.Notes != "+" {
		t.Errorf("notes %q", o.Notes)
	}
	b.followUnproved(1, 20)
	for i, notes := range []string{"", "+"} {
		before := b.card(pan)
		b.holds(1, "01.01", 340-120*int64(i))
		b.rode(ride(fmt.Sprint(i), b.clock.now().Add(time.Minute)))
		b.tick(every)
		o := (*all)[len(*all)-1]
		rides := o.Transactions
		if o.Notes != notes || !o.AllRides || len(rides) != int(o.Before.Balance-o.Reading.Balance)/12_000 {
			t.Errorf("observation %+v", o)
		}
		if middle := before.At.Add(every / 2); i == 1 && (len(rides) != 1 || !rides[0].At.Equal(middle)) {
			t.Errorf("rides %+v, want one at %v", rides, middle)
		}
	}
}

// Nor does it know what a ride costs by the card's rides, or what follows from that.
func TestPolicyIsToldNoLearnedFareBesideAChatWithoutProof(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.write(func(ctx context.Context, tx *store.Tx) error {
		l := b.link(1, 10)
		l.Threshold, l.ThresholdRides, l.Low = 0, 4, true // 480 tenge by the table, 800 by the rides
		if err := tx.SetLearnedFare(ctx, l.Card.ID, 20_000, start); err != nil {
			return err
		}
		return tx.SetThreshold(ctx, l)
	})
	all := b.observed(func(policy.Observation) time.Duration { return time.Hour })
	read := func() policy.Observation {
		b.clock.add(every)
		b.read(pan, 0)
		return (*all)[len(*all)-1]
	}
	if o := read(); o.Fare != 20_000 || o.Followers[0].Fare != 20_000 || o.Followers[0].Threshold != 80_000 || !o.Followers[0].Low {
		t.Errorf("by itself: %+v", o)
	}
	b.followUnproved(1, 20)
	o := read()
	if f := o.Followers[0]; o.Fare != 12_000 || f.Fare != 12_000 || f.Threshold != 48_000 || f.Low {
		t.Errorf("beside one without proof: %+v", o)
	}
	if l := b.link(1, 10); !l.Low {
		t.Error("the chat no longer knows that the balance is low")
	}
}

func TestChoiceHastensTheNextPoll(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	all := b.observed(func(o policy.Observation) time.Duration {
		if len(o.Followers) > 0 && o.Followers[0].WantsTopUps {
			return 10 * time.Minute
		}
		return time.Hour
	})
	b.follow(1, 10)
	b.clock.add(every)
	b.read(pan, 0)
	b.clock.add(time.Minute)
	b.subscribe(1, 10, store.SubscribeTopUp)
	hastened := b.card(pan)
	due := b.clock.now().Add(10 * time.Minute)
	if !hastened.NextAt.Equal(due) || hastened.MayWait != time.Minute || hastened.PolicyNotes != "++" {
		t.Errorf("card %+v", hastened)
	}
	if o := (*all)[len(*all)-1]; o.Before != o.Reading || !o.Now.Equal(b.clock.now()) {
		t.Errorf("observation %+v", o)
	}
	b.subscribe(1, 10, 0)
	if c := b.card(pan); c != hastened {
		t.Errorf("a lesser choice puts the poll off to %v", c.NextAt)
	}
}

func TestReconsiderLeavesAnUnfollowedCard(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	all := b.observed(func(policy.Observation) time.Duration { return time.Hour })
	b.write(func(ctx context.Context, tx *store.Tx) error { return b.Reconsider(ctx, tx, 99) })
	if len(*all) != 0 {
		t.Errorf("observations %+v", *all)
	}
}
