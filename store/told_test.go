package store

import (
	"context"
	"encoding/json"
	"testing"
	"time"
)

func TestToldRidesAreRemembered(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link := follow(t, s, 1, addCard(t, s, 1))
	enqueue(t, s, 1, link, start)
	enqueue(t, s, 1, 0, start)
	e := nextEvent(t, s, 1, start)
	told := Told{LinkID: link, TxID: "7f3a", MessageID: 77, At: start, Data: json.RawMessage(`[]`)}
	gone := told
	gone.LinkID = 404
	if err := s.NoteTold(t.Context(), []Event{e}, []Told{told, gone}); err != nil {
		t.Fatal(err)
	}
	equal(t, "events left", count(t, s, "outbox"), 1)
	got, err := s.Told(t.Context(), link, "7f3a")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "told", got, told)
	_, err = s.Told(t.Context(), 404, "7f3a")
	wantErr(t, err, ErrNotFound)

	for _, c := range []struct {
		before time.Time
		left   int
	}{{start, 1}, {start.Add(minute), 0}} {
		if err := s.PurgeTold(t.Context(), c.before); err != nil {
			t.Fatal(err)
		}
		equal(t, "told rides left", count(t, s, "told"), c.left)
	}
}

func TestOnlyHeldEventsAreJoined(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	put := func(held bool) {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			return tx.Enqueue(ctx, Event{ChatID: 1, Kind: EventReply, CreatedAt: start, DueAt: start, Held: held}, nil)
		})
	}
	for _, held := range []bool{false, true, false, true} {
		put(held)
	}
	for _, want := range []int{1, 2, 1} {
		events, err := s.NextEvents(t.Context(), 1, start, 9)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "events of one message", len(events), want)
		if err := s.NoteTold(t.Context(), events, nil); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.NextEvents(t.Context(), 1, start, 9)
	wantErr(t, err, ErrNotFound)
}

func TestHeldEventsFollowTheQuietHours(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link := follow(t, s, 1, addCard(t, s, 1))
	enqueue(t, s, 1, link, start)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		e := Event{ChatID: 1, LinkID: link, Kind: EventLow, CreatedAt: start, DueAt: start.Add(minute), Held: true}
		if err := tx.Enqueue(ctx, e, nil); err != nil {
			return err
		}
		return tx.Hold(ctx, link, start.Add(5*minute))
	})
	equal(t, "due at once", nextEvent(t, s, 1, start).Held, false)
	if err := s.NoteTold(t.Context(), []Event{nextEvent(t, s, 1, start)}, nil); err != nil {
		t.Fatal(err)
	}
	_, err := s.NextEvents(t.Context(), 1, start.Add(5*minute-1e6), 1)
	wantErr(t, err, ErrNotFound)
	equal(t, "held", nextEvent(t, s, 1, start.Add(5*minute)).Held, true)
}
