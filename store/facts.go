package store

import (
	"context"
	"time"
)

// Get reads a small durable fact; "" when there is none.
func (q Queries) Get(ctx context.Context, key string) (string, error) {
	return one[string](ctx, q, "SELECT coalesce((SELECT value FROM facts WHERE key = ?), '')", key)
}

// Set writes a small durable fact; "" removes it.
func (s *Store) Set(ctx context.Context, key, text string) error {
	return s.Tx(ctx, func(tx *Tx) error { return tx.Set(ctx, key, text) })
}

// Set writes a small durable fact; "" removes it.
func (t *Tx) Set(ctx context.Context, key, text string) error {
	if text == "" {
		return t.exec(ctx, "DELETE FROM facts WHERE key = ?", key)
	}
	return t.exec(ctx, "INSERT OR REPLACE INTO facts (key, value) VALUES (?, ?)", key, text)
}

// The operator's pause is a fact. While it stands, no push is due; answers and
// notices to admins are.
const (
	pauseKey = "paused_until"
	unpaused = "(outbox.link_id IS NULL OR NOT EXISTS (SELECT 1 FROM facts WHERE key = '" + pauseKey + "'))"
)

// PausedUntil is until when the operator wants no pushes; zero: they go out.
func (q Queries) PausedUntil(ctx context.Context) (time.Time, error) {
	text, err := q.Get(ctx, pauseKey)
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
	if err := t.Set(ctx, pauseKey, ""); err != nil {
		return nil, err
	}
	const waited = "link_id IS NOT NULL AND due_at <= ?1 AND kind <> '" + string(EventAmend) + "'"
	links, err := all[ChatLink](ctx, t.Queries,
		"SELECT DISTINCT chat_id, link_id FROM outbox WHERE "+waited, now)
	if err != nil {
		return nil, err
	}
	err = t.exec(ctx, `UPDATE cards SET may_wait = 0, next_at = (SELECT min(?1, min(next_at)) FROM cards)
		WHERE next_at IS NOT NULL AND id IN (
			SELECT card_id FROM links WHERE id IN (SELECT link_id FROM outbox WHERE `+waited+"))", now)
	if err != nil {
		return nil, err
	}
	err = t.exec(ctx, "UPDATE outbox SET held = 1, due_at = ?2 WHERE "+waited, now, due)
	return links, err
}

const renamedKey = "rows_renamed_at"

// NoteRenamed notes that the cabinet has given rows other ids by now, and says when that was noted before; zero: never.
func (t *Tx) NoteRenamed(ctx context.Context, now time.Time) (before time.Time, err error) {
	text, err := t.Get(ctx, renamedKey)
	if err != nil {
		return before, err
	}
	if text != "" {
		if before, err = time.Parse(time.RFC3339, text); err != nil {
			return before, err
		}
	}
	return before, t.Set(ctx, renamedKey, now.UTC().Format(time.RFC3339))
}
