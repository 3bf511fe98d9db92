package cabinetsim

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Each row that other people's cards have is there on demand, and moves the balance.
func TestOtherPeoplesDataOddRows(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, WithRiders(0))
	ok(t, v.sim.Add(Card{PAN: unified, Balance: 20_000_00, Fare: 100_00}))
	start := v.sim.clock()
	for _, tc := range []struct {
		do   func() (Transaction, error)
		want Transaction
	}{
		{func() (Transaction, error) { return v.sim.Ride(unified, "5") }, Transaction{Operation: OpRide, Amount: -100_00, Balance: 19_900_00}},
		{func() (Transaction, error) { return v.sim.GiveBack(unified, 100_00) }, Transaction{Operation: OpRide, Amount: 100_00, Balance: 20_000_00}},
		{func() (Transaction, error) { return v.sim.Reverse(unified, 500_00) }, Transaction{Operation: OpTopUp, Amount: -500_00, Balance: 19_500_00}},
		{func() (Transaction, error) { return v.sim.BuyPass(unified, 9_900_00) }, Transaction{Operation: OpPass, Amount: -9_900_00, Balance: 9_600_00}},
		{func() (Transaction, error) {
			return v.sim.Charge(unified, Transaction{Operation: OpRide, At: start.AddDate(0, 0, -5), Amount: -100_00})
		}, Transaction{Operation: OpRide, Amount: -100_00, Balance: 9_500_00}},
		{func() (Transaction, error) {
			v.sim.SetFreeDay(true)
			defer v.sim.SetFreeDay(false)
			return v.sim.Ride(unified, "5")
		}, Transaction{Operation: OpRide, Balance: 9_500_00}},
	} {
		got := must[Transaction](t)(tc.do())
		if got.Operation != tc.want.Operation || got.Amount != tc.want.Amount || got.Balance != tc.want.Balance {
			t.Errorf("booked %+v, want %+v", got, tc.want)
		}
	}
	if _, err := v.sim.GiveBack(unified, 0); !errors.Is(err, ErrBadAmount) {
		t.Errorf("nothing is given back: %v", err)
	}
	before := v.sim.Transactions(unified)
	ok(t, v.sim.RenameTransactions(unified))
	for i, row := range v.sim.Transactions(unified) {
		if row.ID == before[i].ID || row.At != before[i].At {
			t.Errorf("renamed %+v to %+v", before[i], row)
		}
	}
	if last := before[len(before)-1]; !last.At.Equal(start.AddDate(0, 0, -5).Truncate(time.Second)) {
		t.Errorf("the late row is not the oldest: %+v", last)
	}
}

// A client of 2016 posts the number and no more.
func TestOtherPeoplesDataClientsWithoutForms(t *testing.T) {
	t.Parallel()
	for lax, want := range map[bool]string{true: `"balance":`, false: "csrftoken"} {
		var options []Option
		if lax {
			options = append(options, WithoutForms())
		}
		v := newVisitor(t, options...)
		p := v.ask(http.MethodPost, "/check", "pan="+unified, "Content-Type", "application/x-www-form-urlencoded")
		if !strings.Contains(p.body, want) {
			t.Errorf("lax %v: %s", lax, p.body)
		}
	}
}
