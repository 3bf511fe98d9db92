package store

import (
	"context"
	"testing"
	"time"
)

func TestAlarms(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	card := addCard(t, s, 1)
	link, other := follow(t, s, 1, card), follow(t, s, 2, card)
	first := Alarm{LinkID: link, By: start, From: start.Add(-time.Hour), RaisedAt: start}
	second := Alarm{LinkID: link, By: start.Add(time.Hour), From: start, RaisedAt: start.Add(time.Hour)}
	of2 := Alarm{LinkID: other, By: start, From: start, RaisedAt: start}
	change := func(f func(context.Context, *Tx) error) { t.Helper(); write(t, s, f) }
	for _, a := range []Alarm{second, first, of2} {
		change(func(ctx context.Context, tx *Tx) error { return tx.RaiseAlarm(ctx, a, a.RaisedAt.Add(10*minute)) })
	}
	open := func(link int64) []Alarm {
		list, err := s.OpenAlarms(t.Context(), link)
		wantErr(t, err, nil)
		return list
	}
	due := func(now time.Time) []Look {
		list, err := s.DueLooks(t.Context(), now, 9)
		wantErr(t, err, nil)
		return list
	}
	equal(t, "open", open(link), []Alarm{first, second})
	equal(t, "too early", due(start.Add(9*minute)), []Look(nil))
	look := Look{CardID: card, DueAt: start.Add(10 * minute), RaisedAt: second.RaisedAt, By: second.By}
	equal(t, "due, by the youngest", due(start.Add(10*minute)), []Look{look})
	change(func(ctx context.Context, tx *Tx) error { return tx.LookAgain(ctx, card, start.Add(20*minute)) })
	equal(t, "put off", due(start.Add(19*minute)), []Look(nil))

	change(func(ctx context.Context, tx *Tx) error { return tx.AlarmTold(ctx, link, first.By, start, 7) })
	change(func(ctx context.Context, tx *Tx) error { return tx.EndAlarm(ctx, second, 5) })
	first.ToldAt, first.MessageID = start, 7
	equal(t, "still open", open(link), []Alarm{first})
	second.Over, second.RideID = true, 5
	got, err := s.Alarm(t.Context(), link, second.By)
	equal(t, "ended by a ride", []any{got, err}, []any{second, nil})

	enqueueKind := Event{ChatID: 1, LinkID: link, Kind: EventNoRide, CreatedAt: start, DueAt: start}
	change(func(ctx context.Context, tx *Tx) error { return tx.Enqueue(ctx, enqueueKind, nil) })
	change(func(ctx context.Context, tx *Tx) error { return tx.SilenceAlarms(ctx, link) })
	equal(t, "silenced", open(link), []Alarm(nil))
	equal(t, "what waits", count(t, s, "outbox"), 0)
	equal(t, "another's", open(other), []Alarm{of2})
	setBlocked(t, s, 2, start, start)
	equal(t, "of a chat that cannot be told", due(start.Add(time.Hour)), []Look(nil))

	wantErr(t, s.MendClock(t.Context(), start.Add(-24*time.Hour)), nil)
	equal(t, "raised by a wrong clock", count(t, s, "alarms"), 0)
}
