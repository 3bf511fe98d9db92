package store

import (
	"context"
	"errors"
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
	wantErr(t, err, nil)
	return list
}

// bare are rows as the cabinet tells them.
func bare(rows []Transaction) (list []onayclient.Transaction) {
	for _, x := range rows {
		list = append(list, x.Transaction)
	}
	return list
}

func TestTransactionsNewestFirst(t *testing.T) {
	t.Parallel()
	s := open(t)
	card, other := addCard(t, s, 1), addCard(t, s, 2)
	topUp := onayclient.Transaction{ID: "t", At: start.Add(minute), Kind: onayclient.KindTopUp, Amount: 100000}
	odd := onayclient.Transaction{ID: "o", At: start.Add(2 * minute), Kind: onayclient.KindCredit, Word: "bonus"}
	saveRides(t, s, card, ride("b", start), topUp, odd, ride("a", start))
	saveRides(t, s, other, ride("a", start.Add(minute)))

	all := []onayclient.Transaction{odd, topUp, ride("a", start), ride("b", start)}
	equal(t, "all", rides(t, s, card, start, start.Add(time.Hour)), all)
	equal(t, "from included, to excluded", rides(t, s, card, start.Add(minute), start.Add(2*minute)), all[1:2])
	equal(t, "the other card's", rides(t, s, other, start, start.Add(time.Hour)),
		[]onayclient.Transaction{ride("a", start.Add(minute))})
}

func TestSavingTellsNewFromAmended(t *testing.T) {
	t.Parallel()
	s := open(t)
	card, other := addCard(t, s, 1), addCard(t, s, 2)
	odd := ride("b", start)
	odd.HasBalance = false // its figure means nothing
	saved := saveRides(t, s, card, ride("a", start), odd)
	saveRides(t, s, other, ride("n", start))
	amended := onayclient.Transaction{ID: "a", At: start.Add(minute), Kind: onayclient.KindRide, Route: "121", Amount: -6000}
	odd.Balance = 7
	list := []onayclient.Transaction{ride("n", start), amended, ride("n", start), odd}
	got := saveRides(t, s, card, list...)
	equal(t, "new", bare(got.New), []onayclient.Transaction{ride("n", start)})
	equal(t, "amended", got.Amended, []Transaction{{amended, saved.New[0].RowID}})
	odd.Balance = 0
	rows, err := s.TransactionsByID(t.Context(), card, []int64{got.New[0].RowID, 404, saved.New[0].RowID})
	equal(t, "by their ids", []any{bare(rows), err}, []any{[]onayclient.Transaction{ride("n", start), amended}, nil})
	equal(t, "all", rides(t, s, card, start, start.Add(hour)), []onayclient.Transaction{amended, odd, ride("n", start)})

	amended.At = amended.At.Add(time.Microsecond)
	equal(t, "finer than the file", saveRides(t, s, card, amended).None(), true)
}

func TestCardKnowsWhatItsRidesCover(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := addCard(t, s, 1)
	cover := func() [2]time.Time { return [2]time.Time{cardOf(t, s, 1).RidesFrom, cardOf(t, s, 1).RidesAt} }
	equal(t, "a new card's", cover(), [2]time.Time{})
	for _, c := range []struct {
		name               string
		from, at, wantFrom time.Duration
	}{
		{"no rides is an answer too", -hour, 0, -hour},
		{"touching", 0, hour, -hour},
		{"reaching further back", -2 * hour, 2 * hour, -2 * hour},
		{"after a gap", 3 * hour, 4 * hour, 3 * hour},
	} {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			_, err := tx.SaveTransactions(ctx, id, nil, start.Add(c.from), start.Add(c.at))
			return err
		})
		equal(t, c.name, cover(), [2]time.Time{start.Add(c.wantFrom), start.Add(c.at)})
	}
	if try(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.SaveTransactions(ctx, 404, []onayclient.Transaction{ride("a", start)}, start, start)
		return err
	}) == nil {
		t.Error("rides of no card were written")
	}
}

func TestDaysAddUp(t *testing.T) {
	t.Parallel()
	s := open(t)
	card, other := addCard(t, s, 1), addCard(t, s, 2)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		var errs []error
		for _, d := range []Day{
			{Day: 20261121, Spent: 60}, {Day: 20261122, Spent: 60}, {Day: 20261122, Added: 500}, {Day: 20261122, Spent: 60},
			{Day: 20261125, Since: 20261123, Spent: 60}, {Day: 20261125, Spent: 60},
			{Day: 20261127, Spent: 60}, {Day: 20261127, Since: 20261125, Spent: 60},
		} {
			errs = append(errs, tx.AddDay(ctx, card, d))
		}
		return errors.Join(append(errs, tx.AddDay(ctx, other, Day{Day: 20261122, Spent: 1, Added: 1}))...)
	})
	days, err := s.Days(t.Context(), card, 20261122, 20261201)
	equal(t, "days", []any{days, err}, []any{[]Day{
		{Day: 20261122, Spent: 120, Added: 500},
		{Day: 20261125, Since: 20261123, Spent: 120}, {Day: 20261127, Since: 20261125, Spent: 120},
	}, nil})
}

func TestPurgeTransactionsKeepsTheYounger(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := addCard(t, s, 1)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		list := []onayclient.Transaction{ride("old", start.Add(-48*time.Hour)), ride("new", start)}
		_, err := tx.SaveTransactions(ctx, id, list, start.Add(-72*time.Hour), start)
		return errors.Join(err, tx.AddDay(ctx, id, Day{Day: 20777}), tx.AddDay(ctx, id, Day{Day: 20778}))
	})
	wantErr(t, s.PurgeTransactions(t.Context(), start.Add(-24*time.Hour)), nil)
	equal(t, "left", rides(t, s, id, time.Time{}, start.Add(time.Hour)), []onayclient.Transaction{ride("new", start)})
	equal(t, "known from", cardOf(t, s, 1).RidesFrom, start.Add(-24*time.Hour))
	days, err := s.Days(t.Context(), id, 0, 99999999)
	equal(t, "days", []any{days, err}, []any{[]Day{{Day: 20778}}, nil})
}

func TestRidesThatNobodyMaySeeAreDropped(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	seen, unseen := addCard(t, s, 1), addCard(t, s, 2)
	proved := follow(t, s, 1, seen)
	follow(t, s, 1, unseen)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Prove(ctx, proved, 0, start) })
	dropOne := func(id int64) func() error {
		return func() error {
			return try(t, s, func(ctx context.Context, tx *Tx) error { return tx.DropUnseen(ctx, id) })
		}
	}
	for _, c := range []struct {
		name  string
		drop  func() error
		rides int
		notes string // of the policy, on the unseen card
	}{
		{"of a card with proof", dropOne(seen), 2, "mornings"},
		{"of one without", dropOne(unseen), 1, ""},
		{"of all", func() error { return s.DropAllUnseen(t.Context()) }, 1, "mornings"},
	} {
		for n, id := range []int64{1: seen, 2: unseen} {
			if id > 0 {
				saveReading(t, s, reading(t, n, 540, start), Plan{NextAt: start, PolicyNotes: "mornings"})
				saveRides(t, s, id, ride("a", start))
				write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetLearnedFare(ctx, id, 9000, start) })
			}
		}
		wantErr(t, c.drop(), nil)
		equal(t, "rides left after a drop "+c.name, count(t, s, "transactions"), c.rides)
		equal(t, "notes of the unseen card", cardOf(t, s, 2).PolicyNotes, c.notes)
		equal(t, "notes of the other", cardOf(t, s, 1).PolicyNotes, "mornings")
		equal(t, "the unseen card's rides are known", !cardOf(t, s, 2).RidesFrom.IsZero(), c.rides == 2)
		equal(t, "they tell a fare", cardOf(t, s, 2).LearnedFare == 9000, c.rides == 2)
		equal(t, "those of the other tell one", cardOf(t, s, 1).LearnedFare, onayclient.Money(9000))
	}
}
