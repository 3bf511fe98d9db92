package watch

import (
	"context"
	"errors"
	"slices"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// rowWishes are the wishes for which a card's rows are read with its balance.
const rowWishes = store.WishRides | store.WishNoRide

// wantsRows tells whether a link has its card's rows read at the sweep.
func (w *Watcher) wantsRows(l store.Link) bool { return l.Wishes.Has(rowWishes) && w.sees(l) }

// askedBy is the key of the chat that sees the result of a reading.
type askedBy struct{}

// AskedBy marks the work of ctx as asked for by a chat, which sees for itself
// what is read and is not told of it.
func AskedBy(ctx context.Context, chatID int64) context.Context {
	return context.WithValue(ctx, askedBy{}, chatID)
}

func asker(ctx context.Context) int64 {
	id, _ := ctx.Value(askedBy{}).(int64)
	return id
}

// recordRows writes rows of a card that cover the time from a moment on, as
// read at another, with the events they yield for the followers that may see
// them.
func (w *Watcher) recordRows(ctx context.Context, tx *store.Tx, cardID int64, list []onayclient.Transaction, from, readAt time.Time) error {
	changes, err := tx.Compare(ctx, cardID, list)
	if err != nil {
		return err
	}
	rows := append(slices.Clone(changes.New), changes.Amended...)
	if err := tx.SaveTransactions(ctx, cardID, rows, from, readAt); err != nil || len(rows) == 0 {
		return err
	}
	links, err := tx.Followers(ctx, cardID)
	if err != nil || !slices.ContainsFunc(links, w.wantsRows) {
		return err
	}
	for _, l := range links {
		if !w.sees(l) {
			continue
		}
		events := DetectRows(l, changes, w.now())
		if l.ChatID == asker(ctx) {
			events = slices.DeleteFunc(events, func(e Event) bool { return e.Kind != store.EventAmend })
		}
		if err := w.enqueue(ctx, tx, l, events); err != nil {
			return err
		}
	}
	return nil
}

// sweepRows reads the newest rows of a card for the sake of followers who
// want them: from the day before, or from the last reading's if that is older.
func (w *Watcher) sweepRows(ctx context.Context, card store.Card) error {
	now := w.now()
	from := w.days.Clock(now, -1, 0)
	if !card.RidesAt.IsZero() {
		from = later(earlier(from, w.days.Clock(card.RidesAt, -1, 0)), now.Add(-tooOld))
	}
	_, err := w.readRides(ctx, card.ID, card.PAN, from, now, now)
	return err
}

// withoutAccount tells whether rows cannot be read for want of an account,
// which no waiting mends.
func withoutAccount(err error) bool {
	return errors.Is(err, onayclient.ErrNoLogin) || errors.Is(err, onayclient.ErrBadLogin) ||
		errors.Is(err, onayclient.ErrNotInAccount)
}
