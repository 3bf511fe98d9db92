package watch

import (
	"context"
	"slices"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
)

// Observe puts together what a policy is told of a card: its reading, the one before it, and what the links want.
func Observe(now time.Time, read, before onayclient.Card, links []store.Link, fares Fares) policy.Observation {
	o := policy.Observation{
		Now: now, PAN: read.PAN, Fare: fares.assumed(read),
		Reading: policy.Reading{Balance: read.Balance, At: read.At},
		Before:  policy.Reading{Balance: before.Balance, At: before.At},
	}
	for _, l := range links {
		o.Followers = append(o.Followers, policy.Follower{
			SnoozedUntil: l.PausedUntil, Fare: fares.assumed(l.Card.Card), Threshold: ThresholdOf(l, fares, now),
			Low: l.Low, Negative: l.Negative, WantsRides: l.Wishes.Has(store.WishRides),
			WantsTopUps: l.Wishes.Has(store.WishTopUp), WantsNegative: l.Wishes.Has(store.WishNegative),
		})
	}
	return o
}

// observe is [Observe] of links whose wishes for rides count where the chat may see them.
func (w *Watcher) observe(read, before onayclient.Card, links []store.Link) policy.Observation {
	links = slices.Clone(links)
	for i := range links {
		if !w.access.MayViewRides(links[i]) {
			links[i].Wishes &^= rowWishes
		}
	}
	return Observe(w.now(), read, before, links, w.fares)
}

// plan asks the policy when to poll again, which is never while the reading is
// fresh: it would only be served again.
func (w *Watcher) plan(o policy.Observation) policy.Plan {
	plan := w.policy(o)
	plan.NextPoll = later(plan.NextPoll, o.Reading.At.Add(w.fresh))
	return plan
}

// planAgain is the plan for a card, known by its followers, that was not read
// since it was planned.
func (w *Watcher) planAgain(links []store.Link) policy.Plan {
	card := links[0].Card
	o := w.observe(card.Card, card.Card, links)
	o.Memory = card.Habit
	return w.plan(o)
}

// putOffRows chooses the next poll of a card whose rows cannot be read.
func (w *Watcher) putOffRows(ctx context.Context, tx *store.Tx, cardID int64) error {
	links, err := tx.Followers(ctx, cardID)
	if err != nil || len(links) == 0 {
		return err
	}
	for i := range links {
		links[i].Wishes &^= rowWishes
	}
	plan := w.planAgain(links)
	return tx.Postpone(ctx, cardID, plan.NextPoll, plan.MayWait)
}

// overdue is how long a card was due when it was read; below 0 if it was not.
func overdue(known store.Card, at time.Time) time.Duration {
	if known.NextAt.IsZero() {
		return -1
	}
	return at.Sub(known.NextAt)
}

// Reconsider polls a card sooner if what its followers wish asks for it by
// now.
func (w *Watcher) Reconsider(ctx context.Context, tx *store.Tx, cardID int64) error {
	links, err := tx.Followers(ctx, cardID)
	if err != nil || len(links) == 0 {
		return err
	}
	plan := w.planAgain(links)
	return tx.Hasten(ctx, cardID, plan.NextPoll, plan.MayWait)
}
