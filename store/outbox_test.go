package store

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"
)

func dueChats(t *testing.T, s *Store, now time.Time, limit int) []int64 {
	t.Helper()
	chats, err := s.DueChats(t.Context(), now, limit)
	wantErr(t, err, nil)
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

func earliestDue(t *testing.T, s *Store) time.Time {
	t.Helper()
	due, err := s.EarliestDue(t.Context())
	wantErr(t, err, nil)
	return due
}

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

func TestEventsGoInOrderPerChat(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2, 3)
	link := follow(t, s, 1, addCard(t, s, 1))
	enqueue(t, s, 1, link, start.Add(2*minute))
	enqueue(t, s, 1, 0, start.Add(3*minute))
	equal(t, "earliest", earliestDue(t, s), start.Add(2*minute))
	enqueue(t, s, 2, 0, start.Add(minute))
	equal(t, "earliest of two chats", earliestDue(t, s), start.Add(minute))
	equal(t, "due at first", dueChats(t, s, start, 9), []int64(nil))
	equal(t, "due later", dueChats(t, s, start.Add(3*minute), 9), []int64{2, 1})
	equal(t, "the first of them", dueChats(t, s, start.Add(3*minute), 1), []int64{2})

	first := nextEvent(t, s, 1, start.Add(3*minute))
	equal(t, "the oldest of the chat", first, Event{
		ID: first.ID, ChatID: 1, LinkID: link, Kind: EventLow, Data: []byte(`{"balance":32000}`),
		CreatedAt: start, DueAt: start.Add(2 * minute),
	})
	for range 2 { // told twice is told
		note(t, s, []Event{first}, nil)
	}
	equal(t, "the next of the chat", nextEvent(t, s, 1, start.Add(3*minute)).DueAt, start.Add(3*minute))
	for _, chat := range []int64{1, 3} {
		_, err := s.NextEvents(t.Context(), chat, start, 1)
		wantErr(t, err, ErrNotFound)
	}
	setBlocked(t, s, 2, start, start)
	enqueue(t, s, 2, 0, start) // lies there until the chat is back
	equal(t, "reachable chats", dueChats(t, s, start.Add(time.Hour), 9), []int64{1})
	equal(t, "earliest of the reachable", earliestDue(t, s), start.Add(3*minute))
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
		wantErr(t, s.RetryEvent(t.Context(), first, start.Add(minute)), nil)
	}
	equal(t, "due meanwhile", dueChats(t, s, start, 9), []int64{2})
	again := nextEvent(t, s, 1, start.Add(minute))
	if again.ID != first.ID || again.Tries != 2 {
		t.Errorf("event %+v; want %d after 2 tries", again, first.ID)
	}
	note(t, s, []Event{first}, nil)
	second := nextEvent(t, s, 1, start.Add(minute))
	equal(t, "tries of the next", second.Tries, 0)
	note(t, s, []Event{second}, nil)
	_, err := s.NextEvents(t.Context(), 1, start.Add(time.Hour-minute), 1)
	wantErr(t, err, ErrNotFound) // the third was due later anyway
}

func TestUnsentEventsAreTakenBack(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link, other := follow(t, s, 1, addCard(t, s, 1)), follow(t, s, 1, addCard(t, s, 2))
	knows := Link{Low: true, Alerts: Alerts{Negative: true, Stopped: true}}
	for _, id := range []int64{link, other} {
		knows.ID = id
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetKnown(ctx, knows) })
		enqueue(t, s, 1, id, start.Add(minute))
	}
	enqueue(t, s, 1, 0, start)
	for _, c := range []struct {
		name     string
		takeBack func(context.Context, *Tx) (bool, error)
		some     bool
		left     int
	}{
		{"of another kind", func(ctx context.Context, tx *Tx) (bool, error) {
			return tx.DropEvents(ctx, link, EventReply)
		}, false, 3},
		{"what may be on its way", func(ctx context.Context, tx *Tx) (bool, error) {
			return tx.Withdraw(ctx, ChatLink{1, link}, EventLow, start.Add(minute))
		}, false, 3},
		{"what is later", func(ctx context.Context, tx *Tx) (bool, error) {
			return tx.Withdraw(ctx, ChatLink{1, link}, EventLow, start)
		}, true, 2},
		{"to be found anew", func(ctx context.Context, tx *Tx) (bool, error) {
			return false, tx.ForgetEvents(ctx, ChatLink{1, other})
		}, false, 1},
	} {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			some, err := c.takeBack(ctx, tx)
			equal(t, c.name, some, c.some)
			return err
		})
		equal(t, "events left after "+c.name, count(t, s, "outbox"), c.left)
	}
	equal(t, "known by the links", []bool{linkOf(t, s, 1, link).Low, linkOf(t, s, 1, other).Low}, []bool{true, false})
}

func TestEnqueueRefusesWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	for chat, data := range map[int64]any{1: math.Inf(1), 404: nil} {
		if try(t, s, func(ctx context.Context, tx *Tx) error {
			return tx.Enqueue(ctx, Event{ChatID: chat, Kind: EventLow, CreatedAt: start, DueAt: start}, data)
		}) == nil {
			t.Errorf("%v to chat %d: enqueued", data, chat)
		}
	}
}

// A chat waits for so many replies and no more; each goes after those before it.
func TestAChatWaitsForSoManyReplies(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	reply := func(chat int64, due time.Time) {
		t.Helper()
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.EnqueueReply(ctx, chat, due, nil) })
	}
	waits, err := s.HasReplies(t.Context(), 1)
	equal(t, "waits", []any{waits, err}, []any{false, nil})
	reply(1, start.Add(minute))
	for range maxReplies - 1 {
		reply(1, start)
	}
	waits, err = s.HasReplies(t.Context(), 1)
	equal(t, "waits", []any{waits, err}, []any{true, nil})
	equal(t, "due at first", dueChats(t, s, start, 9), []int64(nil))
	enqueue(t, s, 1, 0, start)
	reply(1, start)
	reply(2, start)
	equal(t, "kept", count(t, s, "outbox WHERE chat_id = 1 AND kind = 'reply'"), maxReplies)
	equal(t, "all", count(t, s, "outbox"), maxReplies+2)
}

func TestHeldEventsAreJoinedAndFollowTheQuietHours(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link := follow(t, s, 1, addCard(t, s, 1))
	for _, held := range []bool{false, true, false, true} {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			e := Event{ChatID: 1, LinkID: link, Kind: EventRides, CreatedAt: start, DueAt: start, Held: held}
			return tx.Enqueue(ctx, e, nil)
		})
	}
	hold := func(until time.Time) {
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Hold(ctx, link, until) })
	}
	hold(start.Add(5 * minute))
	for range 2 {
		events, err := s.NextEvents(t.Context(), 1, start.Add(5*minute-1e6), 9)
		equal(t, "told at once", []any{len(events), err}, []any{1, nil})
		note(t, s, events, nil)
	}
	_, err := s.NextEvents(t.Context(), 1, start.Add(5*minute-1e6), 9)
	wantErr(t, err, ErrNotFound)
	events, err := s.NextEvents(t.Context(), 1, start.Add(5*minute), 9)
	equal(t, "told together", []any{len(events), err}, []any{2, nil})
}

func TestNotifiedRidesAreRemembered(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link := follow(t, s, 1, addCard(t, s, 1))
	want := Notified{LinkID: link, TransactionID: 7, MessageID: 77, At: start, Data: json.RawMessage(`[]`)}
	gone := want
	gone.LinkID = 404
	note(t, s, nil, []Notified{want, gone})
	got, err := s.Notified(t.Context(), want.LinkID, 7)
	equal(t, "notified", []any{got, err}, []any{want, nil})
	_, err = s.Notified(t.Context(), 404, 7)
	wantErr(t, err, ErrNotFound)
}

// feedbackTo has a passenger's feedback wait for an admin.
func feedbackTo(t *testing.T, s *Store, admin, from int64) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.Enqueue(ctx, Event{ChatID: admin, From: from, Kind: EventFeedback, CreatedAt: start, DueAt: start}, "words")
	})
}

// Feedback is known by its message, and goes with the chat it came from: neither what is on
// its way nor the way back is left.
func TestFeedbackGoesWithItsChat(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2, 50)
	want := Feedback{ChatID: 50, MessageID: 77, From: 1, ThreadID: 3, ReplyTo: 9, At: start}
	gone := want
	gone.MessageID, gone.From = 78, 404
	note(t, s, nil, nil, want, gone)
	feedbackTo(t, s, 50, 1)
	feedbackTo(t, s, 50, 2)
	got, err := s.Feedback(t.Context(), 50, 77)
	equal(t, "feedback", []any{got, err}, []any{want, nil})
	forget(t, s, 1, start)
	for _, id := range []int{77, 78, 79} {
		_, err := s.Feedback(t.Context(), 50, id)
		wantErr(t, err, ErrNotFound)
	}
	equal(t, "on its way", count(t, s, "outbox"), 1)
}

// A pause lets answers and notices through, and knows its end after a restart.
func TestPauseIsForPushesAlone(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	other, waited := addCard(t, s, 1), addCard(t, s, 2)
	follow(t, s, 1, other)
	link := follow(t, s, 1, waited)
	enqueue(t, s, 1, link, start)
	enqueue(t, s, 2, 0, start)
	wantErr(t, s.Pause(t.Context(), start.Add(minute)), nil)
	equal(t, "due", dueChats(t, s, start, 9), []int64{2})
	equal(t, "earliest", earliestDue(t, s), start)
	note(t, s, []Event{nextEvent(t, s, 2, start)}, nil)
	equal(t, "nothing due", earliestDue(t, s), time.Time{})
	until, err := s.PausedUntil(t.Context())
	equal(t, "until", []any{until, err}, []any{start.Add(minute).Truncate(time.Second), nil})

	write(t, s, func(ctx context.Context, tx *Tx) error {
		err := errors.Join(tx.Postpone(ctx, other, start.Add(-time.Hour), minute),
			tx.Postpone(ctx, waited, start.Add(time.Hour), 9*time.Hour))
		links, errPause := tx.EndPause(ctx, start, start.Add(minute))
		equal(t, "waited", links, []ChatLink{{1, link}})
		return errors.Join(err, errPause)
	})
	equal(t, "due at once", dueChats(t, s, start, 9), []int64(nil))
	equal(t, "held", nextEvent(t, s, 1, start.Add(minute)).Held, true)
	until, err = s.PausedUntil(t.Context())
	equal(t, "over", []any{until, err}, []any{time.Time{}, nil})
	due, err := s.DueCards(t.Context(), start, 9)
	if err != nil || len(due) != 2 || due[0].ID != waited {
		t.Errorf("due %+v, %v; want card %d, whose pushes waited, before the other", due, err, waited)
	}
}

func TestChecksFallDue(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	card := addCard(t, s, 1)
	link, away := follow(t, s, 1, card), follow(t, s, 2, card)
	set := func(list ...Check) {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			var errs []error
			for _, c := range list {
				errs = append(errs, tx.SetCheck(ctx, c.LinkID, c.Kind, c.DueAt))
			}
			return errors.Join(errs...)
		})
	}
	due := func(now time.Time, limit int) []Check {
		list, err := s.DueChecks(t.Context(), now, limit)
		wantErr(t, err, nil)
		return list
	}
	first, second := Check{link, 1, CheckNoRide, start}, Check{link, 1, CheckDigest, start.Add(minute)}
	set(second, first, Check{link, 1, CheckEvening, start.Add(2 * minute)}, Check{away, 2, CheckNoRide, start})
	setBlocked(t, s, 2, start, start)
	equal(t, "too early", due(start.Add(-minute), 9), []Check(nil))
	equal(t, "due", due(start.Add(minute), 9), []Check{first, second})
	equal(t, "limited", due(start.Add(minute), 1), []Check{first})
	first.DueAt, second.DueAt = start.Add(time.Hour), time.Time{}
	set(first, second)
	equal(t, "put off", due(start.Add(minute), 9), []Check(nil))
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RemoveLink(ctx, 1, link, start) })
	equal(t, "of a removed card", due(start.Add(2*time.Hour), 9), []Check(nil))
}
