package store

import (
	"context"
	"errors"
	"testing"
	"time"
)

func mute(t *testing.T, s *Store, chat int64, retry, now time.Time) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Mute(ctx, chat, retry, now) })
}

func retried(t *testing.T, s *Store, now time.Time) int {
	t.Helper()
	n, err := s.RetryMuted(t.Context(), now)
	wantErr(t, err, nil)
	return n
}

// What a muted chat is to be told waits, answers aside, and its card is not read meanwhile.
func TestAMutedChatKeepsWhatItIsToBeTold(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link := follow(t, s, 1, addCard(t, s, 1))
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return errors.Join(tx.Enqueue(ctx, Event{ChatID: 1, LinkID: link, Kind: EventLow, CreatedAt: start, DueAt: start}, nil),
			tx.EnqueueReply(ctx, 1, start, nil))
	})
	due := func(want int) {
		t.Helper()
		chats, err := s.DueChats(t.Context(), start.Add(48*time.Hour), 9)
		equal(t, "chats to be told", []any{len(chats), err}, []any{want, nil})
	}
	hour := start.Add(time.Hour)
	mute(t, s, 1, hour, start)
	due(0)
	equal(t, "waits", count(t, s, "outbox"), 1)
	equal(t, "card", cardOf(t, s, 1).NextAt, time.Time{})
	equal(t, "too early", retried(t, s, hour.Add(-time.Second)), 0)

	equal(t, "in time", retried(t, s, hour), 1)
	due(1)
	equal(t, "card, read again", cardOf(t, s, 1).NextAt, hour)
	equal(t, "on trial", chatOf(t, s, 1), Chat{ID: 1, Kind: Private, Lang: "ru", MutedAt: start})
	mute(t, s, 1, hour.Add(time.Hour), hour)
	equal(t, "again", chatOf(t, s, 1), Chat{ID: 1, Kind: Private, Lang: "ru", BlockedAt: start, MutedAt: start})

	setBlocked(t, s, 1, time.Time{}, hour)
	equal(t, "back", chatOf(t, s, 1), Chat{ID: 1, Kind: Private, Lang: "ru"})
	due(1)
	equal(t, "tried no more", retried(t, s, hour.Add(48*time.Hour)), 0)
}

// A muted chat that blocks the bot is a blocked one, and a blocked one is not muted.
func TestAMutedChatMayBlockTheBot(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	mute(t, s, 1, start.Add(time.Hour), start)
	enqueue(t, s, 1, 0, start)
	later := start.Add(time.Minute)
	setBlocked(t, s, 1, later, later)
	mute(t, s, 1, later, later)
	equal(t, "chat", chatOf(t, s, 1), Chat{ID: 1, Kind: Private, Lang: "ru", BlockedAt: later})
	equal(t, "events", count(t, s, "outbox"), 0)
	equal(t, "tried", retried(t, s, start.Add(time.Hour)), 0)
}

func TestAMuteOfAClockThatWasAheadIsTriedNow(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	ahead := start.AddDate(10, 0, 0)
	mute(t, s, 1, ahead.Add(time.Hour), ahead)
	wantErr(t, s.MendClock(t.Context(), start), nil)
	equal(t, "tried", retried(t, s, start), 1)
	equal(t, "since", chatOf(t, s, 1).MutedAt, start)
}

// What answers a question came after the message that made the bot ask first.
func TestAQuestionKnowsWhatItWasAskedBy(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	for _, c := range []struct {
		step, data string
		by, want   int
	}{{"a", "x", 5, 5}, {"a", "x", 7, 5}, {"a", "y", 8, 8}, {"b", "y", 9, 9}} {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			return tx.SetDialog(ctx, Dialog{ChatID: 1, UserID: 2, Step: c.step, Until: start, AskedBy: c.by}, c.data)
		})
		d, err := s.Dialog(t.Context(), 1, 2, start.Add(-time.Second))
		equal(t, c.step+c.data, []any{d.Step, d.AskedBy, err}, []any{c.step, c.want, nil})
	}
}
