package store

import (
	"context"
	"database/sql"
	"time"
)

// Invite is a one-time link to follow a card.
type Invite struct {
	LinkID int64 // who invites
	Until  time.Time
	UsedAt time.Time // zero: not yet
}

// AddInvite writes an invite down under the hash of what stands in its link.
func (t *Tx) AddInvite(ctx context.Context, hash []byte, linkID int64, until time.Time) error {
	_, err := t.exec(ctx, "INSERT INTO invites (hash, link_id, until) VALUES (?, ?, ?)", hash, linkID, millis(until))
	return err
}

// Invite reads an invite, or [ErrNotFound].
func (t *Tx) Invite(ctx context.Context, hash []byte) (i Invite, err error) {
	var until int64
	var used sql.NullInt64
	err = t.tx.QueryRowContext(ctx, "SELECT link_id, until, used_at FROM invites WHERE hash = ?", hash).
		Scan(&i.LinkID, &until, &used)
	i.Until, i.UsedAt = fromMillis(until), fromNull(used)
	return i, translate(err)
}

// UseInvite notes that an invite was taken. It returns [ErrNotFound] when it
// was taken before.
func (t *Tx) UseInvite(ctx context.Context, hash []byte, now time.Time) error {
	return t.execOne(ctx, "UPDATE invites SET used_at = ? WHERE hash = ? AND used_at IS NULL", millis(now), hash)
}

// PurgeInvites drops the invites that ended before the given moment.
func (s *Store) PurgeInvites(ctx context.Context, before time.Time) error {
	return s.Tx(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, "DELETE FROM invites WHERE until < ?", millis(before))
		return err
	})
}
