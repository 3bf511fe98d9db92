package watch

import "math"

// firstLook chooses among looks at every step ahead those that cost least
// together, and gives the first of them: so many steps from now, at most as many
// as there are. What is to be found happens in each step with the chance
// happens, and costs lateness of so many steps begun until it is found, no less of
// more; a look costs price, as long as the chance left says that there is still something to
// look for. There are at most daySlots steps, the last of which is looked at in
// any case, for nothing.
func firstLook(happens, left []float64, lateness []float64, price float64) int {
	steps := len(happens)
	var cost [daySlots + 1]float64
	var before [daySlots + 1]int // the look before the one at a step
	for at := 1; at <= steps; at++ {
		least, late := math.Inf(1), 0.
		for last := at - 1; last >= 0; last-- {
			late += happens[last] * lateness[at-last-1]
			c := cost[last] + late
			if c > least*rounding {
				break // a look before last saves no more than its own price and what happened from there to last
			}
			if c += price * left[last]; c <= least {
				least, before[at] = c, last
			}
		}
		cost[at] = least
	}
	first := steps
	for before[first] > 0 {
		first = before[first]
	}
	return first
}

// rounding is more than sums can be off by for being rounded.
const rounding = 1 + 1e-9

// ramp rises from 0 at from to 1 at to.
func ramp(x, from, to float64) float64 { return min(1, max(0, (x-from)/(to-from))) }

// atLeastRides is the chance that a card rides k times or more where rides are
// to be expected. One day has no ride and another many, so their number is
// spread as if what is to be expected were itself drawn from a gamma distribution
// around its mean, the wider the more unsteady the card, which makes it negative
// binomial: of a Poisson number, the rare rider's pair and the busy day would come
// as a surprise.
func atLeastRides(k int, expected, unsteady float64) float64 {
	if k > mostRides {
		return 0
	}
	more := unsteady * expected
	exactly, fewer := math.Exp(-math.Log1p(more)/unsteady), 0.
	for n := range k {
		fewer += exactly
		exactly *= (1/unsteady + float64(n)) / float64(n+1) * more / (1 + more)
	}
	return max(0, 1-fewer)
}

// mostRides is how many no card is thought to make until it is looked at again.
const mostRides = 40
