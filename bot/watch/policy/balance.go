package policy

import (
	"math"
	"time"

	"onaybot/onayclient"
)

// What a card that is followed for its balance costs. The unit is a crossing that is told an hour late.
const (
	pollPrice    = 0.0145 // of a request
	lateCosts    = 5.     // of a crossing told three hours late, besides
	unseenRate   = 0.1    // top-ups an hour, times the cost of one that is spent before it is seen
	negativeCost = 0.1    // of a fall below zero: the card is known to be low by then
)

// farChance is the chance of a crossing before the latest poll below which it is not looked for.
const farChance = 0.01

// How long a poll for a crossing may wait: less, the likelier it is to find one.
const (
	mostMayWait = 4 * time.Hour
	sure        = 0.07 // the chance of a crossing from which on its poll may not wait
)

// patience is how many times longer a crossing may go untold at no cost when requests are scarce.
const patience = 1.7

const (
	balanceStep = 15 // minutes between the polls that are weighed
	lowStep     = 30
	lowRides    = 5 // a top-up that pays for more rides is seen in time anyway
)

// forBalance is the next poll for one follower of a balance.
func (a adaptive) forBalance(h *habit, here moment, balance onayclient.Money, f *Follower, price float64) poll {
	next := poll{wait: farLatest}
	if f.Fare <= 0 {
		return next
	}
	switch {
	case f.Threshold > 0 && !f.Low:
		next = a.forCrossing(h, here, ridesUntil(balance, f.Threshold, f.Fare), 1, price)
	case f.Threshold > 0:
		next = a.forTopUp(h, here, balance-f.Threshold, f.Fare, price)
	}
	if f.WantsNegative && !f.Negative && balance < f.Fare {
		below := a.forCrossing(h, here, ridesUntil(balance, 0, f.Fare), negativeCost, price)
		below.mayWait = topUpMayWait
		next = next.or(below)
	}
	return next
}

// ridesUntil is how many rides bring a balance below a bound.
func ridesUntil(balance, bound, fare onayclient.Money) int {
	return max(1, int((balance-bound)/fare)+1)
}

// forCrossing is the next poll that is worth its price to see whether the card has ridden k times. weight is what
// being late costs, in crossings.
func (a adaptive) forCrossing(h *habit, here moment, k int, weight, price float64) poll {
	const steps = int(mayCross / (balanceStep * time.Minute))
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
		return poll{wait: farLatest}
	}
	lateness := balanceLateness(price)
	first := firstPoll(happens[:], left[:], lateness[:steps], pollPrice*price)
	chance := 0.
	for _, c := range happens[:first] {
		chance += c / weight
	}
	return poll{
		wait:    time.Duration(first*balanceStep) * time.Minute,
		mayWait: time.Duration((1 - ramp(chance, 0, sure)) * float64(mostMayWait)),
	}
}

// balanceLateness is what a crossing costs by the number of steps begun until it is told. Telling one three hours
// late stays dear when requests are scarce.
func balanceLateness(price float64) (cost [daySlots]float64) {
	longer := 1 + (patience-1)*ramp(math.Log(price), 0, 1)
	for i := range cost {
		late := (float64(i) + 0.5) * balanceStep / longer
		cost[i] = ramp(late, 35, 60) + lateCosts*price*ramp(late, 60, 180)
	}
	return cost
}

// forTopUp is the next poll that is worth its price to see whether a low card was topped up above its threshold,
// before rides bring it below again.
func (a adaptive) forTopUp(h *habit, here moment, over, fare onayclient.Money, price float64) poll {
	usual := onayclient.Tenge(1000)
	if h.topUp > 0 {
		usual = onayclient.Money(100 * h.topUp)
	}
	k := ridesUntil(over+usual, 0, fare)
	if over+usual < -2*fare || k > lowRides {
		return poll{wait: farLatest}
	}
	const steps = int(mayCross / (lowStep * time.Minute))
	var rides [steps]float64
	h.ahead(here, lowStep, rides[:])
	// The price is squared so that these polls are the first to be left out.
	first := firstPollBefore(rides[:], k, unseenRate*lowStep/60, pollPrice*price*price)
	return poll{wait: time.Duration(first*lowStep) * time.Minute, mayWait: topUpMayWait}
}
