package watch

import (
	"context"
	"fmt"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// Rides is what is known of a card's rides and top-ups.
type Rides struct {
	List []onayclient.Transaction // newest first
	At   time.Time                // when they were read; zero: never
	From time.Time                // nothing before it is known; zero: nothing at all
}

// Rides lists a card's transactions from a moment on: the stored ones, and
// what is missing of them from the cabinet. When the cabinet fails, or ctx
// ends meanwhile, the error comes with what is known by then; what was read is
// kept, so that asking again goes on from there.
func (w *Watcher) Rides(ctx context.Context, card store.Card, from time.Time) (Rides, error) {
	now := w.now()
	failure := w.catchUp(ctx, &card, from, now)
	list, err := w.store.Transactions(context.WithoutCancel(ctx), card.ID, from, now.Add(time.Minute))
	if err != nil {
		return Rides{}, fmt.Errorf("list rides: %w", err)
	}
	return Rides{List: list, At: card.RidesAt, From: card.RidesFrom}, failure
}

const (
	ridesSpan  = 31 * 24 * time.Hour // of the past, read at once at first
	ridesAgain = 7 * 24 * time.Hour  // of what is known, read again: rows come late and are amended
	fewRows    = 50                  // a page: a longer span costs no more
	manyRows   = 200                 // a span of so many may not be read in the time a person waits
)

// catchUp reads what the store lacks from a moment on: first what is new,
// then the past, span by span, each saved before the next is asked for. It
// keeps card up to date with what is covered.
func (w *Watcher) catchUp(ctx context.Context, card *store.Card, from, now time.Time) error {
	if card.RidesFrom.IsZero() || !w.Fresh(card.RidesAt) {
		if err := w.readNew(ctx, card, from, now); err != nil {
			return err
		}
	}
	for span := ridesSpan; card.RidesFrom.After(from); {
		begin := later(from, card.RidesFrom.Add(-span))
		rows, err := w.readRides(ctx, *card, begin, card.RidesFrom, card.RidesAt)
		if err != nil {
			return err
		}
		card.RidesFrom = begin
		switch {
		case rows < fewRows:
			span *= 2
		case rows > manyRows:
			span = max(span/2, 24*time.Hour)
		}
	}
	return nil
}

// readNew reads what came since the last reading, and the last days before
// it again.
func (w *Watcher) readNew(ctx context.Context, card *store.Card, from, now time.Time) error {
	begin := w.newFrom(*card, from, now)
	if _, err := w.readRides(ctx, *card, begin, now, now); err != nil {
		return err
	}
	if card.RidesFrom.IsZero() || card.RidesAt.Before(begin) || card.RidesFrom.After(begin) {
		card.RidesFrom = begin
	}
	card.RidesAt = now
	return nil
}

// newFrom is where a reading of what is new begins: it touches what is known,
// unless that ends too long ago to be of use.
func (w *Watcher) newFrom(card store.Card, from, now time.Time) time.Time {
	fresh := later(from, now.Add(-ridesSpan))
	known := earlier(card.RidesAt, now)
	if card.RidesFrom.IsZero() || known.Before(now.Add(-ridesSpan)) {
		return fresh
	}
	begin := later(known.Add(-ridesAgain), earlier(from, known))
	if card.RidesFrom.After(begin) {
		return earlier(begin, fresh)
	}
	return begin
}

// readRides reads a card's transactions from begin to end, saves them as
// read at readAt, and says how many they are. If some came late, the sweep asks
// for the figures, since it no longer sees by the rows that they did.
func (w *Watcher) readRides(ctx context.Context, card store.Card, begin, end, readAt time.Time) (int, error) {
	list, err := w.askRows(ctx, card.PAN, begin, end)
	if err != nil {
		return 0, err
	}
	ctx = context.WithoutCancel(ctx) // what is read is kept
	late, err := w.rowsLate(ctx, card, list)
	if err != nil {
		return 0, err
	}
	if late {
		w.unsure.Store(card.PAN, true)
	}
	err = w.store.Tx(ctx, func(tx *store.Tx) error {
		links, err := tx.Followers(ctx, card.ID)
		if err == nil {
			_, err = w.recordRows(ctx, tx, card.ID, links, list, begin, readAt)
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("save rides: %w", err)
	}
	w.told()
	return len(list), nil
}

// askRows asks the cabinet for a card's transactions.
func (w *Watcher) askRows(ctx context.Context, pan onayclient.PAN, begin, end time.Time) ([]onayclient.Transaction, error) {
	list, err := w.cabinet.Transactions(ctx, pan, begin, end)
	if err := w.outage.note(ctx, err, w.now()); err != nil {
		w.log.Warn("note the cabinet's state", "err", err)
	}
	if err != nil {
		return nil, fmt.Errorf("read rides: %w", err)
	}
	return list, nil
}
