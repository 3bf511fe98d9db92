package policy

import (
	"slices"
	"testing"
	"time"
)

// A card that has ridden home is not polled as one that has not.
func TestTheRidesOfTodayTell(t *testing.T) {
	t.Parallel()
	a := adaptive{days}
	h := parseHabit(ridden(Follower{WantsRides: true}, func(day time.Time) []time.Duration {
		if !works(day) {
			return nil
		}
		return []time.Duration{8 * time.Hour, 18 * time.Hour}
	}))
	evening := a.moment(onDay(0, 18, 5))
	waits := func(rides ...int) time.Duration {
		g := *h
		for _, hour := range rides {
			g.rides = append(slices.Clone(g.rides), a.moment(onDay(0, hour, 0)).minute)
		}
		return a.forRides(&g, evening, 1).wait
	}
	if still, done := waits(8), waits(8, 18); still > 30*time.Minute || done <= still {
		t.Errorf("polled in %v, after the way home in %v", still, done)
	}
}

func TestRidesAreKeptForSomeWeeks(t *testing.T) {
	t.Parallel()
	a, h := adaptive{days}, &habit{rate: prior}
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

// A card that has used more polls than it may is polled less, unless waiting does that already.
func TestWhatWasSpentIsThePriceOfRides(t *testing.T) {
	t.Parallel()
	h := parseHabit("")
	usual, scarce := h.ridePollPrice(1), h.ridePollPrice(5)
	for range 10 * dayMinutes / 20 { // ten days of 72 polls
		h.spend(20)
	}
	if got := h.ridePollPrice(1); got != dearest*usual {
		t.Errorf("price %v after much was spent, %v before", got, usual)
	}
	for range 20 * 6 { // twenty days of six polls
		h.spend(dayMinutes / 6)
	}
	if got := h.ridePollPrice(1); got != cheapest*usual {
		t.Errorf("price %v after little was spent, %v before", got, usual)
	}
	if got := h.ridePollPrice(5); got != scarce {
		t.Errorf("price %v where requests are scarce, want %v", got, scarce)
	}
}

// The kind of day, the weekday and how soon rides follow one another tell of the rides to come.
func TestEarlierDaysTell(t *testing.T) {
	t.Parallel()
	a := adaptive{days}
	h := &habit{since: a.moment(onDay(-28, 0, 0)).minute}
	for day := -28; day < 0; day++ {
		at := onDay(day, 9, 0)
		if !works(at) {
			at = onDay(day, 15, 0)
		}
		for _, ride := range []time.Time{at, at.Add(20 * time.Minute)} {
			h.rides = append(h.rides, a.moment(ride).minute)
		}
	}
	expect := func(day, hour, minute int) (sum float64) {
		var rides [rideSteps]float64
		a.weighSimilarDays(h, a.moment(onDay(day, hour, minute)), rides[:])
		for _, x := range rides[:12] {
			sum += x
		}
		return sum
	}
	if works, off := expect(0, 8, 30), expect(5, 8, 30); works < 0.3 || off > works/3 {
		t.Errorf("%.2f rides expected on a working day, %.2f on a day off", works, off)
	}
	idle := expect(0, 12, 0)
	h.rides = append(h.rides, a.moment(onDay(0, 12, 0)).minute)
	if change := expect(0, 12, 1); change < 0.2 || change < 3*idle {
		t.Errorf("%.2f rides expected after one, %.2f without", change, idle)
	}
}
