package store

import (
	"context"
	"math"
	"testing"
	"time"
)

func dueChats(t *testing.T, s *Store, now time.Time, limit int) []int64 {
	t.Helper()
	chats, err := s.DueChats(t.Context(), now, limit)
	if err != nil {
		t.Fatal(err)
	}
	return chats
}

func nextEvent(t *testing.T, s *Store, chat int64, now time.Time) Event {
	t.Helper()
	events, err := s.NextEvents(t.Context(), chat, now, 1)
	if err != nil {
		t.Fatal(err)
	}
	return events[0]
}

func drop(t *testing.T, s *Store, id int64) {
	t.Helper()
	note(t, s, []Event{{ID: id}}, nil)
}

func TestEventIsKeptWhole(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link := follow(t, s, 1, addCard(t, s, 1))
	enqueue(t, s, 1, link, start.Add(minute))
	e := nextEvent(t, s, 1, start.Add(minute))
	equal(t, "event", e, Event{
		ID: e.ID, ChatID: 1, LinkID: link, Kind: EventLow, Data: []byte(`{"balance":32000}`),
		CreatedAt: start, DueAt: start.Add(minute),
	})
}

func TestEventsGoInOrderPerChat(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2, 3)
	enqueue(t, s, 1, 0, start.Add(2*minute))
	enqueue(t, s, 1, 0, start.Add(3*minute))
	enqueue(t, s, 2, 0, start.Add(minute))
	equal(t, "due at first", dueChats(t, s, start, 9), []int64(nil))
	equal(t, "due later", dueChats(t, s, start.Add(3*minute), 9), []int64{2, 1})
	equal(t, "the first of them", dueChats(t, s, start.Add(3*minute), 1), []int64{2})

	first := nextEvent(t, s, 1, start.Add(3*minute))
	equal(t, "the oldest of the chat", first.DueAt, start.Add(2*minute))
	drop(t, s, first.ID)
	drop(t, s, first.ID) // dropped twice is dropped
	equal(t, "the next of the chat", nextEvent(t, s, 1, start.Add(3*minute)).DueAt, start.Add(3*minute))
	_, err := s.NextEvents(t.Context(), 1, start, 1)
	wantErr(t, err, ErrNotFound)
	_, err = s.NextEvents(t.Context(), 3, start, 1)
	wantErr(t, err, ErrNotFound)
}

func TestEarliestDue(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	earliest := func() time.Time {
		at, err := s.EarliestDue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	equal(t, "with nothing to tell", earliest(), time.Time{})
	enqueue(t, s, 1, 0, start.Add(2*minute))
	enqueue(t, s, 2, 0, start.Add(minute))
	equal(t, "of two", earliest(), start.Add(minute))
	blockKeepingEvents(t, s, 2)
	equal(t, "of the reachable", earliest(), start.Add(2*minute))
	equal(t, "reachable chats", dueChats(t, s, start.Add(time.Hour), 9), []int64{1})
}

// blockKeepingEvents blocks a chat and lets what came afterwards lie there.
func blockKeepingEvents(t *testing.T, s *Store, chat int64) {
	t.Helper()
	setBlocked(t, s, chat, start, start)
	enqueue(t, s, chat, 0, start)
}

func TestRetryHoldsUpTheWholeChat(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	for _, due := range []time.Duration{0, 0, time.Hour} {
		enqueue(t, s, 1, 0, start.Add(due))
	}
	enqueue(t, s, 2, 0, start)
	first := nextEvent(t, s, 1, start)
	for range 2 {
		if err := s.RetryEvent(t.Context(), first, start.Add(minute)); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "due meanwhile", dueChats(t, s, start, 9), []int64{2})
	again := nextEvent(t, s, 1, start.Add(minute))
	if again.ID != first.ID || again.Tries != 2 {
		t.Errorf("event %+v; want %d after 2 tries", again, first.ID)
	}
	drop(t, s, first.ID)
	second := nextEvent(t, s, 1, start.Add(minute))
	equal(t, "tries of the next", second.Tries, 0)
	drop(t, s, second.ID)
	_, err := s.NextEvents(t.Context(), 1, start.Add(time.Hour-minute), 1)
	wantErr(t, err, ErrNotFound) // the third was due later anyway
}

func TestDropEventsOfALink(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link, other := follow(t, s, 1, addCard(t, s, 1)), follow(t, s, 1, addCard(t, s, 2))
	enqueue(t, s, 1, link, start)
	enqueue(t, s, 1, other, start)
	enqueue(t, s, 1, 0, start)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.DropEvents(ctx, link, EventReply) })
	equal(t, "after dropping another kind", count(t, s, "outbox"), 3)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.DropEvents(ctx, link, EventLow) })
	equal(t, "events", count(t, s, "outbox"), 2)
	equal(t, "of the link", count(t, s, "outbox WHERE link_id IS NOT NULL"), 1)
}

func TestEnqueueRefusesWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	for name, e := range map[string]struct {
		chat int64
		data any
	}{"no JSON": {1, math.Inf(1)}, "no chat": {404, nil}} {
		err := try(t, s, func(ctx context.Context, tx *Tx) error {
			return tx.Enqueue(ctx, Event{ChatID: e.chat, Kind: EventReply, CreatedAt: start, DueAt: start}, e.data)
		})
		if err == nil {
			t.Errorf("%s: enqueued", name)
		}
	}
}

// A chat waits for so many replies and no more; each goes after those before it.
func TestAChatWaitsForSoManyReplies(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	reply := func(chat int64, due time.Time, want bool) {
		t.Helper()
		write(t, s, func(ctx context.Context, tx *Tx) error {
			kept, err := tx.EnqueueReply(ctx, chat, due, nil)
			equal(t, "kept", kept, want)
			return err
		})
	}
	reply(1, start.Add(minute), true)
	for range maxReplies - 1 {
		reply(1, start, true)
	}
	equal(t, "due at first", dueChats(t, s, start, 9), []int64(nil))
	enqueue(t, s, 1, 0, start)
	reply(1, start, false)
	reply(2, start, true)
	equal(t, "all", count(t, s, "outbox"), maxReplies+2)
}
