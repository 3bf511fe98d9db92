package watch

import (
	"testing"
	"time"
)

// The kind of day, the weekday and how soon rides follow one another tell of
// the rides to come.
func TestDaysBeforeTell(t *testing.T) {
	t.Parallel()
	a := adaptive{city, days}
	h := &habit{since: a.moment(onDay(-28, 0, 0)).minute}
	for day := -28; day < 0; day++ {
		at := onDay(day, 9, 0)
		if !days.Works(at) {
			at = onDay(day, 15, 0)
		}
		for _, ride := range []time.Time{at, at.Add(20 * time.Minute)} {
			h.rides = append(h.rides, a.moment(ride).minute)
		}
	}
	expect := func(day, hour, minute int) (sum float64) {
		var rides [rideSteps]float64
		a.likeDaysBefore(h, a.moment(onDay(day, hour, minute)), rides[:])
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
