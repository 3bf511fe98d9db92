package store

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
)

// note removes events that were told, and notes what they told of.
func note(t *testing.T, s *Store, events []Event, rides []Notified, feedback ...Feedback) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error {
		errs := []error{tx.RemoveEvents(ctx, events...)}
		for _, n := range rides {
			errs = append(errs, tx.AddNotified(ctx, n))
		}
		for _, f := range feedback {
			errs = append(errs, tx.AddFeedback(ctx, f))
		}
		return errors.Join(errs...)
	})
}

func TestNotifiedRidesAreRemembered(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link := follow(t, s, 1, addCard(t, s, 1))
	enqueue(t, s, 1, link, start)
	enqueue(t, s, 1, 0, start)
	want := Notified{LinkID: link, TransactionID: 7, MessageID: 77, At: start, Data: json.RawMessage(`[]`)}
	gone := want
	gone.LinkID = 404
	note(t, s, []Event{nextEvent(t, s, 1, start)}, []Notified{want, gone})
	equal(t, "events left", count(t, s, "outbox"), 1)
	got, err := s.Notified(t.Context(), link, 7)
	equal(t, "notified", []any{got, err}, []any{want, nil})
	_, err = s.Notified(t.Context(), 404, 7)
	wantErr(t, err, ErrNotFound)
}

// feedbackTo has a passenger's feedback wait for an admin.
func feedbackTo(t *testing.T, s *Store, admin, from int64) Event {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.Enqueue(ctx, Event{ChatID: admin, From: from, Kind: EventFeedback, CreatedAt: start, DueAt: start}, "words")
	})
	return nextEvent(t, s, admin, start)
}

func TestFeedbackIsKnownByItsMessage(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 50)
	want := Feedback{ChatID: 50, MessageID: 77, From: 1, ThreadID: 3, ReplyTo: 9, At: start}
	gone := want
	gone.MessageID, gone.From = 78, 404
	note(t, s, []Event{feedbackTo(t, s, 50, 1)}, nil, want, gone)
	equal(t, "events left", count(t, s, "outbox"), 0)
	got, err := s.Feedback(t.Context(), 50, 77)
	equal(t, "feedback", []any{got, err}, []any{want, nil})
	for _, id := range []int{78, 79} {
		_, err := s.Feedback(t.Context(), 50, id)
		wantErr(t, err, ErrNotFound)
	}
}

// A chat that is forgotten leaves neither feedback on its way nor a way back.
func TestFeedbackGoesWithItsChat(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2, 50)
	note(t, s, nil, nil, Feedback{ChatID: 50, MessageID: 77, From: 1, At: start})
	feedbackTo(t, s, 50, 1)
	feedbackTo(t, s, 50, 2)
	forget(t, s, 1, start)
	equal(t, "feedback", count(t, s, "feedback"), 0)
	equal(t, "feedback on its way", count(t, s, "outbox"), 1)
}

// A group that becomes a supergroup still gets its replies.
func TestFeedbackMovesWithItsGroup(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, -7, 50)
	note(t, s, nil, nil, Feedback{ChatID: 50, MessageID: 77, From: -7, At: start})
	feedbackTo(t, s, 50, -7)
	migrateChat(t, s, -7, -1007)
	f, err := s.Feedback(t.Context(), 50, 77)
	equal(t, "from", []any{f.From, err}, []any{int64(-1007), nil})
	equal(t, "waiting", nextEvent(t, s, 50, start).From, int64(-1007))
}
