package store

import (
	"context"
	"time"
)

// CheckKind says what a link is told by the clock.
type CheckKind string

// The kinds of check.
const (
	CheckEvening CheckKind = "evening"   // will the balance last tomorrow
	CheckNoRide  CheckKind = "no_ride"   // at the set time: was there a ride
	CheckNoRide2 CheckKind = "no_ride_2" // at the second one
	CheckDigest  CheckKind = "digest"    // on Sunday: the week
	CheckStill   CheckKind = "still"     // does the card stand still
)

// Check is a check of a link that is due at a moment.
type Check struct {
	LinkID int64
	ChatID int64
	Kind   CheckKind
	DueAt  time.Time
}

// SetCheck sets when a check is due next; the zero time: never.
func (t *Tx) SetCheck(ctx context.Context, linkID int64, kind CheckKind, due time.Time) error {
	if due.IsZero() {
		return t.exec(ctx, "DELETE FROM checks WHERE link_id = ? AND kind = ?", linkID, kind)
	}
	return t.exec(ctx, "INSERT OR REPLACE INTO checks (link_id, kind, due_at) VALUES (?, ?, ?)", linkID, kind, due)
}

// DueChecks lists the checks of reachable chats that are due by now, the
// longest due first.
func (q Queries) DueChecks(ctx context.Context, now time.Time, limit int) ([]Check, error) {
	return all[Check](ctx, q, `SELECT checks.link_id, links.chat_id, checks.kind, checks.due_at
		FROM checks JOIN links ON links.id = checks.link_id JOIN chats ON chats.id = links.chat_id
		WHERE checks.due_at <= ? AND chats.blocked_at IS NULL ORDER BY checks.due_at, checks.link_id LIMIT ?`,
		now, limit)
}
