package store

import (
	"context"
	"database/sql"
	"time"
)

// DutyKind says what is to be looked at by the clock.
type DutyKind string

// The kinds of duty.
const (
	DutyShort  DutyKind = "short"   // in the evening: will the balance last tomorrow
	DutyNoRide DutyKind = "no_ride" // at the set time: was there a ride
	DutyDigest DutyKind = "digest"  // on Sunday: the week
)

// Duty is something to be looked at for a link at a moment.
type Duty struct {
	LinkID int64
	ChatID int64
	Kind   DutyKind
	DueAt  time.Time
}

// SetDuty sets the next moment of a duty; with the zero time there is none.
func (t *Tx) SetDuty(ctx context.Context, linkID int64, kind DutyKind, due time.Time) error {
	if due.IsZero() {
		_, err := t.exec(ctx, "DELETE FROM duties WHERE link_id = ? AND kind = ?", linkID, kind)
		return err
	}
	_, err := t.exec(ctx, "INSERT OR REPLACE INTO duties (link_id, kind, due_at) VALUES (?, ?, ?)",
		linkID, kind, millis(due))
	return err
}

// DueDuties lists the duties of reachable chats that are due by now, the
// longest due first.
func (s *Store) DueDuties(ctx context.Context, now time.Time, limit int) ([]Duty, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT duties.link_id, links.chat_id, duties.kind, duties.due_at
		FROM duties JOIN links ON links.id = duties.link_id JOIN chats ON chats.id = links.chat_id
		WHERE duties.due_at <= ? AND chats.blocked_at IS NULL ORDER BY duties.due_at, duties.link_id LIMIT +?`,
		millis(now), limit)
	return collect(rows, err, func(rows *sql.Rows) (d Duty, err error) {
		var due int64
		err = rows.Scan(&d.LinkID, &d.ChatID, &d.Kind, &due)
		d.DueAt = fromMillis(due)
		return d, err
	})
}
