package store

import (
	"context"
	"time"
)

// The operator's pause is a fact. While it stands, no push is due; answers and
// notices to admins are.
const (
	pauseKey = "paused_until"
	unpaused = "(outbox.link_id IS NULL OR NOT EXISTS (SELECT 1 FROM facts WHERE key = '" + pauseKey + "'))"
)

// PausedUntil is until when the operator wants no pushes; zero: they go out.
func (s *Store) PausedUntil(ctx context.Context) (time.Time, error) {
	text, err := s.Get(ctx, pauseKey)
	if err != nil || text == "" {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, text)
}

// Pause lets no push out until [Tx.EndPause].
func (s *Store) Pause(ctx context.Context, until time.Time) error {
	return s.Set(ctx, pauseKey, until.UTC().Format(time.RFC3339))
}

// EndPause lets pushes out again. Those that waited for it are held until due,
// to be told in one message, and their cards are to be read first of all. It
// names their links.
func (t *Tx) EndPause(ctx context.Context, now, due time.Time) ([]ChatLink, error) {
	if _, err := t.exec(ctx, "DELETE FROM facts WHERE key = ?", pauseKey); err != nil {
		return nil, err
	}
	const waited = "link_id IS NOT NULL AND due_at <= ? AND kind <> '" + string(EventAmend) + "'"
	rows, err := t.tx.QueryContext(ctx, "SELECT DISTINCT chat_id, link_id FROM outbox WHERE "+waited, millis(now))
	links, err := collect(rows, err, scanChatLink)
	if err != nil {
		return nil, err
	}
	_, err = t.exec(ctx, `UPDATE cards SET slack = 0, next_at = (SELECT min(?, min(next_at)) FROM cards) WHERE next_at IS NOT NULL
		AND id IN (SELECT card_id FROM links WHERE id IN (SELECT link_id FROM outbox WHERE `+waited+"))", millis(now), millis(now))
	if err != nil {
		return nil, err
	}
	_, err = t.exec(ctx, "UPDATE outbox SET held = 1, due_at = ? WHERE "+waited, millis(due), millis(now))
	return links, err
}
