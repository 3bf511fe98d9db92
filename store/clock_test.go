package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestAClockSetBackPutsNothingOff(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	ahead := start.Add(24 * time.Hour)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.SaveReading(ctx, onayclient.Card{PAN: number(t, 1), At: ahead}, Plan{NextAt: ahead.Add(time.Hour)})
		later := func(kind EventKind, created, due time.Time, held bool) error {
			return tx.Enqueue(ctx, Event{ChatID: 1, Kind: kind, CreatedAt: created, DueAt: due, Held: held}, nil)
		}
		_, errQuota := tx.Spend(ctx, Quota{Kind: "k", Key: "q", Max: 1, For: quotaAhead}, ahead)
		return errors.Join(err, errQuota,
			later(EventRemind, ahead, ahead.Add(20*time.Hour), false),
			later(EventLow, ahead, ahead.Add(time.Minute), false), // put off after a failure
			later(EventNegative, start, start.Add(9*time.Hour), true))
	})
	if err := s.MendClock(t.Context(), start); err != nil {
		t.Fatal(err)
	}
	if due, err := s.DueCards(t.Context(), start, 9); len(due) != 1 || err != nil {
		t.Errorf("%d cards due, %v", len(due), err)
	}
	for kind, want := range map[EventKind]time.Duration{EventRemind: 20 * time.Hour, EventLow: 0, EventNegative: 9 * time.Hour} {
		var due time.Time
		if err := s.r.QueryRowContext(t.Context(), "SELECT due_at FROM outbox WHERE kind = ?", kind).Scan(at(&due)); err != nil {
			t.Fatal(err)
		}
		if got := due.Sub(start); got != want {
			t.Errorf("%s is due after %s, want %s", kind, got, want)
		}
	}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.Spend(ctx, Quota{Kind: "k", Key: "q", Max: 1, For: quotaAhead}, start.Add(quotaAhead))
		return err
	})
}
