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
}

// Rides lists a card's transactions from a moment on: the stored ones while
// they are fresh, or the cabinet's. When the cabinet fails, the error comes
// with what was known before.
func (w *Watcher) Rides(ctx context.Context, card store.Card, from time.Time) (Rides, error) {
	now := w.now()
	if !w.Fresh(card.RidesAt) || card.RidesFrom.IsZero() || card.RidesFrom.After(from) {
		if err := w.readRides(ctx, card, from, now); err != nil {
			known, kerr := w.store.Transactions(ctx, card.ID, from, now.Add(time.Minute))
			if kerr != nil {
				return Rides{}, kerr
			}
			return Rides{List: known, At: card.RidesAt}, err
		}
		card.RidesAt = now
	}
	list, err := w.store.Transactions(ctx, card.ID, from, now.Add(time.Minute))
	if err != nil {
		return Rides{}, fmt.Errorf("list rides: %w", err)
	}
	return Rides{List: list, At: card.RidesAt}, nil
}

func (w *Watcher) readRides(ctx context.Context, card store.Card, from, now time.Time) error {
	list, err := w.cabinet.Transactions(ctx, card.PAN, from, now)
	if err := w.outage.note(ctx, err, now); err != nil {
		w.log.Warn("note the cabinet's state", "err", err)
	}
	if err != nil {
		return fmt.Errorf("read rides: %w", err)
	}
	err = w.store.Tx(ctx, func(tx *store.Tx) error {
		return tx.SaveTransactions(ctx, card.ID, list, from, now)
	})
	if err != nil {
		return fmt.Errorf("save rides: %w", err)
	}
	return nil
}
