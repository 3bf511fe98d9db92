package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestPurgeTransactionsKeepsTheYounger(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	id := addCard(t, s, 1)
	follow(t, s, 1, id)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		for ago := range 3 {
			if err := tx.AddDay(ctx, id, Day{Day: 20779 - ago, Spent: 12000}); err != nil {
				return err
			}
		}
		_, err := tx.SaveTransactions(ctx, id, []onayclient.Transaction{
			{ID: "old", At: start.Add(-48 * time.Hour), Kind: onayclient.KindRide},
			{ID: "new", At: start, Kind: onayclient.KindRide},
		}, start.Add(-72*time.Hour), start)
		return err
	})
	if err := s.PurgeTransactions(t.Context(), start.Add(-24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	list, err := s.Transactions(t.Context(), id, time.Time{}, start.Add(time.Hour))
	if err != nil || len(list) != 1 || list[0].ID != "new" {
		t.Errorf("left %v, %v", list, err)
	}
	days, err := s.Days(t.Context(), id, 0, 99999999)
	if err != nil || len(days) != 2 || days[0].Day != 20778 {
		t.Errorf("left %v, %v", days, err)
	}
}

func TestDropUnseenLeavesCardsWithProof(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	seen, unseen := addCard(t, s, 1), addCard(t, s, 2)
	proved := follow(t, s, 1, seen)
	follow(t, s, 1, unseen)
	save := func(ctx context.Context, tx *Tx) error {
		for _, card := range []int64{seen, unseen} {
			rows := []onayclient.Transaction{{ID: "a", At: start, Kind: onayclient.KindRide}}
			if _, err := tx.SaveTransactions(ctx, card, rows, start, start); err != nil {
				return err
			}
		}
		for n := range 2 {
			if _, err := tx.SaveReading(ctx, reading(t, n+1, 540, start), Plan{NextAt: start, PolicyNotes: "mornings"}); err != nil {
				return err
			}
		}
		return tx.Prove(ctx, proved, 0, start)
	}
	const everyCard = 0
	for _, c := range []struct {
		drop int64
		left int
		knew string // the habit of the unseen card afterwards
	}{{seen, 2, "mornings"}, {unseen, 1, ""}, {everyCard, 1, "mornings"}} {
		write(t, s, save)
		if c.drop == everyCard {
			if err := s.DropAllUnseen(t.Context()); err != nil {
				t.Fatal(err)
			}
		} else {
			write(t, s, func(ctx context.Context, tx *Tx) error { return tx.DropUnseen(ctx, c.drop) })
		}
		equal(t, "rows", count(t, s, "transactions"), c.left)
		card, err := s.CardByID(t.Context(), unseen)
		if err != nil || card.PolicyNotes != c.knew {
			t.Errorf("after %d: card %+v, %v", c.drop, card, err)
		}
	}
	card, err := s.CardByID(t.Context(), unseen)
	if err != nil || !card.RidesFrom.IsZero() || !card.RidesAt.IsZero() {
		t.Errorf("card %+v, %v", card, err)
	}
	if card, err := s.CardByID(t.Context(), seen); err != nil || card.PolicyNotes == "" {
		t.Errorf("card with proof %+v, %v", card, err)
	}
}

// What has been kept for long enough goes, and what is still of use stays.
func TestPurge(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2, 3, 50)
	link := follow(t, s, 1, addCard(t, s, 1))
	setBlocked(t, s, 2, start.Add(-minute), start)
	setBlocked(t, s, 3, start, start)
	openDialog(t, s, 1, 5, start)
	openDialog(t, s, 1, 6, start.Add(minute))
	save(t, s, update(1, 1), update(2, 1), update(3, 1))
	write(t, s, func(ctx context.Context, tx *Tx) error {
		var errs []error
		for n, at := range []time.Time{start.Add(-minute), start} {
			_, err := tx.Spend(ctx, Quota{Kind: "k", Key: fmt.Sprint(n), Max: 1, For: minute}, at)
			errs = append(errs, err, tx.Done(ctx, int64(n+1), at),
				tx.AddNotified(ctx, Notified{LinkID: link, TransactionID: int64(n), MessageID: 7, At: at}),
				tx.AddInvite(ctx, []byte{byte(n)}, link, at),
				tx.AddFeedback(ctx, Feedback{ChatID: 50, MessageID: n, From: 1, At: at}),
				tx.Forget(ctx, int64(404+n), at.Add(-keepTombstones)))
		}
		return errors.Join(errs...)
	})
	chats, err := s.Purge(t.Context(), Keep{}, start)
	if err != nil || chats != 1 {
		t.Errorf("purged %d chats, %v; want 1", chats, err)
	}
	for table, want := range map[string]int{
		"chats": 3, "inbox": 2, "notified": 1, "invites": 1, "feedback": 1, "dialogs": 1, "quotas": 1,
		"tombstones": 2, // one is of the chat that was purged
	} {
		equal(t, "rows of "+table, count(t, s, table), want)
	}
}

func TestATombstoneHidesWhoseItIs(t *testing.T) {
	t.Parallel()
	s := open(t)
	forget(t, s, 123456789, start)
	key, err := s.Get(t.Context(), tombstoneFact)
	if err != nil || len(key) != 32 {
		t.Errorf("key %q, %v", key, err)
	}
	hash, err := tombstone(key, 123456789)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "under its key", count(t, s, fmt.Sprintf("tombstones WHERE hash = x'%x'", hash)), 1)
	other, err := tombstone(key+"0", 123456789)
	if err != nil || bytes.Equal(hash, other) {
		t.Errorf("the hash is the same under another key: %v", err)
	}
}
