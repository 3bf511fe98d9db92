package watch

import (
	"context"
	"slices"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// A chat learns of whole days after the one on which it began to follow.
func TestBalanceDaysBeginAfterTheLink(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 100_000)
	card := b.follow(1, 101)
	b.write(func(ctx context.Context, tx *store.Tx) error {
		for _, day := range []int{22, 23, 30, 31} {
			d := store.Day{Day: days.day(at(day, 12, 0)), Spent: onayclient.Tenge(int64(day)), Added: onayclient.Tenge(1)}
			if err := tx.AddDay(ctx, card.ID, d); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range []struct {
		since, from, to time.Time
		want            []int
	}{
		{at(22, 0, 0), at(1, 0, 0), at(30, 23, 59), []int{23, 30}},
		{at(22, 23, 59), at(1, 0, 0), at(31, 0, 0), []int{23, 30, 31}},
		{at(10, 0, 0), at(22, 12, 0), at(23, 0, 0), []int{22, 23}},
		{at(30, 0, 0), at(1, 0, 0), at(30, 0, 0), nil},
	} {
		list, err := b.BalanceDays(t.Context(), store.Link{Card: card, Since: c.since}, c.from, c.to)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, d := range list {
			day := int(d.Spent.Tenge())
			got = append(got, day)
			if !d.At.Equal(at(day, 12, 0)) || d.Added != onayclient.Tenge(1) {
				t.Errorf("day %+v", d)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("since %v, from %v: %v, want %v", c.since, c.from, got, c.want)
		}
	}
}

func TestDividingDaysLosesNothing(t *testing.T) {
	t.Parallel()
	got := AsTransactions([]BalanceDay{
		{At: at(22, 12, 0), Spent: 240},
		{At: at(26, 12, 0), Since: at(22, 12, 0), Spent: 1003, Added: 500},
		{At: at(27, 12, 0), Since: at(27, 12, 0), Spent: 60},
		{At: at(28, 12, 0), Added: 500},
	})
	want := []onayclient.Transaction{
		{At: at(27, 12, 0), Amount: -60},
		{At: at(26, 12, 0), Amount: -251}, {At: at(25, 12, 0), Amount: -251}, {At: at(24, 12, 0), Amount: -251},
		{At: at(23, 12, 0), Amount: -250}, {At: at(22, 12, 0), Amount: -240},
	}
	for i := range want {
		want[i].Kind = onayclient.KindRide
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v\nwant %v", got, want)
	}
}
