package main

import (
	"testing"
	"time"
)

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
