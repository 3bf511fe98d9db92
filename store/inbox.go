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
	Alike      string    // the same for updates of a chat that ask for the same and change nothing; "": of no other
	Stale      bool      // asked long ago: one answer to all that are alike is enough; not kept
	ReceivedAt time.Time // set by [Store.SaveUpdates]
}

// maxPending is how many updates of a chat wait to be handled; more are not
// kept. It is more than people say in a night.
const maxPending = 1000

// maxAlike is how many updates that ask for the same wait one behind the other. Whatever comes
// behind these is answered by the last of them, and a stale one by whatever waits before it.
const maxAlike = 3

// Saved is what became of a batch.
type Saved struct {
	Chats    []int64 // that have something new
	Repeated []int64 // ids of the updates that the answer to one that waits will answer
}

// SaveUpdates writes a batch into the inbox in one transaction. An update whose id is known
// already is passed over, and so is a repeated one, and one of a chat in which too many wait.
func (s *Store) SaveUpdates(ctx context.Context, batch []Update, now time.Time) (saved Saved, err error) {
	if len(batch) == 0 {
		return Saved{}, nil
	}
	err = s.Tx(ctx, func(tx *Tx) error {
		saved = Saved{}
		for _, u := range batch {
			if err := tx.saveUpdate(ctx, u, now, &saved); err != nil {
				return err
			}
		}
		return nil
	})
	return saved, err
}

func (t *Tx) saveUpdate(ctx context.Context, u Update, now time.Time, saved *Saved) error {
	repeated, err := t.repeats(ctx, u)
	if err != nil {
		return err
	}
	if repeated {
		saved.Repeated = append(saved.Repeated, u.ID)
		return nil
	}
	n, err := t.affected(ctx, `INSERT INTO inbox (update_id, chat_id, body, alike, received_at)
		SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
			SELECT 1 FROM inbox WHERE chat_id = ?2 AND done_at IS NULL LIMIT 1 OFFSET ?6) ON CONFLICT DO NOTHING`,
		u.ID, u.ChatID, u.Body, u.Alike, now, maxPending-1)
	if err == nil && n > 0 {
		saved.Chats = append(saved.Chats, u.ChatID)
	}
	return err
}

// repeats tells whether the last updates that wait in the chat ask for the same as this one.
func (q Queries) repeats(ctx context.Context, u Update) (bool, error) {
	if u.Alike == "" {
		return false, nil
	}
	most := maxAlike
	if u.Stale {
		most = 1
	}
	return one[bool](ctx, q, `SELECT count(*) = ?1 FROM (
		SELECT alike FROM inbox WHERE chat_id = ?2 AND done_at IS NULL ORDER BY seq DESC LIMIT ?1) WHERE alike = ?3`,
		most, u.ChatID, u.Alike)
}

// NextUpdate is the oldest update of a chat that is not done, or [ErrNotFound].
func (q Queries) NextUpdate(ctx context.Context, chatID int64) (Update, error) {
	return one[Update](ctx, q, `SELECT update_id, chat_id, body, alike, FALSE, received_at FROM inbox
		WHERE chat_id = ? AND done_at IS NULL ORDER BY seq LIMIT 1`, chatID)
}

// PendingChats lists the chats with updates left over from an earlier run.
func (q Queries) PendingChats(ctx context.Context) ([]int64, error) {
	return all[int64](ctx, q, "SELECT DISTINCT chat_id FROM inbox WHERE done_at IS NULL")
}

// Done marks an update as handled and forgets its body.
func (t *Tx) Done(ctx context.Context, updateID int64, now time.Time) error {
	return t.exec(ctx, "UPDATE inbox SET done_at = ?, body = NULL, alike = '' WHERE update_id = ?", now, updateID)
}

// Erase is [Tx.Done] that forgets whose update it was, too.
func (t *Tx) Erase(ctx context.Context, updateID int64, now time.Time) error {
	return t.exec(ctx, "UPDATE inbox SET done_at = ?, body = NULL, alike = '', chat_id = 0 WHERE update_id = ?",
		now, updateID)
}
