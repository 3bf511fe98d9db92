package simulate

import (
	"testing"
	"time"
)

// TestPeriod goes from midnight to midnight, by the clock of the city.
func TestPeriod(t *testing.T) {
	t.Parallel()
	at := func(day, hour int) time.Time { return time.Date(2026, 9, day, hour, 0, 0, 0, almaty) }
	for _, c := range []struct {
		first, last, from, to time.Time
		days                  float64
	}{
		{at(1, 9), at(3, 9), at(1, 0), at(4, 0), 3},
		{at(1, 0), at(2, 0), at(1, 0), at(3, 0), 2},
		{at(1, 1).UTC(), at(1, 23).UTC(), at(1, 0), at(2, 0), 1},
	} {
		got := newTrace([]Card{{Number: "b", Rows: []Row{{At: c.last}}}, {Number: "a", Rows: []Row{{At: c.first}}}}, almaty)
		if !got.From.Equal(c.from) || !got.To.Equal(c.to) || got.Days() != c.days || got.Cards[0].Number != "a" {
			t.Errorf("%v to %v: %+v, %v days", c.first, c.last, got, got.Days())
		}
	}
}
