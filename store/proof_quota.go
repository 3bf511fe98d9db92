package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Quota is how often something may be done within a while.
type Quota struct {
	Kind string
	Key  string // whose; of a chat, the chat's key and a space come first
	Max  int64
	For  time.Duration
	Slow bool // the while begins anew with each time, not with the first alone
}

// Spend counts a quota down by one and says how much is left. It returns
// [ErrFull], and counts nothing, when it is used up.
func (t *Tx) Spend(ctx context.Context, q Quota, now time.Time) (left int64, err error) {
	var n int64
	err = t.tx.QueryRowContext(ctx, `INSERT INTO quotas (kind, key, n, until) VALUES (?, ?, 1, ?)
		ON CONFLICT (kind, key) DO UPDATE SET
			n = CASE WHEN until <= ? THEN 1 ELSE n + 1 END,
			until = CASE WHEN until <= ? OR ? THEN excluded.until ELSE until END
		WHERE until <= ? OR n < ? RETURNING n`,
		q.Kind, q.Key, millis(now.Add(q.For)), millis(now), millis(now), q.Slow, millis(now), q.Max).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, ErrFull
	}
	return q.Max - n, translate(err)
}

// Refund takes one spending of a quota back.
func (t *Tx) Refund(ctx context.Context, q Quota) error {
	_, err := t.exec(ctx, "UPDATE quotas SET n = n - 1 WHERE kind = ? AND key = ? AND n > 0", q.Kind, q.Key)
	return err
}

// UsedUp says until when a quota is used up; zero: something is left of it.
func (t *Tx) UsedUp(ctx context.Context, q Quota, now time.Time) (time.Time, error) {
	return usedUp(ctx, t.tx, q, now)
}

// UsedUp is [Tx.UsedUp] outside of a transaction.
func (s *Store) UsedUp(ctx context.Context, q Quota, now time.Time) (time.Time, error) {
	return usedUp(ctx, s.r, q, now)
}

func usedUp(ctx context.Context, db queryer, q Quota, now time.Time) (time.Time, error) {
	var until int64
	err := db.QueryRowContext(ctx, "SELECT until FROM quotas WHERE kind = ? AND key = ? AND n >= ? AND until > ?",
		q.Kind, q.Key, q.Max, millis(now)).Scan(&until)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return fromMillis(until), err
}

// MoveQuotas has what is counted under keys that begin with one chat's key and a space
// counted for another chat from now on.
func (t *Tx) MoveQuotas(ctx context.Context, from, to string) error {
	_, err := t.exec(ctx, "UPDATE OR REPLACE quotas SET key = ? || substr(key, instr(key, ' ')) WHERE key GLOB ? || ' *'", to, from)
	return err
}

// PurgeQuotas drops the counts whose while is over.
func (s *Store) PurgeQuotas(ctx context.Context, now time.Time) error {
	return s.Tx(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, "DELETE FROM quotas WHERE until <= ?", millis(now))
		return err
	})
}
