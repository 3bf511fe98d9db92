package store

import (
	"testing"
	"time"

	"onaybot/onayclient"
)

// bare are rows as the cabinet tells them.
func bare(rows []Transaction) (list []onayclient.Transaction) {
	for _, x := range rows {
		list = append(list, x.Transaction)
	}
	return list
}

func TestSavingTellsNewFromAmended(t *testing.T) {
	t.Parallel()
	s := open(t)
	card, other := addCard(t, s, 1), addCard(t, s, 2)
	known, odd := ride("a", start), ride("b", start)
	odd.HasBalance = false // its figure means nothing
	saved := saveRides(t, s, card, known, odd)
	saveRides(t, s, other, ride("n", start))
	later := ride("a", start.Add(minute))
	odd.Balance = 7
	got := saveRides(t, s, card, ride("n", start), later, ride("n", start), odd)
	equal(t, "new", bare(got.New), []onayclient.Transaction{ride("n", start)})
	equal(t, "amended", got.Amended, []Transaction{{later, saved.New[0].RowID}})
	rows, err := s.TransactionsByID(t.Context(), card, []int64{got.New[0].RowID, 404, saved.New[0].RowID})
	equal(t, "by their ids", []any{bare(rows), err}, []any{[]onayclient.Transaction{ride("n", start), later}, nil})

	later.At = later.At.Add(time.Microsecond)
	equal(t, "finer than the file", saveRides(t, s, card, later).None(), true)
}
