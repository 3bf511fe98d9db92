package store

import (
	"context"
	"errors"
	"time"
)

// Quota is how often something may be done within a while.
type Quota struct {
	Kind string
	Key  string // whose; of a chat, the chat's key and a space come first
	Max  int64
	For  time.Duration
}

// Spend counts a quota down by one and says how much is left. It returns
// [ErrFull], and counts nothing, when it is used up.
func (t *Tx) Spend(ctx context.Context, q Quota, now time.Time) (left int64, err error) {
	n, err := one[int64](ctx, t.Queries, `INSERT INTO quotas (kind, key, n, until) VALUES (?1, ?2, 1, ?3)
		ON CONFLICT (kind, key) DO UPDATE SET
			n = CASE WHEN until <= ?4 THEN 1 ELSE n + 1 END,
			until = CASE WHEN until <= ?4 THEN excluded.until ELSE until END
		WHERE until <= ?4 OR n < ?5 RETURNING n`,
		q.Kind, q.Key, now.Add(q.For), now, q.Max)
	if errors.Is(err, ErrNotFound) {
		return 0, ErrFull
	}
	return q.Max - n, err
}

// Refund takes one spending of a quota back.
func (t *Tx) Refund(ctx context.Context, q Quota) error { return t.Charge(ctx, q, -1) }

// Charge counts so many more of a quota that was spent from, be it over the quota's end;
// fewer than none are not counted.
func (t *Tx) Charge(ctx context.Context, q Quota, n int64) error {
	return t.exec(ctx, "UPDATE quotas SET n = max(0, n + ?) WHERE kind = ? AND key = ?", n, q.Kind, q.Key)
}

// UsedUp says until when a quota is used up; zero: something is left of it.
func (q Queries) UsedUp(ctx context.Context, of Quota, now time.Time) (time.Time, error) {
	return one[time.Time](ctx, q, `SELECT (
		SELECT until FROM quotas WHERE kind = ? AND key = ? AND n >= ? AND until > ?)`, of.Kind, of.Key, of.Max, now)
}

// UsedUpBy says how many have used up their quota of a kind, each of which has so much.
func (q Queries) UsedUpBy(ctx context.Context, kind string, most int64, now time.Time) (int, error) {
	return one[int](ctx, q, "SELECT count(*) FROM quotas WHERE kind = ? AND n >= ? AND until > ?", kind, most, now)
}

// MoveQuotas has what is counted under keys that begin with one chat's key and a space
// counted for another chat from now on.
func (t *Tx) MoveQuotas(ctx context.Context, from, to string) error {
	return t.exec(ctx, `UPDATE OR REPLACE quotas SET key = ? || substr(key, instr(key, ' '))
		WHERE key GLOB ? || ' *'`, to, from)
}
