package watch

import (
	"context"
	"testing"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
)

// seen makes the bench's policy keep what it is shown.
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
	told := b.observed(func(policy.Observation) time.Duration { return time.Hour })
	b.holds(1, "01.01", 400)
	b.clock.add(every + 7*time.Minute)
	b.read(pan, 0)
	if len(*told) != 1 {
		t.Fatalf("%d observations", len(*told))
	}
	s := (*told)[0]
	if s.Before.Balance != onayclient.Tenge(600) || s.Reading.Balance != onayclient.Tenge(400) || s.Overdue != 7*time.Minute {
		t.Errorf("observation %+v", s)
	}
	if f := s.Followers; len(f) != 2 || !f[0].Low || f[1].WantsRides || !f[1].WantsTopUps {
		t.Errorf("followers %+v", f)
	}
	if c := b.card(pan); c.PolicyNotes != "+" || !c.NextAt.Equal(b.clock.now().Add(time.Hour)) {
		t.Errorf("card %+v", c)
	}
}

func TestChoiceHastensTheNextLook(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	told := b.observed(func(o policy.Observation) time.Duration {
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
	if c := b.card(pan); !c.NextAt.Equal(b.clock.now().Add(10*time.Minute)) || c.MayWait != time.Minute || c.PolicyNotes != "++" {
		t.Errorf("card %+v", c)
	}
	if s := (*told)[len(*told)-1]; s.Before != s.Reading || !s.Now.Equal(b.clock.now()) {
		t.Errorf("observation %+v", s)
	}
	b.subscribe(1, 10, 0)
	if c := b.card(pan); !c.NextAt.Equal(b.clock.now().Add(10*time.Minute)) || c.MayWait != time.Minute {
		t.Errorf("a lesser wish puts the look off to %v", c.NextAt)
	}
}

func TestReconsiderLeavesAnUnfollowedCard(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	told := b.observed(func(policy.Observation) time.Duration { return time.Hour })
	b.write(func(ctx context.Context, tx *store.Tx) error { return b.Reconsider(ctx, tx, 99) })
	if len(*told) != 0 {
		t.Errorf("observations %+v", *told)
	}
}
