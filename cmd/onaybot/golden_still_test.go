package main

import "time"

// stands goes through what is told of a fare that comes back, and of a card that stands still.
func (w *tour) stands() string {
	w.title("A fare comes back, and a card stands still")
	w.say(panMum)
	w.press("name.mum")
	w.pressLabel("500")
	w.say("/alerts")
	w.pressed("subscription.topup")
	for _, tiyn := range []int64{48_000, 60_000, 160_000} {
		w.set(panMum, tiyn)
		w.later(20 * time.Minute)
		w.pushed(1)
	}
	w.clock.move(5 * time.Hour)
	for day := range int64(6) {
		w.set(panMum, 148_000-day*12_000)
		w.later(24 * time.Hour)
	}
	for range 14 {
		w.later(24 * time.Hour)
	}
	w.pushed(1)
	asked := w.last
	w.say("/balance")
	w.last = asked
	w.press("button.not_replaced")
	return w.out.String()
}
