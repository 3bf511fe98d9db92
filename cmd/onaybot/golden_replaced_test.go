package main

import (
	"time"

	"onaybot/onayclient/cabinetsim"
)

// replaced goes through what is told of many rows at once, and of a card that is gone and replaced.
func (w *tour) replaced() string {
	w.follower(2, "ru", panMum, "Мама")
	w.title("Many rows at once, and a card that is gone")
	w.say(panKid)
	w.press("name.child")
	w.press("button.no_need")
	w.pressLabel("500")
	w.say("/alerts")
	w.pressed("subscription.rides", "subscription.topup")
	for _, ids := range [][]string{{"1"}, {"2", "3"}} {
		w.clock.move(time.Minute)
		for _, id := range ids {
			w.credit(panKid, "t"+id, cabinetsim.OpTopUp)
			w.credit(panKid, "r"+id, "refund")
		}
		w.later(20 * time.Minute)
		w.pushed(2)
	}
	w.unknown(panKid, cabinetsim.FaultNoSuchCard)
	w.later(20 * time.Minute)
	w.say("/balance")
	w.edited()
	for range 26 {
		w.later(time.Hour)
	}
	w.pushed(1)
	gone := w.last
	w.say("/balance")
	w.edited()
	w.last = gone
	w.press("button.replaced")
	w.addCard(panNew, "01.02.15", 200_000)
	w.say(panNew)
	return w.out.String()
}
