package watch

import (
	"context"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// seen makes the bench's policy keep what it is shown.
func (b *bench) seen(next func(Sight) time.Duration) *[]Sight {
	var all []Sight
	b.policy = func(s Sight) Plan {
		all = append(all, s)
		return Plan{Next: s.Now.Add(next(s)), Slack: next(s) / 10, Habit: s.Habit + "+"}
	}
	return &all
}

func TestPolicyIsToldWhatIsKnown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10, 20)
	b.hidden[20] = true
	b.wishes(1, 20, store.SubscribeRides|store.SubscribeTopUp)
	sights := b.seen(func(Sight) time.Duration { return time.Hour })
	b.holds(1, "01.01", 400)
	b.clock.add(every + 7*time.Minute)
	b.read(pan, 0)
	if len(*sights) != 1 {
		t.Fatalf("%d sights", len(*sights))
	}
	s := (*sights)[0]
	if s.Was.Balance != onayclient.Tenge(600) || s.Card.Balance != onayclient.Tenge(400) || s.Late != 7*time.Minute {
		t.Errorf("sight %+v", s)
	}
	if len(s.Links) != 2 || !s.Links[0].Low || s.Links[1].Subscriptions != store.SubscribeTopUp {
		t.Errorf("links %+v", s.Links)
	}
	if c := b.card(pan); c.PolicyNotes != "+" || !c.NextAt.Equal(b.clock.now().Add(time.Hour)) {
		t.Errorf("card %+v", c)
	}
}

func TestChoiceHastensTheNextLook(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	sights := b.seen(func(s Sight) time.Duration {
		if len(s.Links) > 0 && s.Links[0].Subscriptions.Has(store.SubscribeTopUp) {
			return 10 * time.Minute
		}
		return time.Hour
	})
	b.follow(1, 10)
	b.clock.add(every)
	b.read(pan, 0)
	b.clock.add(time.Minute)
	b.wishes(1, 10, store.SubscribeTopUp)
	if c := b.card(pan); !c.NextAt.Equal(b.clock.now().Add(10*time.Minute)) || c.MayWait != time.Minute || c.PolicyNotes != "++" {
		t.Errorf("card %+v", c)
	}
	if s := (*sights)[len(*sights)-1]; s.Was != s.Card || !s.Now.Equal(b.clock.now()) {
		t.Errorf("sight %+v", s)
	}
	b.wishes(1, 10, 0)
	if c := b.card(pan); !c.NextAt.Equal(b.clock.now().Add(10*time.Minute)) || c.MayWait != time.Minute {
		t.Errorf("a lesser wish puts the look off to %v", c.NextAt)
	}
}

func TestReconsiderLeavesAnUnfollowedCard(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	sights := b.seen(func(Sight) time.Duration { return time.Hour })
	b.write(func(ctx context.Context, tx *store.Tx) error { return b.Reconsider(ctx, tx, 99) })
	if len(*sights) != 0 {
		t.Errorf("sights %+v", *sights)
	}
}
