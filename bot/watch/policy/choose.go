package policy

import "math"

// firstPoll chooses, among all series of polls at the steps ahead, the one that costs least, and returns its first
// poll as a number of steps from now, at most as many as there are.
//
// What is to be found happens in step i with the chance happens[i]. Found after n steps begun it costs
// lateness[n-1], which never falls. A poll costs price, as far as there is still something to find (left). There
// are at most daySlots steps, and a poll at the last one costs nothing.
//
// Since lateness never falls, the best poll before a step is no earlier than the best one before the step before
// it. And once all polls that can come before a later step have the same first poll, that is the answer.
func firstPoll(happens, left []float64, lateness []float64, price float64) int {
	var cost [daySlots + 1]float64
	var first [daySlots + 1]int // poll of the cheapest series that ends at a step
	before, alike := 0, 1       // the best poll before the step; the step since which first is the same
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

// firstPollBefore is [firstPoll] for something that must be found before k rides: it happens at any time, and costs
// weight for each step in which it is missed.
func firstPollBefore(rides []float64, k int, weight, price float64) int {
	steps := len(rides)
	cost, last := make([]float64, steps+1), make([]int, steps+1)
	for at := 1; at <= steps; at++ {
		missed, between := 0., 0.
		for i := at - 1; i >= 0; i-- {
			missed += weight * atLeastRides(k, between, 1)
			between += rides[i]
			if c := cost[i] + missed + price; i == at-1 || c <= cost[at] {
				cost[at], last[at] = c, i
			}
		}
	}
	first := steps
	for last[first] > 0 {
		first = last[first]
	}
	return first
}

// ramp rises from 0 at from to 1 at to.
func ramp(x, from, to float64) float64 { return min(1, max(0, (x-from)/(to-from))) }

// mostRides is how many rides no card is believed to make until its next poll.
const mostRides = 40

// atLeastRides is the chance that a card rides k times or more where some rides are expected. One day has no ride and
// another has many, so their number is negative binomial: as if what is expected were itself drawn from a gamma
// distribution, the wider the more unsteady the card is. By a Poisson distribution a pair of rides of a rare rider
// would come as a surprise.
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
