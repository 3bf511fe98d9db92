package main

import (
	"time"

	"onaybot/onayclient/cabinetsim"
)

// missing goes through the times by which a ride is wanted, an alarm and its end, and what silences it.
func (w *tour) missing() string {
	w.title("A ride that is missing")
	w.say(panKid)
	w.press("name.child")
	w.press("button.no_need")
	w.pressLabel("500")
	w.say("/alerts")
	w.press("subscription.no_ride")
	w.pressLabel("08:30")
	w.pressLabel("08:30")
	w.press("button.other_time")
	w.say("8")
	w.say("13 05")
	w.pressLabel("08:30")
	w.pressLabel("14:30")
	w.until(time.Monday, 8, 30)
	w.pushed(1)
	w.clock.move(2 * time.Minute)
	w.press("button.look")
	w.file(cabinetsim.Transaction{
		Operation: cabinetsim.OpRide, Route: "92", At: w.clock.now(), Amount: -6_000, NoBalance: true})
	w.later(20 * time.Minute)
	w.pushed(1)
	w.until(time.Monday, 13, 5)
	w.pushed(1)
	alarm := w.last
	w.press("button.home")
	w.press("button.undo")
	w.last = alarm
	w.press("button.holidays")
	w.press("button.other_day")
	w.say("1.1.2020")
	w.say("12.01")
	w.pressLabel("08:30")
	w.press("button.speak")
	return w.out.String()
}
