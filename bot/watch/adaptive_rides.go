package watch

import (
	"math"
	"slices"
	"time"
)

// What a card whose rides are told costs. The unit is a ride that is told more
// than ten minutes late.
const (
	ridePrice = .0174 // of a request
	rideHalf  = 1.7   // more, for one told half an hour late
)

// How the price of a request follows what a card has spent of late, so that no
// city of whatever riders takes more than a quarter of a look every ten minutes.
const (
	looksAllowed = 32.1 // a day
	looksGain    = 4.   // the power of its share by which the price rises
	looksDays    = 6.   // of which the spending is kept
	cheapest     = .4   // of the price, for a card that has spent little
	dearest      = 2.1  // for one that has spent much
)

const (
	rideStep  = 5  // minutes between the looks that are weighed
	rideSteps = 48 // that are weighed; a look at the least every four hours
	rideKeep  = 80 // rides that are kept
	rideDays  = 35
)

// learnExactly notes the rides of a span, all of them known to the minute.
func (h *habit) learnExactly(from, to moment, rides []int) {
	if h.since == 0 || to.minute-from.minute > forgetAfter*dayMinutes {
		h.since, h.rides = from.minute, nil
	}
	var expected float64
	each(from, to, func(kind, slot int, part float64) {
		expected += h.rate[kind][slot] * part
		h.move(kind, slot, 0, part)
	})
	fresh := 0.
	for _, ride := range rides {
		if slices.Contains(h.rides, ride) || ride < h.since {
			continue
		}
		fresh++
		h.rides = append(h.rides, ride)
		kind := from.kindOf(ride / dayMinutes)
		for i, weight := range [...]float64{0.1, 0.2, 0.4, 0.2, 0.1} {
			slot := (ride%dayMinutes/slotMinutes + i - 2 + daySlots) % daySlots
			h.move(kind, slot, weight, 0)
		}
	}
	if fresh > 0 {
		slices.Sort(h.rides)
	}
	h.active(from, to, fresh, expected)
	h.spend(to.minute - from.minute)
	h.keepRides(to.minute - rideDays*dayMinutes)
}

// keepRides drops rides that are old, or too many.
func (h *habit) keepRides(from int) {
	if extra := len(h.rides) - rideKeep; extra > 0 {
		from = max(from, h.rides[extra-1]+1)
	}
	if from > h.since {
		h.since = from
		old, _ := slices.BinarySearch(h.rides, from)
		h.rides = h.rides[old:]
	}
}

// spend notes a look at a card whose rides are told, so many minutes after the
// one before.
func (h *habit) spend(minutes int) {
	h.looks = h.looks*math.Exp(-float64(minutes)/dayMinutes/looksDays) + 1/looksDays
}

// lookPrice is what a look for rides costs at a price of requests. It rises
// slower than that: a look less often makes each of the rides late.
func (h *habit) lookPrice(price float64) float64 {
	spent := min(dearest, max(cheapest, math.Pow(h.looks/looksAllowed, looksGain)))
	if price > 1 { // the waits have made its looks fewer
		spent = max(1, spent)
	}
	return ridePrice * spent * (1 + (price-1)/40)
}

// forRides is the next look at a card whose rides are told.
func (a adaptive) forRides(h *habit, here moment, price float64) look {
	var rides, left [rideSteps]float64
	h.ahead(here, rideStep, rides[:])
	for i := range left {
		left[i] = 1
	}
	a.likeDaysBefore(h, here, rides[:])
	first := firstLook(rides[:], left[:], rideLateness[:], h.lookPrice(price))
	return look{wait: time.Duration(first*rideStep) * time.Minute}
}

// rideLateness is what a ride costs by the steps begun until it is told.
var rideLateness = func() (cost [rideSteps]float64) {
	for i := range cost {
		late := (float64(i) + 0.5) * rideStep
		cost[i] = ramp(late, 8, 12) + rideHalf*ramp(late, 28, 32) + max(0, late-30)/120
	}
	return cost
}()
