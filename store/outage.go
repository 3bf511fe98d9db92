package store

import (
	"context"
	"database/sql"
	"time"
)

// ChatLink names a link of a chat.
type ChatLink struct{ ChatID, LinkID int64 }

func scanChatLink(rows *sql.Rows) (c ChatLink, err error) {
	err = rows.Scan(&c.ChatID, &c.LinkID)
	return c, err
}

// UntoldDown lists the reachable chats with one of the wishes that have not
// been told that the cabinet is down, each with one of its links that has it.
func (t *Tx) UntoldDown(ctx context.Context, wishes Wishes) ([]ChatLink, error) {
	rows, err := t.tx.QueryContext(ctx, `SELECT chats.id, min(links.id) FROM chats JOIN links ON links.chat_id = chats.id
		WHERE links.wishes & ? <> 0 AND chats.told_down = 0 AND chats.blocked_at IS NULL GROUP BY chats.id`, wishes)
	return collect(rows, err, scanChatLink)
}

// ToldDown lists the chats that were told so, each with one of its links; 0
// where it has none any more.
func (s *Store) ToldDown(ctx context.Context) ([]ChatLink, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT chats.id, coalesce(min(links.id), 0) FROM chats
		LEFT JOIN links ON links.chat_id = chats.id WHERE chats.told_down = 1 GROUP BY chats.id`)
	return collect(rows, err, scanChatLink)
}

// SetToldDown notes whether a chat has been told that the cabinet is down.
func (t *Tx) SetToldDown(ctx context.Context, chatID int64, told bool) error {
	return t.execOne(ctx, "UPDATE chats SET told_down = ? WHERE id = ?", told, chatID)
}

// WithdrawDown removes the word to a chat, due later than now, that the
// cabinet is down, and says whether there was one.
func (t *Tx) WithdrawDown(ctx context.Context, chatID int64, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "DELETE FROM outbox WHERE chat_id = ? AND kind = ? AND due_at > ?", chatID, EventOutage, millis(now))
	return n > 0, err
}
