package watch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// BalanceDay is what a card's balance lost and gained on a day, or on several days between two readings. All is
// above zero, and the least it can have been: a top-up hides what was spent between the same two readings.
type BalanceDay struct {
	At      time.Time        // noon of the day, or of the last of several
	Since   time.Time        // noon of the first of several; zero: it was one
	Spent   onayclient.Money // on rides
	Added   onayclient.Money
	Charged onayclient.Money // lost besides, and too much to be rides: perhaps a pass
}

// BalanceFrom is the first day that a chat is told of from the balance alone: the one after it began to follow the
// card. It learns nothing of what was before, and a day is not divided.
func (w *Watcher) BalanceFrom(l store.Link) time.Time { return w.days.Clock(l.Since, 1, 0) }

// BalanceDays lists the days on which a card's balance changed, oldest first, from one moment's day to another's,
// as far as the link's chat may know them.
func (w *Watcher) BalanceDays(ctx context.Context, l store.Link, from, to time.Time) ([]BalanceDay, error) {
	rows, err := w.store.Days(ctx, l.Card.ID, w.days.day(later(from, w.BalanceFrom(l))), w.days.day(to))
	if err != nil {
		return nil, fmt.Errorf("list days: %w", err)
	}
	days := make([]BalanceDay, len(rows))
	for i, r := range rows {
		days[i] = BalanceDay{At: w.days.noon(r.Day), Spent: r.Spent, Added: r.Added, Charged: r.Charged}
		if r.Since > 0 {
			days[i].Since = later(w.days.noon(r.Since), w.days.Clock(l.Since, 0, 12*60))
		}
	}
	return days, nil
}

// AsTransactions makes a ride of what was spent on each day, and a charge of what was lost besides, newest first, for
// what sums transactions up. What was spent on several days is divided evenly among those after the first, of which the
// least is known.
func AsTransactions(days []BalanceDay) []onayclient.Transaction {
	var list []onayclient.Transaction
	for _, d := range days {
		n := 1
		if !d.Since.IsZero() {
			n = max(n, int(d.At.Sub(d.Since).Hours())/24)
		}
		for ; n > 0 && d.Spent > 0; n-- {
			part := d.Spent / onayclient.Money(n)
			d.Spent -= part
			at := d.At.AddDate(0, 0, 1-n)
			list = append(list, onayclient.Transaction{At: at, Kind: onayclient.KindRide, Amount: -part})
		}
		if d.Charged > 0 {
			list = append(list, onayclient.Transaction{At: d.At, Kind: onayclient.KindCharge, Amount: -d.Charged})
		}
	}
	slices.Reverse(list)
	return list
}

const (
	// gap is the longest time between two readings whose difference is put down to the day of the later one. That of a
	// longer time is put down to all its days.
	gap = 36 * time.Hour
	// nightEnds is the hour at which a day begins: what a reading before it finds was spent on the day before.
	nightEnds = 5
)

// addDay notes what the balance lost or gained since the last reading.
func (w *Watcher) addDay(ctx context.Context, tx *store.Tx, cardID int64, r Reading) error {
	change := r.Card.Balance - r.Before.Balance
	if r.Before.At.IsZero() || change == 0 {
		return nil
	}
	day := func(at time.Time) int { return w.days.day(at.Add(-nightEnds * time.Hour)) }
	d := store.Day{Day: day(r.Card.At), Added: max(0, change)}
	if w.fares.paidRides(r) {
		d.Spent = max(0, -change)
	} else {
		d.Charged = -change
	}
	if r.Card.At.Sub(r.Before.At) > gap {
		d.Since = day(r.Before.At)
	}
	return tx.AddDay(ctx, cardID, d)
}
