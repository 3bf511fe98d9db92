package watch

import (
	"context"
	"fmt"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// A card stands still that rode often and then did not move for long. It may have been replaced.
const (
	stillDays   = 14 // without a movement, after
	usedWithin  = 28 // days up to its last one, on
	usedDays    = 6  // of which it was debited
	yearOfMoves = 366
)

// Still is the data of a [store.EventStill].
type Still struct {
	Since   time.Time        `json:"since"` // the day of the last movement
	Balance onayclient.Money `json:"balance"`
}

// Follows begins to look after a link that is new.
func (w *Watcher) Follows(ctx context.Context, tx *store.Tx, l store.Link) error {
	first := w.nextCheck(l, store.CheckStill, w.days.Clock(w.now(), stillDays, 0))
	if err := tx.SetCheck(ctx, l.ID, store.CheckStill, first); err != nil {
		return err
	}
	return w.Reconsider(ctx, tx, l.Card.ID)
}

// StillSince is the day since which a link's card stands still as of its last reading, as far as the chat may know: by
// the days on which the balance changed since it follows the card, and by the rides if it may view them. It is zero
// where the card does not, or where that is not known.
func (w *Watcher) StillSince(ctx context.Context, l store.Link) (time.Time, error) {
	last, still, err := w.stands(ctx, l, w.movesKnown(l))
	if !still {
		return time.Time{}, err
	}
	return last, nil
}

// movesKnown is when it was last known whether a link's card has moved; zero: it is not known. A pass and a free card
// move without their balance.
func (w *Watcher) movesKnown(l store.Link) time.Time {
	switch {
	case PaysByRide(l.Class()):
		return l.Card.At
	case w.access.MayViewRides(l):
		return l.Card.RidesAt
	}
	return time.Time{}
}

// stands tells whether a link's card stands still at a moment, and when it moved last; zero: that is not known.
func (w *Watcher) stands(ctx context.Context, l store.Link, known time.Time) (last time.Time, still bool, err error) {
	if w.movesKnown(l).IsZero() {
		return time.Time{}, false, nil
	}
	recent, err := w.moves(ctx, l, w.days.Clock(known, 1-stillDays, 0))
	if err != nil || len(recent) > 0 {
		return recent.last(w.days), false, err
	}
	all, err := w.moves(ctx, l, w.days.Clock(known, -yearOfMoves, 0))
	return all.last(w.days), err == nil && all.oftenBeforeLast(), err
}

// moves are the days on which a card moved, and whether it was debited then.
type moves map[int]bool

func (w *Watcher) moves(ctx context.Context, l store.Link, from time.Time) (moves, error) {
	list := moves{}
	add := func(at time.Time, debit bool) { list[w.days.day(at)] = list[w.days.day(at)] || debit }
	changes, err := w.BalanceDays(ctx, l, from, w.now())
	if err != nil {
		return nil, err
	}
	for _, d := range changes {
		add(d.At, d.Spent > 0 || d.Charged > 0)
	}
	if !w.access.MayViewRides(l) {
		return list, nil
	}
	rows, err := w.store.Transactions(ctx, l.Card.ID, from, w.now())
	if err != nil {
		return nil, fmt.Errorf("list transactions: %w", err)
	}
	for _, x := range rows {
		add(x.At, x.Amount < 0 || x.Kind == onayclient.KindRide)
	}
	return list, nil
}

// lastDay is the day of the last movement; 0: there is none.
func (m moves) lastDay() (last int) {
	for day := range m {
		last = max(last, day)
	}
	return last
}

// last is its noon; zero: there is none.
func (m moves) last(c Calendar) time.Time {
	if len(m) == 0 {
		return time.Time{}
	}
	return c.noon(m.lastDay())
}

// oftenBeforeLast tells whether the card was debited often enough, up to its last movement, to be missed.
func (m moves) oftenBeforeLast() bool {
	last, used := m.lastDay(), 0
	for day, debit := range m {
		if debit && day > last-usedWithin {
			used++
		}
	}
	return used >= usedDays
}

// checkStill asks about a card that stands still, once a standstill, by a new reading. A card that cannot be read is
// looked at tomorrow, any other when it can have stood still for long enough anew.
func (w *Watcher) checkStill(ctx context.Context, l store.Link) (events []Event, after time.Time, err error) {
	now := w.now()
	last, still, err := w.stands(ctx, l, now)
	if after = w.days.Clock(last, stillDays, 0); !after.After(now) {
		after = w.days.Clock(now, stillDays, 0)
	}
	if err != nil || !still || w.askedOf(l, last) {
		return nil, after, err
	}
	if l, err = w.readMoves(ctx, l); err != nil || !w.Fresh(w.movesKnown(l)) {
		return nil, now, err
	}
	if last, still, err = w.stands(ctx, l, now); err != nil || !still {
		return nil, now, err
	}
	return []Event{{store.EventStill, Still{Since: last, Balance: l.Card.Balance}}}, after, nil
}

// askedOf tells whether a chat was asked about the standstill since a day. A row that comes late moves its beginning.
func (w *Watcher) askedOf(l store.Link, since time.Time) bool {
	return !l.StillAsked.After(w.now()) && since.Before(w.days.Clock(l.StillAsked, stillDays, 0))
}

// readMoves is a link after its card was read, with its rides if the chat may view them, as far as the cabinet lets it.
func (w *Watcher) readMoves(ctx context.Context, l store.Link) (store.Link, error) {
	if w.access.MayViewRides(l) {
		if _, err := w.History(ctx, l.Card, w.days.Clock(w.now(), -stillDays, 0), 0); err != nil {
			w.log.Info("movements told from what is known", "card", l.Card.PAN, "err", err)
		}
	}
	return w.renewed(ctx, l)
}

// noteStill notes that the chat of a link is asked about a standstill, if that is among events.
func (w *Watcher) noteStill(ctx context.Context, tx *store.Tx, l store.Link, events []Event) error {
	for _, e := range events {
		if still, ok := e.Data.(Still); ok {
			return tx.SetStillAsked(ctx, l.ID, still.Since)
		}
	}
	return nil
}
