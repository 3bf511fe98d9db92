package watch

import (
	"slices"
	"testing"
	"time"

	"onaybot/store"
)

// A card that has ridden home is not looked for as one that has not.
func TestTheRidesOfTodayTell(t *testing.T) {
	t.Parallel()
	a := adaptive{city, days}
	h := parseHabit(ridden(func(day time.Time) []time.Duration {
		if !days.Works(day) {
			return nil
		}
		return []time.Duration{8 * time.Hour, 18 * time.Hour}
	}, store.SubscribeRides))
	evening := a.moment(onDay(0, 18, 5))
	waits := func(rides ...int) time.Duration {
		g := *h
		for _, hour := range rides {
			g.rides = append(slices.Clone(g.rides), a.moment(onDay(0, hour, 0)).minute)
		}
		return a.forRides(&g, evening, 1).wait
	}
	if still, done := waits(8), waits(8, 18); still > 30*time.Minute || done <= still {
		t.Errorf("looked at in %v, after the way home in %v", still, done)
	}
}

func TestRidesAreKeptForSomeWeeks(t *testing.T) {
	t.Parallel()
	a, h := adaptive{city, days}, &habit{rate: prior}
	for day := range 60 {
		from, to := a.moment(onDay(day, 0, 0)), a.moment(onDay(day+1, 0, 0))
		h.learnExactly(from, to, []int{from.minute + 480, from.minute + 480, from.minute + 1080, from.minute + 1100})
	}
	if n := len(h.rides); n != rideKeep-2 && n != rideKeep || h.since < a.moment(onDay(60-rideDays, 0, 0)).minute {
		t.Errorf("%d rides are kept since minute %d", len(h.rides), h.since)
	}
	if !slices.IsSorted(h.rides) {
		t.Error("they are out of order")
	}
}

// A card that has spent more than is allowed looks less, unless waits do that
// already.
func TestWhatWasSpentIsThePriceOfRides(t *testing.T) {
	t.Parallel()
	h := parseHabit("")
	usual, scarce := h.lookPrice(1), h.lookPrice(5)
	for range 10 * dayMinutes / 20 { // ten days of 72 looks
		h.spend(20)
	}
	if got := h.lookPrice(1); got != dearest*usual {
		t.Errorf("price %v after much was spent, %v before", got, usual)
	}
	for range 20 * 6 { // of six looks
		h.spend(dayMinutes / 6)
	}
	if got := h.lookPrice(1); got != cheapest*usual {
		t.Errorf("price %v after little was spent, %v before", got, usual)
	}
	if got := h.lookPrice(5); got != scarce {
		t.Errorf("price %v where requests are scarce, want %v", got, scarce)
	}
}
