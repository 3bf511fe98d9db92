package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Counts is how much there is of everything, for whoever watches the bot.
type Counts struct {
	Chats, Links, Cards int
	CardsDue            int       // to be read by now
	CardsOverdue        int       // of them, whose slack has ended more than an hour ago
	Inbox               int       // updates that are not handled
	Outbox              int       // messages that wait, those of quiet hours too
	OutboxDue           int       // of them, due to chats that can be reached, and not held by a pause
	OldestDue           time.Time // since when the first of those is due; zero: there is none
}

// overdue is how long a card may be due beyond its slack before it counts as overdue.
const overdue = time.Hour

// Counts counts by indexes alone, so that it can be asked every few seconds.
func (s *Store) Counts(ctx context.Context, now time.Time) (c Counts, err error) {
	var oldest sql.NullInt64
	for _, q := range []struct {
		query string
		args  []any
		into  []any
	}{
		{"SELECT count(*) FROM chats", nil, []any{&c.Chats}},
		{"SELECT count(*) FROM links", nil, []any{&c.Links}},
		{"SELECT count(*) FROM cards", nil, []any{&c.Cards}},
		{"SELECT count(*) FROM cards WHERE next_at <= ?", []any{millis(now)}, []any{&c.CardsDue}},
		{"SELECT count(*) FROM cards WHERE next_at + slack <= ?", []any{millis(now.Add(-overdue))}, []any{&c.CardsOverdue}},
		{"SELECT count(*) FROM inbox WHERE done_at IS NULL", nil, []any{&c.Inbox}},
		{"SELECT count(*) FROM outbox", nil, []any{&c.Outbox}},
		{`SELECT count(*), min(due_at) FROM outbox JOIN chats ON chats.id = chat_id
			WHERE due_at <= ? AND blocked_at IS NULL AND ` + unpaused, []any{millis(now)}, []any{&c.OutboxDue, &oldest}},
	} {
		if err := s.r.QueryRowContext(ctx, q.query, q.args...).Scan(q.into...); err != nil {
			return Counts{}, fmt.Errorf("count: %w", err)
		}
	}
	c.OldestDue = fromNull(oldest)
	return c, nil
}
