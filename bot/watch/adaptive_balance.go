package watch

import (
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// What a card that is followed for its balance costs. The unit is a crossing
// that is told an hour late.
const (
	lookPrice  = 0.014 // of a request
	lateCosts  = 5.    // more, for a crossing told three hours late
	unseenRate = 0.1   // top-ups an hour, times the cost of one that is not seen before it is spent
	negative   = 0.1   // of a fall below zero, whose card is known to be low
)

// A card crosses too far ahead to be looked for if so is the chance that it
// does before it is looked at anyway.
const farChance = 0.01

const (
	balanceStep = 15 // minutes between the looks that are weighed
	lowStep     = 30
	lowRides    = 5 // a top-up that pays for more is seen in time by chance
)

// forBalance is the wait until the next look at a card for one of its links.
func (a adaptive) forBalance(h *habit, here moment, s Sight, l store.Link, price float64) time.Duration {
	fare := a.fare(l.Card.Card)
	if fare <= 0 {
		return farAtMost
	}
	balance, threshold := s.Card.Balance, ThresholdOf(l, a.fares, s.Now)
	wait := farAtMost
	switch {
	case threshold > 0 && !l.Low:
		wait = a.forCrossing(h, here, ridesUntil(balance, threshold, fare), 1, price)
	case threshold > 0:
		wait = a.forTopUp(h, here, balance-threshold, fare, price)
	}
	if l.Wishes.Has(store.WishNegative) && !l.Negative && balance < fare {
		wait = min(wait, a.forCrossing(h, here, ridesUntil(balance, 0, fare), negative, price))
	}
	return wait
}

// ridesUntil is how many rides bring a balance below a bound.
func ridesUntil(balance, bound, fare onayclient.Money) int {
	return max(1, int((balance-bound)/fare)+1)
}

// forCrossing is the wait until it is worth to look whether the card has ridden
// k times, where being late costs so much.
func (a adaptive) forCrossing(h *habit, here moment, k int, weight, price float64) time.Duration {
	const steps = int(atLeast / (balanceStep * time.Minute))
	var rides, happens, left [steps]float64
	h.ahead(here, balanceStep, rides[:])
	sum, before := 0., 0.
	for i := range rides {
		left[i] = 1 - before
		sum += rides[i]
		by := atLeastRides(k, sum)
		happens[i] = weight * (by - before)
		before = by
	}
	if before < farChance {
		return farAtMost
	}
	lateness := balanceLateness(price)
	first := firstLook(happens[:], left[:], lateness[:steps], lookPrice*price)
	return time.Duration(first*balanceStep) * time.Minute
}

// balanceLateness is what a crossing costs by the steps begun until it is told.
// However dear requests are, nearly none may be told three hours late.
func balanceLateness(price float64) (cost [daySlots]float64) {
	for i := range cost {
		late := (float64(i) + 0.5) * balanceStep
		cost[i] = ramp(late, 35, 60) + lateCosts*min(price, 10)*ramp(late, 60, 180)
	}
	return cost
}

// forTopUp is the wait until it is worth to look whether a low card was topped
// up above its threshold, before rides bring it below again.
func (a adaptive) forTopUp(h *habit, here moment, over, fare onayclient.Money, price float64) time.Duration {
	usual := onayclient.Tenge(1000)
	if h.topUp > 0 {
		usual = onayclient.Money(100 * h.topUp)
	}
	k := ridesUntil(over+usual, 0, fare)
	if over+usual < -2*fare || k > lowRides {
		return farAtMost
	}
	const steps = int(atLeast / (lowStep * time.Minute))
	var rides [steps]float64
	h.ahead(here, lowStep, rides[:])
	// Squared, so that these looks are the first that are spared.
	first := before(rides[:], k, unseenRate*lowStep/60, lookPrice*price*price)
	return time.Duration(first*lowStep) * time.Minute
}

// before is [firstLook] for what has to be found before k rides.
func before(rides []float64, k int, weight, price float64) int {
	steps := len(rides)
	cost, last := make([]float64, steps+1), make([]int, steps+1)
	for at := 1; at <= steps; at++ {
		missed, between := 0., 0.
		for i := at - 1; i >= 0; i-- {
			missed += weight * atLeastRides(k, between)
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
