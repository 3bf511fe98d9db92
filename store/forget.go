package store

import (
	"context"
	"time"
)

// Forget removes a chat with all that is kept of it, and its id from the
// updates that are done. Cards nobody else follows go with their rides.
func (t *Tx) Forget(ctx context.Context, chatID int64, now time.Time) error {
	if err := t.DeleteChat(ctx, chatID, now); err != nil {
		return err
	}
	_, err := t.exec(ctx, "UPDATE inbox SET chat_id = 0 WHERE chat_id = ?", chatID)
	return err
}

// PurgeTransactions drops the rides and top-ups made before the given moment.
func (s *Store) PurgeTransactions(ctx context.Context, before time.Time) error {
	return s.Tx(ctx, func(tx *Tx) error {
		if _, err := tx.exec(ctx, "DELETE FROM transactions WHERE at < ?", millis(before)); err != nil {
			return err
		}
		_, err := tx.exec(ctx, "UPDATE cards SET rides_from = ? WHERE rides_from < ?", millis(before), millis(before))
		return err
	})
}
