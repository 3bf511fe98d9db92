package cabinetsim

import (
	"testing"
	"time"
)

// ridesEvery makes n rides, so far apart, the last at noon.
func ridesEvery(n int, gap time.Duration) []Transaction {
	rides := make([]Transaction, n)
	for i := range rides {
		rides[i] = Transaction{Operation: OpRide, At: noon().Add(-time.Duration(n-1-i) * gap)}
	}
	return rides
}

func TestHistoryEndsInTheBalance(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0), WithNow(noon))
	for _, balance := range []int64{-60_00, 0, 150_00, 1240_00, 4990_00} {
		h := s.newHolder(Card{PAN: unified, Balance: balance})
		rows := h.withTopUps(ridesEvery(200, 10*time.Hour))
		if got := rows[len(rows)-1].Balance; got != balance {
			t.Errorf("history ends in %d, want %d", got, balance)
		}
		for _, r := range rows {
			if r.Balance < -fareFull || r.Balance > 5700_00 {
				t.Errorf("balance %d on the way to %d", r.Balance, balance)
			}
		}
	}
}

func TestFreeCardIsNotToppedUp(t *testing.T) {
	t.Parallel()
	h := New(WithRiders(0), WithNow(noon)).newHolder(Card{PAN: unified, Type: "02.01"})
	for _, r := range h.withTopUps(ridesEvery(100, time.Hour)) {
		if r.Operation != OpRide || r.Amount != 0 || r.Balance != 0 {
			t.Fatalf("row = %+v", r)
		}
	}
}

func TestTopUpsFitBetweenRides(t *testing.T) {
	t.Parallel()
	h := New(WithRiders(0), WithNow(noon)).newHolder(Card{PAN: unified})
	rows, topUps := h.withTopUps(ridesEvery(300, 2*time.Second)), 0
	for i, r := range rows {
		if r.Operation == OpTopUp {
			topUps++
		}
		if i > 0 && !r.At.After(rows[i-1].At) {
			t.Fatalf("row %+v does not follow %+v", r, rows[i-1])
		}
	}
	if topUps == 0 {
		t.Error("36 000 ₸ were ridden without a top-up")
	}
}
