package watch

import (
	"context"
	"slices"
	"strings"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
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
	card.At = card.LastRead().At
	return w.plan(card, links, Reading{Card: card.Card, Before: card.Card})
}

// fromRides begins the notes of a policy that has learned from a card's transactions.
const fromRides = "r"

// plan asks the policy when to poll a card again after a reading. links are its followers, who know of the reading.
//
// When a card is polled decides what a chat is told of its balance, and when. So that a follower who may not view the
// rides learns nothing of them by that, the policy is then told what the balance tells of them in place of the
// transactions, knows nothing of what a ride cost, and has its notes taken away if it has learned from transactions
// before.
//
// Of a balance that is in doubt the policy learns nothing: it is told that nothing was read since the last plan.
func (w *Watcher) plan(known store.Card, links []store.Link, r Reading) store.Plan {
	if known.Doubtful() {
		r = Reading{Card: r.Card, Before: r.Card}
	}
	notes, learned := strings.CutPrefix(known.PolicyNotes, fromRides)
	mayLearn := w.allMayViewRides(links)
	if !mayLearn && learned {
		notes = ""
	}
	if !mayLearn && slices.ContainsFunc(links, w.wantsTransactions) {
		r = byBalance(r, w.fares.ofCard(r.Card))
	}
	links = slices.Clone(links)
	for i := range links {
		switch {
		case !w.access.MayViewRides(links[i]):
			links[i].Subscriptions &^= NeedTransactions
		case !mayLearn:
			links[i] = w.withoutLearned(links[i])
		}
	}
	o := Observe(w.now(), r, links, w.fares)
	o.Notes, o.MayWait, o.Overdue = notes, known.MayWait, -1
	if !known.NextAt.IsZero() {
		o.Overdue = r.Card.At.Sub(known.NextAt)
	}
	p := w.policy(o)
	if mayLearn && (learned || r.AllRides) {
		p.Notes = fromRides + p.Notes
	}
	plan := store.Plan{NextAt: p.NextPoll, MayWait: p.MayWait, PolicyNotes: p.Notes}
	if known.Doubtful() {
		plan = planDoubt(known.Doubt, plan)
	}
	plan.NextAt = later(plan.NextAt, r.Card.At.Add(w.fresh)) // while it is fresh the reading would only be served again
	return plan
}

// withoutLearned is a link as it would be if its rides told nothing: whether the chat knows of a low balance hangs on
// what they cost, and on which rows were top-ups.
func (w *Watcher) withoutLearned(l store.Link) store.Link {
	l.Card.LearnedFare = 0
	l.Low = IsLow(l, ThresholdOf(l, w.fares, w.now()))
	l.Negative = IsNegative(l)
	return l
}

// byBalance is a reading with the transactions that the balance tells: the rides that it paid for, spread over the time
// since the reading before, or a top-up. Where rides cost nothing, or it has lost more than they cost, it tells none.
func byBalance(r Reading, fare onayclient.Money) Reading {
	change := r.Card.Balance - r.Before.Balance
	r.Transactions, r.AllRides = nil, fare > 0 && policy.PaidRides(-change, r.Card.At.Sub(r.Before.At), fare)
	switch {
	case !r.AllRides && change < 0:
	case change > 0:
		r.Transactions = []onayclient.Transaction{{At: r.Card.At, Kind: onayclient.KindTopUp, Amount: change}}
	case fare > 0:
		rides := time.Duration((fare/2 - change) / fare)
		for i := range rides {
			at := r.Before.At.Add((2*i + 1) * r.Card.At.Sub(r.Before.At) / (2 * rides))
			r.Transactions = append(r.Transactions, onayclient.Transaction{At: at, Kind: onayclient.KindRide, Amount: -fare})
		}
	}
	return r
}

// Observe puts together what a policy is told of a card after a reading: the reading and what the links want. What
// the last plan was is left to be filled in.
func Observe(now time.Time, r Reading, links []store.Link, fares Fares) policy.Observation {
	o := policy.Observation{
		Now: now, PAN: r.Card.PAN, Fare: fares.ofAll(links, r.Card),
		Reading:      policy.Reading{Balance: r.Card.Balance, At: r.Card.At},
		Before:       policy.Reading{Balance: r.Before.Balance, At: r.Before.At},
		Transactions: r.Transactions, AllRides: r.AllRides,
	}
	for _, l := range links {
		o.Followers = append(o.Followers, policy.Follower{
			SnoozedUntil: l.SnoozedUntil, Fare: fares.assumed(l, r.Card.At), Threshold: ThresholdOf(l, fares, now),
			Low: fares.Told(l, now), Negative: l.Negative, WantsRides: l.Subscriptions.Has(store.SubscribeRides),
			WantsTopUps: l.Subscriptions.Has(store.SubscribeTopUp), WantsNegative: l.Subscriptions.Has(store.SubscribeNegative),
		})
	}
	return o
}
