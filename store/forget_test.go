package store

import (
	"context"
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
			if err := tx.AddDay(ctx, id, Day{Day: 20261122 - ago, Spent: 12000}); err != nil {
				return err
			}
		}
		return tx.SaveTransactions(ctx, id, []onayclient.Transaction{
			{ID: "old", At: start.Add(-48 * time.Hour), Kind: onayclient.KindRide},
			{ID: "new", At: start, Kind: onayclient.KindRide},
		}, start.Add(-72*time.Hour), start)
	})
	if err := s.PurgeTransactions(t.Context(), start.Add(-24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	list, err := s.Transactions(t.Context(), id, time.Time{}, start.Add(time.Hour))
	if err != nil || len(list) != 1 || list[0].ID != "new" {
		t.Errorf("left %v, %v", list, err)
	}
	days, err := s.Days(t.Context(), id, 0, 99999999)
	if err != nil || len(days) != 2 || days[0].Day != 20261121 {
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
			if err := tx.SaveTransactions(ctx, card, rows, start, start); err != nil {
				return err
			}
		}
		for n := range 2 {
			if _, err := tx.SaveReading(ctx, reading(t, n+1, 540, start), start, "mornings"); err != nil {
				return err
			}
		}
		return tx.Prove(ctx, proved, 0, start)
	}
	for _, c := range []struct {
		drop int64
		left int
		knew string // the habit of the unseen card afterwards
	}{{seen, 2, "mornings"}, {unseen, 1, ""}, {0, 1, "mornings"}} {
		write(t, s, save)
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.DropUnseen(ctx, c.drop) })
		equal(t, "rows", count(t, s, "transactions"), c.left)
		card, err := s.CardByID(t.Context(), unseen)
		if err != nil || card.Habit != c.knew {
			t.Errorf("after %d: card %+v, %v", c.drop, card, err)
		}
	}
	card, err := s.CardByID(t.Context(), unseen)
	if err != nil || !card.RidesFrom.IsZero() || !card.RidesAt.IsZero() {
		t.Errorf("card %+v, %v", card, err)
	}
	if card, err := s.CardByID(t.Context(), seen); err != nil || card.Habit == "" {
		t.Errorf("card with proof %+v, %v", card, err)
	}
}
