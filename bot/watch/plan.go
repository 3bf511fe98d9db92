package watch

import (
	"context"
	"slices"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/store"
)

// Reconsider polls a card sooner if what its followers want asks for it by now.
func (w *Watcher) Reconsider(ctx context.Context, tx *store.Tx, cardID int64) error {
	links, err := tx.Followers(ctx, cardID)
	if err != nil || len(links) == 0 {
		return err
	}
	plan := w.planAgain(links)
	return tx.Hasten(ctx, cardID, plan.NextAt, plan.MayWait)
}

// planWithoutTransactions plans a card whose transactions cannot be read.
func (w *Watcher) planWithoutTransactions(ctx context.Context, tx *store.Tx, cardID int64) error {
	links, err := tx.Followers(ctx, cardID)
	if err != nil || len(links) == 0 {
		return err
	}
	for i := range links {
		links[i].Subscriptions &^= NeedTransactions
	}
	plan := w.planAgain(links)
	return tx.Postpone(ctx, cardID, plan.NextAt, plan.MayWait)
}

// planAgain is the plan for a card that was not read since the last one, by its followers.
func (w *Watcher) planAgain(links []store.Link) store.Plan {
	card := links[0].Card
	return w.plan(card, links, Reading{Card: card.Card, Before: card.Card})
}

// plan asks the policy when to poll a card again after a reading. links are its followers, who know of the reading.
func (w *Watcher) plan(known store.Card, links []store.Link, r Reading) store.Plan {
	links = slices.Clone(links)
	for i := range links {
		if !w.access.MayViewRides(links[i]) {
			links[i].Subscriptions &^= NeedTransactions
		}
	}
	o := Observe(w.now(), r, links, w.fares)
	o.Notes, o.MayWait, o.Overdue = known.PolicyNotes, known.MayWait, -1
	if !known.NextAt.IsZero() {
		o.Overdue = r.Card.At.Sub(known.NextAt)
	}
	p := w.policy(o)
	// Not while the reading is fresh: it would only be served again.
	return store.Plan{NextAt: later(p.NextPoll, r.Card.At.Add(w.fresh)), MayWait: p.MayWait, PolicyNotes: p.Notes}
}

// Observe puts together what a policy is told of a card after a reading: the reading and what the links want. What
// the last plan was is left to be filled in.
func Observe(now time.Time, r Reading, links []store.Link, fares Fares) policy.Observation {
	o := policy.Observation{
		Now: now, PAN: r.Card.PAN, Fare: fares.assumed(r.Card.Class(), r.Card.At),
		Reading:      policy.Reading{Balance: r.Card.Balance, At: r.Card.At},
		Before:       policy.Reading{Balance: r.Before.Balance, At: r.Before.At},
		Transactions: r.Transactions, AllRides: r.AllRides,
	}
	for _, l := range links {
		o.Followers = append(o.Followers, policy.Follower{
			SnoozedUntil: l.SnoozedUntil, Fare: fares.assumed(l.Class(), r.Card.At), Threshold: ThresholdOf(l, fares, now),
			Low: l.Low, Negative: l.Negative, WantsRides: l.Subscriptions.Has(store.SubscribeRides),
			WantsTopUps: l.Subscriptions.Has(store.SubscribeTopUp), WantsNegative: l.Subscriptions.Has(store.SubscribeNegative),
		})
	}
	return o
}
