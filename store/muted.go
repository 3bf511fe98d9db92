package store

import (
	"context"
	"time"
)

// Mute suspends a chat where the bot has no right to write. What the chat is to be told
// waits, but for answers, which come too late then. At retry the chat is taken back for a
// try, see [Store.RetryMuted]; with the zero time it is not. A chat that is blocked stays so.
func (t *Tx) Mute(ctx context.Context, chatID int64, retry, now time.Time) error {
	n, err := t.affected(ctx, `UPDATE chats SET blocked_at = coalesce(muted_at, ?2), muted_at = coalesce(muted_at, ?2),
		retry_at = ?3 WHERE id = ?1 AND (blocked_at IS NULL OR muted_at IS NOT NULL)`, chatID, now, retry)
	if err != nil || n == 0 {
		return err
	}
	if err := t.exec(ctx, "DELETE FROM outbox WHERE chat_id = ? AND kind = ?", chatID, EventReply); err != nil {
		return err
	}
	return t.scheduleCards(ctx, cardsOfAChat, chatID, now)
}

// RetryMuted takes the muted chats back that are to be tried again by now, and says how many
// there are. They count as muted until something was sent to them, see [Tx.SetBlocked].
func (s *Store) RetryMuted(ctx context.Context, now time.Time) (tried int, err error) {
	err = s.Tx(ctx, func(tx *Tx) error {
		ids, err := all[int64](ctx, tx.Queries, "SELECT id FROM chats WHERE muted_at IS NOT NULL AND retry_at <= ?", now)
		tried = len(ids)
		for _, id := range ids {
			if err != nil {
				break
			}
			err = tx.exec(ctx, "UPDATE chats SET blocked_at = NULL, retry_at = NULL WHERE id = ?", id)
			if err == nil {
				err = tx.scheduleCards(ctx, cardsOfAChat, id, now)
			}
		}
		return err
	})
	return tried, err
}
