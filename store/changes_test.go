package store

import (
	"context"
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestCompareTellsNewFromAmended(t *testing.T) {
	t.Parallel()
	s := open(t)
	card, other := addCard(t, s, 1), addCard(t, s, 2)
	known, odd := ride("a", start), ride("b", start)
	odd.HasBalance = false // its figure means nothing
	saveRides(t, s, card, known, odd)
	saveRides(t, s, other, ride("n", start))
	later := ride("a", start.Add(minute))
	odd.Balance = 7
	var got Changes
	write(t, s, func(ctx context.Context, tx *Tx) (err error) {
		got, err = tx.Compare(ctx, card, []onayclient.Transaction{ride("n", start), later, ride("n", start), odd})
		return err
	})
	equal(t, "changes", got, Changes{New: []onayclient.Transaction{ride("n", start)}, Amended: []onayclient.Transaction{later}})

	finer := known
	finer.At = known.At.Add(time.Microsecond)
	write(t, s, func(ctx context.Context, tx *Tx) (err error) {
		got, err = tx.Compare(ctx, card, []onayclient.Transaction{finer})
		return err
	})
	equal(t, "finer than the file", got, Changes{})
}

func TestTransactionsByID(t *testing.T) {
	t.Parallel()
	s := open(t)
	card := addCard(t, s, 1)
	saveRides(t, s, card, ride("a", start), ride("b", start))
	got, err := s.TransactionsByID(t.Context(), card, []string{"b", "x", "a"})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "rows", got, []onayclient.Transaction{ride("b", start), ride("a", start)})
}

func TestKnownSince(t *testing.T) {
	t.Parallel()
	s := open(t)
	cards := []Card{{ID: addCard(t, s, 1)}, {ID: addCard(t, s, 2)}, {ID: addCard(t, s, 3)}}
	other := addCard(t, s, 4)
	a, b, c := ride("a", start), ride("b", start.Add(minute)), ride("c", start.Add(2*minute))
	saveRides(t, s, cards[0].ID, a, b, c)
	saveRides(t, s, cards[1].ID, b)
	saveRides(t, s, other, c)
	got, err := s.KnownSince(t.Context(), cards, start.Add(minute))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "rows", got, map[int64]Known{cards[0].ID: {"b": b, "c": c}, cards[1].ID: {"b": b}})
	if changes := got[cards[0].ID].Compare([]onayclient.Transaction{b, c}); !changes.None() {
		t.Errorf("changes of known rows: %+v", changes)
	}
	if changes := got[cards[2].ID].Compare([]onayclient.Transaction{b}); changes.None() {
		t.Error("an unknown row is no change")
	}
}
