package watch

import (
	"context"
	"slices"
	"time"

	"onaybot/store"
)

// plan asks the policy when to look again, which is never while the reading is
// fresh: it would only be served again. Subscriptions to rides count where the chat
// may see them.
func (w *Watcher) plan(s Sight) Plan {
	s.Now, s.Links = w.now(), slices.Clone(s.Links)
	for i := range s.Links {
		if !w.sees(s.Links[i]) {
			s.Links[i].Subscriptions &^= rowWishes
		}
	}
	plan := w.policy(s)
	plan.Next = later(plan.Next, s.Card.At.Add(w.fresh))
	return plan
}

// planAgain is the plan for a card, known by its followers, that was not read
// since it was planned.
func (w *Watcher) planAgain(links []store.Link) Plan {
	card := links[0].Card
	return w.plan(Sight{Card: card.Card, Was: card.Card, Links: links, Habit: card.PolicyNotes})
}

// putOffRows chooses the next look at a card whose rows cannot be read.
func (w *Watcher) putOffRows(ctx context.Context, tx *store.Tx, cardID int64) error {
	links, err := tx.Followers(ctx, cardID)
	if err != nil || len(links) == 0 {
		return err
	}
	for i := range links {
		links[i].Subscriptions &^= rowWishes
	}
	plan := w.planAgain(links)
	return tx.Postpone(ctx, cardID, plan.Next, plan.Slack)
}

// late is how long a card was due when it was read; below 0 if it was not.
func late(known store.Card, at time.Time) time.Duration {
	if known.NextAt.IsZero() {
		return -1
	}
	return at.Sub(known.NextAt)
}

// Reconsider looks at a card sooner if what its followers wish asks for it by
// now.
func (w *Watcher) Reconsider(ctx context.Context, tx *store.Tx, cardID int64) error {
	links, err := tx.Followers(ctx, cardID)
	if err != nil || len(links) == 0 {
		return err
	}
	plan := w.planAgain(links)
	return tx.Hasten(ctx, cardID, plan.Next, plan.Slack)
}
