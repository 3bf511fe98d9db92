package watch

import (
	"math"
	"testing"
)

func TestFirstLook(t *testing.T) {
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
		"both by one look":            {[]float64{0, 0, 1, 1, 0, 0, 0, 0}, 0.1, 4},
		"the unlikely one is left":    {[]float64{0.05, 0, 0, 0, 1, 0, 0, 0}, 0.1, 5},
		"the last look costs nothing": {[]float64{0, 0, 0, 0, 0, 0, 1, 0}, 0.1, steps},
	} {
		if got := firstLook(c.happens, all, lateness, c.price); got != c.want {
			t.Errorf("%s: step %d, want %d", name, got, c.want)
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
