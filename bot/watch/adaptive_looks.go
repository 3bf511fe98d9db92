package watch

import "math"

// firstLook chooses among looks at every step ahead those that cost least
// together, and gives the first of them: so many steps from now, at most as many
// as there are. What is to be found happens in each step with the chance
// happens, and costs lateness of so many steps begun until it is found, no less of
// more; a look costs price, as long as the chance left says that there is still something to
// look for. There are at most daySlots steps, the last of which is looked at in
// any case, for nothing.
//
// Since lateness never falls, the best look before a step is none earlier than
// that before the step before it. Once all looks that a later step can follow
// have come of the same first one, it is that.
func firstLook(happens, left []float64, lateness []float64, price float64) int {
	var cost [daySlots + 1]float64
	var first [daySlots + 1]int // of the looks up to a step
	before, alike := 0, 1       // the look before the one at a step; since which step the first is the same
	for at := 1; at <= len(happens); at++ {
		least, late, earliest := math.Inf(1), 0., before
		for last := at - 1; last >= earliest; last-- {
			late += happens[last] * lateness[at-last-1]
			if c := cost[last] + late + price*left[last]; c <= least {
				least, before = c, last
			}
		}
		cost[at], first[at] = least, first[before]
		if before == 0 {
			first[at] = at
		}
		if first[at] != first[at-1] {
			alike = at
		}
		if before >= alike {
			return first[at]
		}
	}
	return first[len(happens)]
}

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
