package policy

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestFirstPoll(t *testing.T) {
	t.Parallel()
	const steps = 8
	lateness := []float64{0, 0, 1, 1, 1, 1, 1, 1} // two steps are soon enough
	all := []float64{1, 1, 1, 1, 1, 1, 1, 1}
	for name, c := range map[string]struct {
		happens []float64
		price   float64
		want    int
	}{
		"nothing to find":             {[]float64{0, 0, 0, 0, 0, 0, 0, 0}, 0.1, steps},
		"one thing, found in time":    {[]float64{0, 0, 1, 0, 0, 0, 0, 0}, 0.1, 3},
		"too dear":                    {[]float64{0, 0, 1, 0, 0, 0, 0, 0}, 2, steps},
		"the first of two":            {[]float64{1, 0, 0, 0, 1, 0, 0, 0}, 0.1, 1},
		"both by one poll":            {[]float64{0, 0, 1, 1, 0, 0, 0, 0}, 0.1, 4},
		"the unlikely one is left":    {[]float64{0.05, 0, 0, 0, 1, 0, 0, 0}, 0.1, 5},
		"the last poll costs nothing": {[]float64{0, 0, 0, 0, 0, 0, 1, 0}, 0.1, steps},
	} {
		if got := firstPoll(c.happens, all, lateness, c.price); got != c.want {
			t.Errorf("%s: step %d, want %d", name, got, c.want)
		}
	}
}

// No series of polls costs less than the best of those that begin with the first
// one chosen.
func TestFirstPollBeginsTheCheapest(t *testing.T) {
	t.Parallel()
	const steps = 10
	rng := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		var happens, left, lateness [steps]float64
		for i := range steps {
			happens[i], left[i], lateness[i] = rng.Float64()*rng.Float64(), rng.Float64(), rng.Float64()
		}
		slices.Sort(lateness[:])
		price := 0.5 * rng.Float64()
		cheapest, choice := math.Inf(1), 0
		for polls := range 1 << (steps - 1) { // a bit for each step but the last
			last, cost := 0, 0.
			for at := 1; at <= steps; at++ {
				if at < steps && polls>>(at-1)&1 == 0 {
					continue
				}
				for i := last; i < at; i++ {
					cost += happens[i] * lateness[at-i-1]
				}
				if last > 0 {
					cost += price * left[last]
				}
				last = at
			}
			if cost < cheapest {
				cheapest, choice = cost, min(steps, 1+bits.TrailingZeros(uint(polls|1<<(steps-1))))
			}
		}
		if got := firstPoll(happens[:], left[:], lateness[:], price); got != choice {
			t.Errorf("step %d first, the cheapest begin with %d", got, choice)
		}
	}
}

func TestAtLeastRides(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		k                        int
		expected, unsteady, want float64
	}{
		{1, 0, 1, 0}, {1, 1, 1, 1. / 2}, {3, 1, 1, 1. / 8}, {2, 3, 1, 9. / 16}, {40, 0.1, 1, 0}, {2000, 3, 1, 0}, // geometric
		{1, 2, 0.5, 3. / 4}, {2, 2, 0.5, 1. / 2}, {3, 2, 0.5, 5. / 16},
		{1, 2, 1e-9, 1 - math.Exp(-2)}, {3, 2, 1e-9, 1 - 5*math.Exp(-2)}, // nearly Poisson's
	} {
		if got := atLeastRides(c.k, c.expected, c.unsteady); math.Abs(got-c.want) > 1e-7 {
			t.Errorf("%d of %v, unsteady %v: %v, want %v", c.k, c.expected, c.unsteady, got, c.want)
		}
	}
}

func TestFirstPollBefore(t *testing.T) {
	t.Parallel()
	rides := []float64{0, 0, 0, 1, 0, 0, 0, 0}
	for name, c := range map[string]struct {
		k     int
		price float64
		want  int
	}{
		"just before the ride":        {1, 0.5, 3},
		"a poll is dear":              {1, 50, 8},
		"more rides than are to come": {9, 0.5, 8},
	} {
		if got := firstPollBefore(rides, c.k, 1, c.price); got != c.want {
			t.Errorf("%s: step %d, want %d", name, got, c.want)
		}
	}
}
