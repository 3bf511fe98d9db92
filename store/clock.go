package store

import (
	"context"
	"time"
)

const (
	farAhead  = 45 * 24 * time.Hour // further than anything is put off
	cardAhead = 2 * 24 * time.Hour  // the same of a card's next reading
	longest   = 24 * time.Hour      // of the quotas
)

// MendClock makes due what a clock that ran far ahead has put off, and has no
// quota last longer than it may.
func (s *Store) MendClock(ctx context.Context, now time.Time) error {
	return s.Tx(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, "UPDATE cards SET next_at = ? WHERE next_at > ?", millis(now), millis(now.Add(cardAhead)))
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, "UPDATE outbox SET due_at = ? WHERE due_at > ?", millis(now), millis(now.Add(farAhead)))
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, "UPDATE quotas SET until = ?1 WHERE until > ?1", millis(now.Add(longest)))
		return err
	})
}

// SetBack is for a clock that may have been set back, by however little: cards
// read in what is the future by now are due, what was written then to be told
// later keeps its delay, and what failed then is tried again. It looks at every
// card.
func (s *Store) SetBack(ctx context.Context, now time.Time) error {
	return s.Tx(ctx, func(tx *Tx) error {
		for _, query := range []string{
			"UPDATE cards SET next_at = ?1 WHERE read_at > ?1 AND next_at > ?1",
			"UPDATE outbox SET due_at = due_at - created_at + ?1, created_at = ?1 WHERE created_at > ?1",
			// What is put off on purpose is held, or a reminder; anything else has failed.
			"UPDATE outbox SET due_at = ?1 WHERE due_at > ?1 AND held = 0 AND kind <> '" + string(EventRemind) + "'",
		} {
			if _, err := tx.exec(ctx, query, millis(now)); err != nil {
				return err
			}
		}
		return nil
	})
}
