package store

import (
	"context"
	"errors"
	"testing"
	"time"
)

const hour = time.Hour

func spend(t *testing.T, s *Store, q Quota, now time.Time) (left int64, err error) {
	t.Helper()
	err = try(t, s, func(ctx context.Context, tx *Tx) (err error) {
		left, err = tx.Spend(ctx, q, now)
		return err
	})
	return left, err
}

func usedUpAt(t *testing.T, s *Store, q Quota, now time.Time) time.Time {
	t.Helper()
	until, err := s.UsedUp(t.Context(), q, now)
	if err != nil {
		t.Fatal(err)
	}
	return until
}

func TestQuotaLastsFromItsFirstSpending(t *testing.T) {
	t.Parallel()
	s := open(t)
	q := Quota{Kind: "cards", Key: "1", Max: 2, For: 24 * hour}
	for i, want := range []int64{1, 0} {
		left, err := spend(t, s, q, start.Add(time.Duration(i)*hour))
		if err != nil || left != want {
			t.Errorf("left %d, %v", left, err)
		}
	}
	_, err := spend(t, s, q, start.Add(2*hour))
	wantErr(t, err, ErrFull)
	equal(t, "used up until", usedUpAt(t, s, q, start.Add(2*hour)), start.Add(24*hour))
	equal(t, "another's", usedUpAt(t, s, Quota{Kind: "cards", Key: "2", Max: 2}, start), time.Time{})
	if left, err := spend(t, s, q, start.Add(24*hour)); err != nil || left != 1 {
		t.Errorf("the next day: left %d, %v", left, err)
	}
}

func TestSlowQuotaLastsFromItsLastSpending(t *testing.T) {
	t.Parallel()
	s := open(t)
	q := Quota{Kind: "wrong", Key: "1", Max: 2, For: 24 * hour, Slow: true}
	for i := range 2 {
		if _, err := spend(t, s, q, start.Add(time.Duration(i)*20*hour)); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "used up until", usedUpAt(t, s, q, start.Add(40*hour)), start.Add(44*hour))
	_, err := spend(t, s, q, start.Add(43*hour))
	wantErr(t, err, ErrFull)
	equal(t, "a refused spending prolongs nothing", usedUpAt(t, s, q, start.Add(43*hour)), start.Add(44*hour))
}

func TestQuotaIsRefunded(t *testing.T) {
	t.Parallel()
	s := open(t)
	q := Quota{Kind: "cards", Key: "1", Max: 3, For: 24 * hour}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.Spend(ctx, q, start)
		return errors.Join(err, tx.Refund(ctx, q), tx.Refund(ctx, q))
	})
	if left, err := spend(t, s, q, start); err != nil || left != 2 {
		t.Errorf("left %d, %v", left, err)
	}
}

func TestQuotasFollowAGroup(t *testing.T) {
	t.Parallel()
	s := open(t)
	mine := Quota{Kind: "wrong", Key: "7 card", Max: 1, For: 24 * hour}
	others := Quota{Kind: "wrong", Key: "77 card", Max: 1, For: 24 * hour}
	for _, q := range []Quota{mine, others} {
		if _, err := spend(t, s, q, start); err != nil {
			t.Fatal(err)
		}
	}
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.MoveQuotas(ctx, "7", "1007") })
	moved := mine
	moved.Key = "1007 card"
	for q, want := range map[Quota]time.Time{mine: {}, moved: start.Add(24 * hour), others: start.Add(24 * hour)} {
		equal(t, q.Key, usedUpAt(t, s, q, start), want)
	}
}
