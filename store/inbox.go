package store

import (
	"context"
	"time"
)

// Update is an incoming update as Telegram sent it.
type Update struct {
	ID         int64
	ChatID     int64
	Body       []byte
	ReceivedAt time.Time // set by [Store.SaveUpdates]
}

func (u *Update) columns() []any { return []any{&u.ID, &u.ChatID, &u.Body, at(&u.ReceivedAt)} }

// maxPending is how many updates of a chat wait to be handled; more are not
// kept. It is more than people say in a night.
const maxPending = 1000

// SaveUpdates writes a batch into the inbox in one transaction and returns
// the chats that have something new. An update whose id is known already is
// passed over, and so is one of a chat in which too many wait.
func (s *Store) SaveUpdates(ctx context.Context, batch []Update, now time.Time) ([]int64, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	var chats []int64
	err := s.Tx(ctx, func(tx *Tx) error {
		for _, u := range batch {
			n, err := tx.exec(ctx, `INSERT INTO inbox (update_id, chat_id, body, received_at)
				SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (
					SELECT 1 FROM inbox WHERE chat_id = ?2 AND done_at IS NULL LIMIT 1 OFFSET ?5) ON CONFLICT DO NOTHING`,
				u.ID, u.ChatID, u.Body, millis(now), maxPending-1)
			if err != nil {
				return err
			}
			if n > 0 {
				chats = append(chats, u.ChatID)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return chats, nil
}

// NextUpdate is the oldest update of a chat that is not done, or [ErrNotFound].
func (q Queries) NextUpdate(ctx context.Context, chatID int64) (Update, error) {
	return one(ctx, q, (*Update).columns, `SELECT update_id, chat_id, body, received_at FROM inbox
		WHERE chat_id = ? AND done_at IS NULL ORDER BY seq LIMIT 1`, chatID)
}

// PendingChats lists the chats with updates left over from an earlier run.
func (q Queries) PendingChats(ctx context.Context) ([]int64, error) {
	return all(ctx, q, value[int64], "SELECT DISTINCT chat_id FROM inbox WHERE done_at IS NULL")
}

// Done marks an update as handled and forgets its body.
func (t *Tx) Done(ctx context.Context, updateID int64, now time.Time) error {
	_, err := t.exec(ctx, "UPDATE inbox SET done_at = ?, body = NULL WHERE update_id = ?", millis(now), updateID)
	return err
}

// Erase is [Tx.Done] that forgets whose update it was, too.
func (t *Tx) Erase(ctx context.Context, updateID int64, now time.Time) error {
	_, err := t.exec(ctx, "UPDATE inbox SET done_at = ?, body = NULL, chat_id = 0 WHERE update_id = ?",
		millis(now), updateID)
	return err
}
