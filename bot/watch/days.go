package watch

import (
	"context"
	"fmt"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// BalanceDay is what a card's balance lost and gained on a day, or on several
// between two readings, both above zero, as far as the readings show: a top-up
// hides what was spent between the same two.
type BalanceDay struct {
	At           time.Time // noon, of the last day of several
	Since        time.Time // noon of the first of several; zero: it was one
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
		days[i] = BalanceDay{At: w.days.noon(r.Day), Spent: r.Spent, Added: r.Added}
		if r.Since > 0 {
			days[i].Since = later(w.days.noon(r.Since), w.days.Clock(l.Since, 0, 12*60))
		}
	}
	return days, nil
}

// noon is that of a day numbered as 20261122.
func (c Calendar) noon(day int) time.Time {
	return time.Date(day/10_000, time.Month(day/100%100), day%100, 12, 0, 0, 0, c.zone)
}

// Evenly divides what was spent on several days among those after the first,
// of which the least is known, for averages to be taken.
func Evenly(list []BalanceDay) []BalanceDay {
	var days []BalanceDay
	for _, d := range list {
		n := 1
		if !d.Since.IsZero() {
			n = max(n, int(d.At.Sub(d.Since).Hours())/24)
		}
		for ago := n - 1; ago >= 0; ago-- {
			part := d.Spent / onayclient.Money(ago+1)
			days = append(days, BalanceDay{At: d.At.AddDate(0, 0, -ago), Spent: part})
			d.Spent -= part
		}
		days[len(days)-1].Added = d.Added
	}
	return days
}
