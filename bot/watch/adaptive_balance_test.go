package watch

import (
	"testing"

	"onaybot/onayclient"
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
