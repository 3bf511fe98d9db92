package policy

import (
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestWhatRidesCanHaveCost(t *testing.T) {
	t.Parallel()
	const day, fare = 24 * time.Hour, 12_000
	for _, c := range []struct {
		lost onayclient.Money
		span time.Duration
		want bool
	}{
		{0, 0, true},
		{30 * fare, time.Minute, true},
		{30*fare + 1, time.Minute, false},
		{30 * fare, 2 * day, true},
		{30*fare + 1, 2 * day, false},
		{20 * fare, 2*day + time.Minute, true},
		{21 * fare, 2*day + time.Minute, false},
		{30 * fare, 3 * day, true},
		{30*fare + 1, 3 * day, false},
		{990_000, 8 * day, false},
		{990_000, 9 * day, true},
		{300 * fare, 30 * day, true},
		{300*fare + 1, 30 * day, false},
	} {
		if got := PaidRides(c.lost, c.span, fare); got != c.want {
			t.Errorf("%d tiyn in %v: %v", c.lost, c.span, got)
		}
	}
}

func TestNothingIsLearnedOfAPassBought(t *testing.T) {
	t.Parallel()
	o := next(first(onDay(0, 12, 0), 20_000, watched()), 30*time.Minute)
	o.Notes = commuter()
	before := *parseHabit(o.Notes)
	for drop, learned := range map[onayclient.Money]bool{onayclient.Tenge(9_900): false, 2 * fare: true} {
		o.Reading.Balance = o.Before.Balance - drop
		after := *parseHabit(decide(o).Notes)
		if got := after.rate != before.rate || after.rode != before.rode; got != learned {
			t.Errorf("something is learned of a loss of %d: %v", drop, got)
		}
	}
}
