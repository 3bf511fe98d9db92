package watch

import (
	"context"
	"fmt"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// BalanceDay is what a card's balance lost and gained on a day, both above
// zero, as far as the readings show.
type BalanceDay struct {
	At           time.Time // noon
	Spent, Added onayclient.Money
}

// BalanceFrom is the first day that a chat is told of from the balance alone:
// the one after it began to follow the card. Of what was before, it is to learn
// nothing, and a day is not divided.
func (w *Watcher) BalanceFrom(l store.Link) time.Time { return w.days.Clock(l.Since, 1, 0) }

// BalanceDays lists the days, oldest first, on which a card's balance changed,
// from a moment's day to another's, as far as the link's chat may know.
func (w *Watcher) BalanceDays(ctx context.Context, l store.Link, from, to time.Time) ([]BalanceDay, error) {
	rows, err := w.store.Days(ctx, l.Card.ID, w.days.Day(later(from, w.BalanceFrom(l))), w.days.Day(to))
	if err != nil {
		return nil, fmt.Errorf("list days: %w", err)
	}
	days := make([]BalanceDay, len(rows))
	for i, r := range rows {
		y, m, d := r.Day/10_000, time.Month(r.Day/100%100), r.Day%100
		days[i] = BalanceDay{time.Date(y, m, d, 12, 0, 0, 0, w.days.zone), r.Spent, r.Added}
	}
	return days, nil
}
