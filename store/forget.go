package store

import (
	"context"
	"time"
)

// Forget removes a chat with all that is kept of it, and its id from the
// updates that are done. Cards nobody else follows go with their rides. A copy
// of the database made before forgets the chat too, when it is opened in its place.
func (t *Tx) Forget(ctx context.Context, chatID int64, now time.Time) error {
	t.forgets, t.forgetsAt = append(t.forgets, chatID), now
	return t.erase(ctx, chatID, now)
}

// erase is [Tx.Forget] without a word to the list.
func (t *Tx) erase(ctx context.Context, chatID int64, now time.Time) error {
	rows, err := t.tx.QueryContext(ctx, "SELECT card_id FROM links WHERE chat_id = ?", chatID)
	cards, err := collect(rows, err, scanID)
	if err != nil {
		return err
	}
	// The ids stay, or what Telegram hands over again would be handled.
	if _, err := t.exec(ctx, `UPDATE inbox SET chat_id = 0, body = NULL, done_at = coalesce(done_at, ?)
		WHERE chat_id = ?`, millis(now), chatID); err != nil {
		return err
	}
	for _, query := range []string{
		"DELETE FROM outbox" + ofLetters,
		"DELETE FROM chats WHERE id = ?",
	} {
		if _, err := t.exec(ctx, query, chatID); err != nil {
			return err
		}
	}
	for _, id := range cards {
		if err := t.dropUnfollowed(ctx, id, now); err != nil {
			return err
		}
	}
	return nil
}

// DropUnseen drops the rides of cards of which no chat has proof any more: of
// one card, with its habit, which may hold their times, or, with 0, of all. Among
// all are those whose rides were read for a proof alone, which left the habit
// as it was.
func (t *Tx) DropUnseen(ctx context.Context, cardID int64) error {
	rows, err := t.tx.QueryContext(ctx, `UPDATE cards SET rides_at = NULL, rides_from = NULL, habit = CASE WHEN ?1 = 0 THEN habit END
		WHERE rides_from IS NOT NULL AND (?1 = 0 OR id = ?1)
		AND NOT EXISTS (SELECT 1 FROM links WHERE links.card_id = cards.id AND links.proved_at IS NOT NULL) RETURNING id`, cardID)
	cards, err := collect(rows, err, scanID)
	if err != nil {
		return err
	}
	for _, id := range cards {
		if _, err := t.exec(ctx, "DELETE FROM transactions WHERE card_id = ?", id); err != nil {
			return err
		}
	}
	return nil
}

// PurgeTransactions drops the rides and top-ups made before the given moment,
// and the days before that of it (in UTC).
func (s *Store) PurgeTransactions(ctx context.Context, before time.Time) error {
	return s.Tx(ctx, func(tx *Tx) error {
		if _, err := tx.exec(ctx, "DELETE FROM transactions WHERE at < ?", millis(before)); err != nil {
			return err
		}
		y, m, d := before.UTC().Date()
		if _, err := tx.exec(ctx, "DELETE FROM days WHERE day < ?", y*10_000+int(m)*100+d); err != nil {
			return err
		}
		_, err := tx.exec(ctx, "UPDATE cards SET rides_from = ? WHERE rides_from < ?", millis(before), millis(before))
		return err
	})
}
