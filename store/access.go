package store

import (
	"context"
	"database/sql"
)

// Access is what the list of those the bot is for says of a chat.
type Access int

// It says nothing of a group that is not on it, where somebody may speak who is.
const (
	Unlisted Access = iota
	Listed
	LeftOut // it was listed and is not, and is blocked for that
)

// ChatAccess is a chat with what the list had said of it.
type ChatAccess struct {
	Chat
	Access Access
}

// Accesses lists all chats, or only those that are left out.
func (s *Store) Accesses(ctx context.Context, all bool) ([]ChatAccess, error) {
	query := "SELECT id, kind, lang, blocked_at, access FROM chats"
	if !all {
		query += " WHERE access = 2"
	}
	rows, err := s.r.QueryContext(ctx, query)
	return collect(rows, err, scanAccess)
}

func scanAccess(rows *sql.Rows) (c ChatAccess, err error) {
	var blocked sql.NullInt64
	err = rows.Scan(&c.ID, &c.Kind, &c.Lang, &blocked, &c.Access)
	c.BlockedAt = fromNull(blocked)
	return c, err
}

// SetAccess notes what the list says of a chat.
func (t *Tx) SetAccess(ctx context.Context, chatID int64, a Access) error {
	return t.execOne(ctx, "UPDATE chats SET access = ? WHERE id = ?", a, chatID)
}
