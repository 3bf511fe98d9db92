package main

import (
	"time"

	"onaybot/bot/texts"
)

// way goes from a child's card to what is told of its rides, before proof and after it.
func (w *tour) way() string {
	w.title("From a number to the rides of a child")
	rodeTwice(w.t, w.cabinet)
	w.say(panKid)
	w.press("name.child")
	offer, noRide := w.last, w.words.Plain("button.offer_no_ride", texts.Args{"By": "08:30"})
	w.press("button.offer_rides")
	w.note(w.me.Next(w.t))
	w.say("/alerts")
	w.pressLabel("⏳ " + w.words.Plain("subscription.rides", nil))
	w.pressLabel("▫️ " + w.words.Plain("subscription.rides", nil))
	w.note(w.me.Next(w.t))
	w.last = offer
	w.pressLabel(noRide)
	w.say(rightAnswer)
	shown := w.last
	w.last = offer
	w.press("button.next")
	w.pressLabel("500")
	w.last = shown
	w.press("button.invite")
	w.press("label.dad")
	dad := w.as(2)
	dad.Say("/start " + inviteLink.FindStringSubmatch(w.last.Text)[1])
	came := w.hears(dad)
	w.hears(w.me)
	w.me, w.last = dad, came
	w.press("button.offer_rides")
	w.pressLabel(noRide)
	w.clock.move(time.Minute)
	ride(w.t, w.cabinet, panKid)
	w.later(20 * time.Minute)
	w.pushed(1)
	return inviteLink.ReplaceAllString(w.out.String(), "https://t.me/onay_test_bot?start=…")
}
