package store

import (
	"context"
	"testing"
	"time"

	"onaybot/onayclient"
)

func ride(id string, at time.Time) onayclient.Transaction {
	return onayclient.Transaction{
		ID: id, At: at, Kind: onayclient.KindRide, Route: "92", Vehicle: "524EY02",
		Amount: -12000, Balance: 108000, HasBalance: true,
	}
}

func saveRides(t *testing.T, s *Store, cardID int64, list ...onayclient.Transaction) (c Changes) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) (err error) {
		c, err = tx.SaveTransactions(ctx, cardID, list, start.Add(-time.Hour), start)
		return err
	})
	return c
}

func rides(t *testing.T, s *Store, cardID int64, from, to time.Time) []onayclient.Transaction {
	t.Helper()
	list, err := s.Transactions(t.Context(), cardID, from, to)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTransactionsNewestFirst(t *testing.T) {
	t.Parallel()
	s := open(t)
	card, other := addCard(t, s, 1), addCard(t, s, 2)
	topUp := onayclient.Transaction{ID: "t", At: start.Add(minute), Kind: onayclient.KindTopUp, Amount: 100000}
	odd := onayclient.Transaction{ID: "o", At: start.Add(2 * minute), Kind: "refund"}
	saveRides(t, s, card, ride("b", start), topUp, odd, ride("a", start))
	saveRides(t, s, other, ride("a", start.Add(minute)))

	all := []onayclient.Transaction{odd, topUp, ride("a", start), ride("b", start)}
	equal(t, "all", rides(t, s, card, start, start.Add(time.Hour)), all)
	equal(t, "from included, to excluded", rides(t, s, card, start.Add(minute), start.Add(2*minute)), all[1:2])
	equal(t, "the other card's", rides(t, s, other, start, start.Add(time.Hour)),
		[]onayclient.Transaction{ride("a", start.Add(minute))})
}

func TestAmendedTransactionIsOverwritten(t *testing.T) {
	t.Parallel()
	s := open(t)
	card := addCard(t, s, 1)
	amended := ride("a", start.Add(minute))
	amended.Kind, amended.Route, amended.Vehicle, amended.Amount = "refund", "121", "", -6000
	amended.Balance, amended.HasBalance = 0, false
	saveRides(t, s, card, ride("a", start), ride("b", start))
	saveRides(t, s, card, amended)
	equal(t, "rows", rides(t, s, card, start.Add(-time.Hour), start.Add(time.Hour)),
		[]onayclient.Transaction{amended, ride("b", start)})
}

func TestCardKnowsWhatItsRidesCover(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := addCard(t, s, 1)
	if c := cardOf(t, s, 1); !c.RidesAt.IsZero() || !c.RidesFrom.IsZero() {
		t.Errorf("a new card's rides were read at %v from %v", c.RidesAt, c.RidesFrom)
	}
	saveRides(t, s, id) // no rides is an answer too
	c := cardOf(t, s, 1)
	equal(t, "read at", c.RidesAt, start)
	equal(t, "from", c.RidesFrom, start.Add(-time.Hour))
}

func TestTransactionsOfACardThatIsGone(t *testing.T) {
	t.Parallel()
	s := open(t)
	err := try(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.SaveTransactions(ctx, 404, []onayclient.Transaction{ride("a", start)}, start, start)
		return err
	})
	if err == nil {
		t.Error("rides of no card were written")
	}
}
