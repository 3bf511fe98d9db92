package store

import (
	"context"
	"testing"
	"time"
)

// letterTo has a passenger's letter wait for an admin.
func letterTo(t *testing.T, s *Store, admin, from int64) Event {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.Enqueue(ctx, Event{ChatID: admin, Kind: EventLetter, CreatedAt: start, DueAt: start}, map[string]int64{"from": from})
	})
	return nextEvent(t, s, admin, start)
}

func TestALetterIsKnownByItsMessage(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 50)
	e := letterTo(t, s, 50, 1)
	letter := Letter{ChatID: 50, MessageID: 77, From: 1, ThreadID: 3, ReplyTo: 9, At: start}
	gone := letter
	gone.MessageID, gone.From = 78, 404
	if err := s.NoteTold(t.Context(), []Event{e}, nil, letter, gone); err != nil {
		t.Fatal(err)
	}
	equal(t, "events left", count(t, s, "outbox"), 0)
	got, err := s.Letter(t.Context(), 50, 77)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "letter", got, letter)
	for _, id := range []int{78, 79} {
		_, err := s.Letter(t.Context(), 50, id)
		wantErr(t, err, ErrNotFound)
	}
	for _, c := range []struct {
		before time.Time
		left   int
	}{{start, 1}, {start.Add(minute), 0}} {
		if err := s.PurgeLetters(t.Context(), c.before); err != nil {
			t.Fatal(err)
		}
		equal(t, "letters left", count(t, s, "letters"), c.left)
	}
}

// A chat that is forgotten leaves neither a letter on its way nor a way back.
func TestLettersGoWithTheirChat(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2, 50)
	if err := s.NoteTold(t.Context(), nil, nil, Letter{ChatID: 50, MessageID: 77, From: 1, At: start}); err != nil {
		t.Fatal(err)
	}
	letterTo(t, s, 50, 1)
	letterTo(t, s, 50, 2)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Forget(ctx, 1, start) })
	equal(t, "letters", count(t, s, "letters"), 0)
	equal(t, "letters on their way", count(t, s, "outbox"), 1)
}

// A group that becomes a supergroup still gets its answers.
func TestLettersMoveWithTheirGroup(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, -7, 50)
	if err := s.NoteTold(t.Context(), nil, nil, Letter{ChatID: 50, MessageID: 77, From: -7, At: start}); err != nil {
		t.Fatal(err)
	}
	letterTo(t, s, 50, -7)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.MigrateChat(ctx, -7, -1007) })
	l, err := s.Letter(t.Context(), 50, 77)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "from", l.From, int64(-1007))
	equal(t, "waiting", string(nextEvent(t, s, 50, start).Data), `{"from":-1007}`)
}
