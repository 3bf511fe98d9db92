package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Dialog is a question the bot has put to a person in a chat.
type Dialog struct {
	ChatID int64
	UserID int64
	Step   string
	Data   json.RawMessage
	Until  time.Time
	// AskedBy is the message that made the bot ask: what answers the question came after it.
	// It stays the same while the same is asked again.
	AskedBy int
}

// Dialog reads the open question, or [ErrNotFound] when there is none or it
// has expired.
func (q Queries) Dialog(ctx context.Context, chatID, userID int64, now time.Time) (Dialog, error) {
	return one[Dialog](ctx, q, `SELECT chat_id, user_id, step, data, until, asked_by FROM dialogs
		WHERE chat_id = ? AND user_id = ? AND until > ?`, chatID, userID, now)
}

// SetDialog opens a question, with data as its JSON, in the place of any
// other of that person in that chat.
func (t *Tx) SetDialog(ctx context.Context, d Dialog, data any) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("encode dialog %s: %w", d.Step, err)
	}
	return t.exec(ctx, `INSERT INTO dialogs (chat_id, user_id, step, data, until, asked_by) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET step = excluded.step, data = excluded.data, until = excluded.until,
			asked_by = iif(step = excluded.step AND data = excluded.data, asked_by, excluded.asked_by)`,
		d.ChatID, d.UserID, d.Step, string(raw), d.Until, d.AskedBy)
}

// EndDialog closes the open question, if any, and says whether there was one.
func (t *Tx) EndDialog(ctx context.Context, chatID, userID int64) (bool, error) {
	n, err := t.affected(ctx, "DELETE FROM dialogs WHERE chat_id = ? AND user_id = ?", chatID, userID)
	return n > 0, err
}
