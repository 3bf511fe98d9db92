package watch

import (
	"math"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// What a card that is followed for its balance costs. The unit is a crossing
// that is told an hour late.
const (
	lookPrice  = 0.0145 // of a request
	lateCosts  = 5.     // more, for a crossing told three hours late
	unseenRate = 0.1    // top-ups an hour, times the cost of one that is not seen before it is spent
	negative   = 0.1    // of a fall below zero, whose card is known to be low
)

// A card crosses too far ahead to be looked for if so is the chance that it
// does before it is looked at anyway.
const farChance = 0.01

// How long a look for a crossing may be due: the less likely it is to find one,
// the longer, and not at all where one is sure.
const (
	mostSlack = 4 * time.Hour
	sure      = 0.07 // the chance from which on a crossing counts as sure
)

// How much longer a crossing may go untold before it costs, when requests are
// scarce.
const patience = 1.7

const (
	balanceStep = 15 // minutes between the looks that are weighed
	lowStep     = 30
	lowRides    = 5 // a top-up that pays for more is seen in time by chance
)

// forBalance is the next look at a card for one of its links.
func (a adaptive) forBalance(h *habit, here moment, s Sight, l store.Link, price float64) look {
	fare := a.fare(l.Class(), l.Card.At)
	next := look{wait: farAtMost}
	if fare <= 0 {
		return next
	}
	balance, threshold := s.Card.Balance, ThresholdOf(l, a.fares, s.Now)
	switch {
	case threshold > 0 && !l.Low:
		next = a.forCrossing(h, here, ridesUntil(balance, threshold, fare), 1, price)
	case threshold > 0:
		next = a.forTopUp(h, here, balance-threshold, fare, price)
	}
	if l.Subscriptions.Has(store.SubscribeNegative) && !l.Negative && balance < fare {
		below := a.forCrossing(h, here, ridesUntil(balance, 0, fare), negative, price)
		below.slack = topUpSlack
		next = next.or(below)
	}
	return next
}

// ridesUntil is how many rides bring a balance below a bound.
func ridesUntil(balance, bound, fare onayclient.Money) int {
	return max(1, int((balance-bound)/fare)+1)
}

// forCrossing is the look from which on it is worth to see whether the card has
// ridden k times, where being late costs so much.
func (a adaptive) forCrossing(h *habit, here moment, k int, weight, price float64) look {
	const steps = int(atLeast / (balanceStep * time.Minute))
	var rides, happens, left [steps]float64
	h.ahead(here, balanceStep, rides[:])
	unsteady, sum, before := h.unsteadiness(), 0., 0.
	for i := range rides {
		left[i] = 1 - before
		sum += rides[i]
		by := atLeastRides(k, sum, unsteady)
		happens[i] = weight * (by - before)
		before = by
	}
	if before < farChance {
		return look{wait: farAtMost}
	}
	lateness := balanceLateness(price)
	first := firstLook(happens[:], left[:], lateness[:steps], lookPrice*price)
	chance := 0.
	for _, c := range happens[:first] {
		chance += c / weight
	}
	return look{
		wait:  time.Duration(first*balanceStep) * time.Minute,
		slack: time.Duration((1 - ramp(chance, 0, sure)) * float64(mostSlack)),
	}
}

// balanceLateness is what a crossing costs by the steps begun until it is told.
// However dear requests are, nearly none may be told three hours late.
func balanceLateness(price float64) (cost [daySlots]float64) {
	longer := 1 + (patience-1)*ramp(math.Log(price), 0, 1)
	for i := range cost {
		late := (float64(i) + 0.5) * balanceStep / longer
		cost[i] = ramp(late, 35, 60) + lateCosts*price*ramp(late, 60, 180)
	}
	return cost
}

// forTopUp is the look from which on it is worth to see whether a low card was
// topped up above its threshold, before rides bring it below again.
func (a adaptive) forTopUp(h *habit, here moment, over, fare onayclient.Money, price float64) look {
	usual := onayclient.Tenge(1000)
	if h.topUp > 0 {
		usual = onayclient.Money(100 * h.topUp)
	}
	k := ridesUntil(over+usual, 0, fare)
	if over+usual < -2*fare || k > lowRides {
		return look{wait: farAtMost}
	}
	const steps = int(atLeast / (lowStep * time.Minute))
	var rides [steps]float64
	h.ahead(here, lowStep, rides[:])
	// Squared, so that these looks are the first that are spared.
	first := before(rides[:], k, unseenRate*lowStep/60, lookPrice*price*price)
	return look{wait: time.Duration(first*lowStep) * time.Minute, slack: topUpSlack}
}

// before is [firstLook] for what has to be found before k rides.
func before(rides []float64, k int, weight, price float64) int {
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
