package cabinetsim

import (
	"testing"
	"time"
)

func TestTheHolderRecallsRidesOfTwoDays(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0), WithNow(noon))
	ok(t, s.Add(Card{PAN: unified}))
	row := func(operation, route string, ago time.Duration) {
		t.Helper()
		ok(t, s.AddTransaction(unified, Transaction{Operation: operation, Route: route, At: noon().Add(-ago)}))
	}
	recalls := func(want string) {
		t.Helper()
		if got := s.Recall(unified); got != want {
			t.Errorf("recalls %q, want %q", got, want)
		}
	}
	recalls("")
	row(OpRide, "92", 2*time.Hour)
	row(OpRide, "121", time.Hour)
	row(OpTopUp, "", 24*time.Hour)
	row(OpRide, "", 25*time.Hour)
	recalls("")
	row(OpRide, "121", 24*time.Hour)
	recalls("121 11:00, 121 12:00") // there are no others
	row(OpRide, "32", 50*time.Hour)
	recalls("121 11:00, 32 10:00")
	for n := range 7 {
		row(OpRide, "121", 30*time.Minute+time.Duration(n)*time.Minute)
	}
	recalls("121 11:30, 121 12:00") // the other is no longer of the last ten
	if got := s.Recall(school); got != "" {
		t.Errorf("a card that is not there recalls %q", got)
	}
}
