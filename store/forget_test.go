package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

func forget(t *testing.T, s *Store, chatID int64, at time.Time) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Forget(ctx, chatID, at) })
}

func TestForgetLeavesNothingOfAChat(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	own, shared := addCard(t, s, 1), addCard(t, s, 2)
	link := follow(t, s, 1, own)
	follow(t, s, 1, shared)
	follow(t, s, 2, shared)
	saveRides(t, s, own, ride("a", start))
	enqueue(t, s, 1, link, start)
	openDialog(t, s, 1, 1, start.Add(time.Hour))
	waiting := update(1, 1)
	waiting.Alike = "1 says balance"
	save(t, s, waiting, update(2, 2))
	setBlocked(t, s, 2, start, start)

	forget(t, s, 1, start)
	for table, want := range map[string]int{
		"chats": 1, "links": 1, "cards": 1, "transactions": 0, "outbox": 0, "dialogs": 0, "tombstones": 1,
		"inbox WHERE chat_id = 1": 0, "inbox WHERE body IS NOT NULL": 1, "inbox WHERE update_id = 1": 1,
		"inbox WHERE alike <> ''": 0,
	} {
		equal(t, "rows of "+table, count(t, s, table), want)
	}
	equal(t, "next reading without a reachable follower", cardOf(t, s, 2).NextAt, time.Time{})
	forget(t, s, 404, start) // of which nothing is known
}

func TestATombstoneHidesWhoseItIs(t *testing.T) {
	t.Parallel()
	s := open(t)
	forget(t, s, 123456789, start)
	key, err := s.Get(t.Context(), tombstoneFact)
	equal(t, "length of the key", []any{len(key), err}, []any{32, nil})
	hash, err := tombstone(key, 123456789)
	wantErr(t, err, nil)
	equal(t, "under its key", count(t, s, fmt.Sprintf("tombstones WHERE hash = x'%x'", hash)), 1)
	if other, err := tombstone(key+"0", 123456789); err != nil || bytes.Equal(hash, other) {
		t.Errorf("the hash is the same under another key: %v", err)
	}
}

// What has been kept for long enough goes, and what is still of use stays.
func TestPurge(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2, 3, 50)
	link := follow(t, s, 1, addCard(t, s, 1))
	setBlocked(t, s, 2, start.Add(-keepBlocked-minute), start)
	setBlocked(t, s, 3, start.Add(-keepBlocked), start)
	openDialog(t, s, 1, 5, start)
	openDialog(t, s, 1, 6, start.Add(minute))
	save(t, s, update(1, 1), update(2, 1), update(3, 1))
	write(t, s, func(ctx context.Context, tx *Tx) error {
		var errs []error
		for n, at := range []time.Time{start.Add(-minute), start} {
			_, err := tx.Spend(ctx, Quota{Kind: "k", Key: fmt.Sprint(n), Max: 1, For: minute}, at)
			errs = append(errs, err, tx.Done(ctx, int64(n+1), at.Add(-keepUpdates)),
				tx.AddNotified(ctx, Notified{LinkID: link, TransactionID: int64(n), MessageID: 7, At: at.Add(-keepNotified)}),
				tx.AddInvite(ctx, []byte{byte(n)}, Invite{Links: []int64{link}, Until: at.Add(-keepInvites)}),
				tx.AddWrongAnswer(ctx, "card", WrongAnswer{"chat", at.Add(minute - keepWrong)}),
				tx.AddFeedback(ctx, Feedback{ChatID: 50, MessageID: n, From: 1, At: at.Add(-keepFeedback)}),
				tx.Forget(ctx, int64(404+n), at.Add(-keepTombstones)))
		}
		return errors.Join(errs...)
	})
	chats, err := s.Purge(t.Context(), start)
	equal(t, "chats purged", []any{chats, err}, []any{1, nil})
	for table, want := range map[string]int{
		"chats": 3, "inbox": 2, "notified": 1, "invites": 1, "feedback": 1, "dialogs": 1, "quotas": 1, "wrong_answers": 1,
		"tombstones": 2, // one is of the chat that was purged
	} {
		equal(t, "rows of "+table, count(t, s, table), want)
	}
	equal(t, "known updates", save(t, s, update(1, 1), update(2, 1), update(3, 1)), []int64{1})
}
