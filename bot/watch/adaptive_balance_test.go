package watch

import (
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

func TestRidesUntil(t *testing.T) {
	t.Parallel()
	fare := onayclient.Tenge(120)
	for _, c := range []struct {
		balance, bound int64
		want           int
	}{{500, 500, 1}, {619, 500, 1}, {620, 500, 2}, {499, 500, 1}, {0, 0, 1}, {-80, 0, 1}, {240, 0, 3}} {
		if got := ridesUntil(onayclient.Tenge(c.balance), onayclient.Tenge(c.bound), fare); got != c.want {
			t.Errorf("from %d below %d: %d rides, want %d", c.balance, c.bound, got, c.want)
		}
	}
}

// Of two looks that are due, the one that is likelier to find a crossing goes
// first; one at a card that is only kept known goes last.
func TestTheLikelierCrossingHasLessSlack(t *testing.T) {
	t.Parallel()
	at := func(now time.Time, tenge int64, l store.Link) time.Duration {
		s := sightOf(now, tenge, l)
		s.Habit = commuter()
		s.Was, s.Late, s.Slack = s.Card, 30*time.Minute, time.Hour
		s.Was.At = now.Add(-time.Hour)
		for range 9 { // that the card waits often
			s.Habit = cards(s).Habit
		}
		return cards(s).Slack
	}
	watched := store.Link{Threshold: threshold}
	sure, unlikely := at(onDay(0, 8, 0), 600, watched), at(onDay(0, 8, 0), 860, watched)
	if sure != 0 || unlikely <= 0 || unlikely > mostSlack {
		t.Errorf("slack %v of the ride that crosses, %v of four", sure, unlikely)
	}
	if far := at(onDay(0, 8, 0), 9000, watched); far <= mostSlack || far > farSlack {
		t.Errorf("slack %v of a card that cannot cross", far)
	}
	if low := at(onDay(0, 20, 0), 100, store.Link{Threshold: threshold, Low: true}); low < topUpSlack {
		t.Errorf("slack %v of a look for a top-up", low)
	}
}

func TestBeforeRides(t *testing.T) {
	t.Parallel()
	rides := []float64{0, 0, 0, 1, 0, 0, 0, 0}
	for name, c := range map[string]struct {
		k     int
		price float64
		want  int
	}{
		"just before the ride":        {1, 0.5, 3},
		"a look is dear":              {1, 50, 8},
		"more rides than are to come": {9, 0.5, 8},
	} {
		if got := before(rides, c.k, 1, c.price); got != c.want {
			t.Errorf("%s: step %d, want %d", name, got, c.want)
		}
	}
}
