package demo

import (
	"testing"
	"time"

	"onaybot/onayclient/cabinetsim"
)

// The city has rides at another fare, a fare given back and a pass bought.
func TestOtherPeoplesDataTheCityShowsOddRows(t *testing.T) {
	t.Parallel()
	w := NewWorld(func() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, Almaty) })
	t.Cleanup(w.Close)
	ride, err := w.Cabinet.Ride(oddCard.PAN, "37")
	if err != nil || ride.Amount != -100_00 {
		t.Errorf("a ride of %d, %v", ride.Amount, err)
	}
	seen := map[string]int64{}
	for _, row := range w.Cabinet.Transactions(oddCard.PAN) {
		if row.Operation == cabinetsim.OpPass || row.Amount > 0 {
			seen[row.Operation] = row.Amount
		}
	}
	if seen[cabinetsim.OpRide] != 100_00 || seen[cabinetsim.OpPass] != -9_900_00 || w.Cabinet.Recall(oddCard.PAN) == "" {
		t.Errorf("rows %v", seen)
	}
}
