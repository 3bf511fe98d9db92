package watch

import (
	"context"
	"fmt"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// History is what is known of a card's transactions.
type History struct {
	List []onayclient.Transaction // newest first
	At   time.Time                // when they were read; zero: never
	From time.Time                // nothing before it is known; zero: nothing at all
}

// History lists a card's transactions from a moment on: the stored ones, and what is missing of them from the
// cabinet. asker is the chat that sees them by itself; 0: none. When the cabinet fails, or ctx ends, the error
// comes with what is known by then. What was read is kept, so that asking again goes on from there.
func (w *Watcher) History(ctx context.Context, card store.Card, from time.Time, asker int64) (History, error) {
	now := w.now()
	failure := w.catchUp(ctx, &card, from, now, asker)
	list, err := w.store.Transactions(context.WithoutCancel(ctx), card.ID, from, now.Add(time.Minute))
	if err != nil {
		return History{}, fmt.Errorf("list transactions: %w", err)
	}
	return History{List: list, At: card.RidesAt, From: card.RidesFrom}, failure
}

const (
	firstSpan = 31 * 24 * time.Hour // of the past, read at once at first
	readAgain = 7 * 24 * time.Hour  // of what is known: transactions come late and are amended
	fewRows   = 50                  // a page of the cabinet's: a longer span costs no more
	manyRows  = 200                 // a span of so many may not be read in the time that a person waits
)

// catchUp reads what the store lacks from a moment on: first what is new, then the past, span by span, each saved
// before the next is asked for. It keeps card up to date with what is known.
func (w *Watcher) catchUp(ctx context.Context, card *store.Card, from, now time.Time, asker int64) error {
	if card.RidesFrom.IsZero() || !w.Fresh(card.RidesAt) {
		if err := w.readNew(ctx, card, from, now, asker); err != nil {
			return err
		}
	}
	for span := firstSpan; card.RidesFrom.After(from); {
		begin := later(from, card.RidesFrom.Add(-span))
		rows, err := w.readSpan(ctx, *card, begin, card.RidesFrom, card.RidesAt, asker)
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

// readNew reads what came since the last reading, and the last days before it again.
func (w *Watcher) readNew(ctx context.Context, card *store.Card, from, now time.Time, asker int64) error {
	begin := newFrom(*card, from, now)
	if _, err := w.readSpan(ctx, *card, begin, now, now, asker); err != nil {
		return err
	}
	if card.RidesFrom.IsZero() || card.RidesAt.Before(begin) || card.RidesFrom.After(begin) {
		card.RidesFrom = begin
	}
	card.RidesAt = now
	return nil
}

// newFrom is where a reading of what is new begins: it touches what is known, unless that ends too long ago to be
// of use.
func newFrom(card store.Card, from, now time.Time) time.Time {
	fresh := later(from, now.Add(-firstSpan))
	known := earlier(card.RidesAt, now)
	if card.RidesFrom.IsZero() || known.Before(now.Add(-firstSpan)) {
		return fresh
	}
	begin := later(known.Add(-readAgain), earlier(from, known))
	if card.RidesFrom.After(begin) {
		return earlier(begin, fresh)
	}
	return begin
}

// readSpan reads a card's transactions from begin to end, saves them as read at readAt, and says how many they
// are. If some came late, the next poll asks for the balance: once they are saved, it no longer sees that they
// did.
func (w *Watcher) readSpan(ctx context.Context, card store.Card, begin, end, readAt time.Time, asker int64) (
	int, error) {
	list, err := w.askTransactions(ctx, card, begin, end)
	if err != nil {
		return 0, err
	}
	ctx = context.WithoutCancel(ctx) // what is read is kept
	late, err := w.cameLate(ctx, card, list, begin)
	if err != nil {
		return 0, err
	}
	if late {
		w.needsBalance.Store(card.PAN, true)
	}
	err = w.store.Tx(ctx, func(tx *store.Tx) error {
		links, err := tx.Followers(ctx, card.ID)
		if err == nil {
			err = w.recordTransactions(ctx, tx, card.ID, links, list, begin, readAt, asker)
		}
		if err == nil {
			err = w.learnFare(ctx, tx, card.ID)
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("save transactions: %w", err)
	}
	w.wake()
	return len(list), nil
}
