package store

import (
	"context"
	"errors"
	"testing"
	"time"
)

// A pause lets answers and notices through, and knows its end after a restart.
func TestPauseIsForPushesAlone(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	link := follow(t, s, 1, addCard(t, s, 1))
	enqueue(t, s, 1, link, start)
	enqueue(t, s, 2, 0, start)
	if err := s.Pause(t.Context(), start.Add(minute)); err != nil {
		t.Fatal(err)
	}
	equal(t, "due", dueChats(t, s, start, 9), []int64{2})
	at, err := s.EarliestDue(t.Context())
	equal(t, "earliest", []any{at, err}, []any{start, nil})
	drop(t, s, nextEvent(t, s, 2, start).ID)
	at, err = s.EarliestDue(t.Context())
	equal(t, "nothing due", []any{at, err}, []any{time.Time{}, nil})
	until, err := s.PausedUntil(t.Context())
	equal(t, "until", []any{until, err}, []any{start.Add(minute).Truncate(time.Second), nil})

	err = s.Tx(t.Context(), func(tx *Tx) error {
		links, err := tx.EndPause(t.Context(), start, start.Add(minute))
		equal(t, "waited", links, []ChatLink{{1, link}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "due at once", dueChats(t, s, start, 9), []int64(nil))
	e := nextEvent(t, s, 1, start.Add(minute))
	equal(t, "held", e.Held, true)
	until, err = s.PausedUntil(t.Context())
	equal(t, "over", []any{until, err}, []any{time.Time{}, nil})
}

// The cards of what waited go before all others, whatever slack they had.
func TestTheCardsOfWhatWaitedForAPauseAreFirst(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	other, waited := addCard(t, s, 1), addCard(t, s, 2)
	follow(t, s, 1, other)
	enqueue(t, s, 1, follow(t, s, 1, waited), start)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		err := errors.Join(tx.Postpone(ctx, other, start.Add(-time.Hour), minute),
			tx.Postpone(ctx, waited, start.Add(time.Hour), 9*time.Hour))
		_, errPause := tx.EndPause(ctx, start, start.Add(minute))
		return errors.Join(err, errPause)
	})
	due, err := s.DueCards(t.Context(), start, 9)
	if err != nil || len(due) != 2 || due[0].ID != waited {
		t.Errorf("due %+v, %v; want card %d first of both", due, err, waited)
	}
}
