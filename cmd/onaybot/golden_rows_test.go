package main

import (
	"fmt"
	"time"

	"onaybot/onayclient/cabinetsim"
)

// otherRows goes through what is told of rows that are neither rides nor top-ups, of a free ride, of rows that come late
// in bulk, and of other ids.
func (w *tour) otherRows() string {
	w.title("Rows of other kinds, and in bulk")
	w.as(adminID).ask("/cancel")
	w.me.ask(panMum)
	w.me.ask("Мама")
	w.last = w.me.ask("/alerts")
	w.pressed("subscription.rides", "subscription.topup")
	for i, n := range []int{1, 2} {
		for _, x := range []cabinetsim.Transaction{
			{Operation: "ride", Amount: 12_000}, {Operation: "topup", Amount: -50_000}, {Operation: "cashback", Amount: 5_000},
		} {
			for k := range n {
				w.clock.move(time.Minute)
				x.ID, x.At, x.Balance = fmt.Sprint(x.Operation, i, k), w.clock.now(), 124_000
				w.fileOf(panMum, x)
			}
		}
		w.later(20 * time.Minute)
		w.pushed(3)
	}
	for _, x := range []cabinetsim.Transaction{
		{Operation: "correction", Amount: 5_000}, {Operation: "pass", Amount: -990_000}, {Operation: "fee", Amount: -100},
		{Operation: "ride"},
	} {
		w.clock.move(time.Minute)
		x.At, x.Balance = w.clock.now(), 124_000
		w.fileOf(panMum, x)
	}
	w.later(20 * time.Minute)
	w.pushed(2)
	w.say("/trips")
	w.inBulk()
	return w.out.String()
}

func (w *tour) inBulk() {
	w.clock.move(96 * time.Hour)
	for _, operation := range []string{"ride", "refund"} {
		for i := range 12 {
			at := w.clock.now().AddDate(0, 0, -1-i/4).Add(time.Duration(i%4) * time.Hour)
			amount := int64(12_000)
			if operation == "ride" {
				amount = -amount
			}
			w.fileOf(panMum, cabinetsim.Transaction{Operation: operation, Route: "92", At: at, Amount: amount, Balance: 124_000})
		}
	}
	w.later(20 * time.Minute)
	w.pushed(2)
	w.must(w.cabinet.RenameTransactions(panMum))
	w.later(20 * time.Minute)
	w.me = w.as(adminID)
	w.pushed(1)
}
