package main

import (
	"testing"
	"time"
)

// Strangers who answer wrong stop those who come after them, and nobody who
// has followed the card for longer.
func TestStrangersStopNobodyWhoFollowedBefore(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	dad := e.follower(100, "ru", panKid, "Дочь")
	e.clock.move(time.Minute)
	for id := range int64(4) {
		p := e.follower(id+1, "ru", panKid, "К")
		p.ask("/trips", "маршрут и время")
		for range 5 {
			p.ask(wrongAnswer, "Не совпало")
		}
	}
	e.clock.move(time.Minute)
	fresh := e.follower(9, "ru", panKid, "К")
	fresh.ask("/trips", "слишком много", "завтра после 08:01")
	dad.ask("/trips", "маршрут и время")
	dad.ask(wrongAnswer, "Осталось 4 попытки")
	dad.ask(rightAnswer, "поездки видны")
	fresh.hear("К ·0027: поездки теперь видны и в другом чате")
	e.restart()
	fresh.ask("/trips", "слишком много")
}

// A commuter's card opens to nobody who has guessed the commute: what could be
// one ride is one, however it is named.
func TestACommuteIsNamedByOneRideOnly(t *testing.T) {
	t.Parallel()
	e := newE2E(t, proofRequired)
	for n := range 10 {
		minute := time.Duration(10+n%7) * time.Minute
		rodeAt(t, e.cabinet, panMum, "92", morning.AddDate(0, 0, -1-n).Add(minute))
	}
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask("/trips", "туда и обратно")
	for range 6 {
		p.ask("92 08:15, 92 08:16", "одна и та же поездка", "разницей больше часа", "не потрачена")
	}
	p.ask("92 07:44, 92 08:45", "Осталось 4 попытки") // far apart, but of one habit
	p.ask("/trips", "туда и обратно")
	rodeAt(t, e.cabinet, panMum, "92", morning.AddDate(0, 0, -1).Add(10*time.Hour))
	e.clock.move(10 * time.Minute) // the reading is no longer fresh
	p.ask("92 08:15, 92 18:15", "поездки видны")
}
