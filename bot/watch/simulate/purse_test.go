package simulate

import (
	"testing"
	"time"

	"onaybot/onayclient"
)

// spent has somebody ride twice a day for as long.
func spent(seed uint64, p purse, days int) []Row {
	var rides []time.Time
	for i := range days {
		at := time.Date(2026, 9, 1+i, 8, 0, 0, 0, almaty)
		rides = append(rides, at, at.Add(10*time.Hour))
	}
	p.routes = []string{"92"}
	return p.spend(seeded(seed), rides, onayclient.Tenge(120))
}

func topUps(rows []Row) (list []Row) {
	for _, x := range rows {
		if !x.Ride {
			list = append(list, x)
		}
	}
	return list
}

func TestPurses(t *testing.T) {
	t.Parallel()
	tenge := onayclient.Tenge
	for _, x := range topUps(spent(1, purse{sums: []int64{200}, spot: true}, 30)) {
		if left := x.Balance - x.Amount; left < 0 || left >= tenge(120) {
			t.Errorf("at the stop: %+v", x)
		}
	}
	monthly := topUps(spent(1, purse{balance: tenge(30_000), sums: []int64{5000}, monthly: 30 * 24 * time.Hour}, 95))
	if len(monthly) < 3 || monthly[1].At.Sub(monthly[0].At) != 30*24*time.Hour {
		t.Errorf("monthly: %+v", monthly)
	}
	for _, x := range topUps(spent(1, purse{balance: tenge(1000), sums: []int64{1000}, below: tenge(500), hours: 10}, 60)) {
		if h := x.At.Hour(); h < 7 || x.Balance-x.Amount >= tenge(500) {
			t.Errorf("reminded: %+v", x)
		}
	}
}

// TestEmptyPurse is let through once, and waits for money then.
func TestEmptyPurse(t *testing.T) {
	t.Parallel()
	negative := 0
	for seed := range uint64(100) {
		rows := spent(seed, purse{balance: onayclient.Tenge(200), sums: []int64{500}, below: onayclient.Tenge(1), hours: 30}, 20)
		for i, x := range rows[1:] {
			if x.Balance < 0 {
				negative++
			}
			if rows[i].Balance < 0 && x.Ride {
				t.Fatalf("rides at %d: %+v", rows[i].Balance, x)
			}
		}
	}
	if negative < 100 {
		t.Errorf("%d times below zero", negative)
	}
}

func TestPurseOfAFreeCard(t *testing.T) {
	t.Parallel()
	p := newPurse(seeded(1), 0)
	rows := p.spend(seeded(1), []time.Time{time.Date(2026, 9, 1, 8, 0, 0, 0, almaty)}, 0)
	if len(rows) != 1 || rows[0].Amount != 0 || rows[0].Balance != p.balance {
		t.Errorf("%+v", rows)
	}
}
