package policy

import (
	"math"
	"slices"
	"time"
)

// What a card whose rides are told costs. The unit is a ride that is told more than ten minutes late.
const (
	ridePrice  = .0174 // of a request
	rideHalf   = 1.7   // of a ride told half an hour late, besides
	rideSlower = 40.   // times more slowly than a request its price rises
)

// How the price of a request follows what a card has spent in the last days. It keeps every city below a quarter of a
// poll every ten minutes, 36 a card and day.
const (
	pollsAllowed = 32.1 // a day
	pollsGain    = 4.   // the power of the share that was spent by which the price rises
	pollsDays    = 6.   // for which spending is remembered
	cheapest     = .4   // of the price, for a card that has spent little
	dearest      = 2.1  // for one that has spent much
)

const (
	rideStep  = 5  // minutes between the polls that are weighed
	rideSteps = 48 // that are weighed: a card is polled every four hours at least
	rideKeep  = 80 // rides that are remembered
	rideDays  = 35 // for which they are
)

// forRides is the next poll of a card whose rides are told.
func (a adaptive) forRides(h *habit, here moment, price float64) poll {
	var rides, left [rideSteps]float64
	h.ahead(here, rideStep, rides[:])
	for i := range left {
		left[i] = 1
	}
	a.weighSimilarDays(h, here, rides[:])
	first := firstPoll(rides[:], left[:], rideLateness[:], h.ridePollPrice(price))
	return poll{wait: time.Duration(first*rideStep) * time.Minute}
}

// rideLateness is what a ride costs by the number of steps begun until it is told.
var rideLateness = func() (cost [rideSteps]float64) {
	for i := range cost {
		late := (float64(i) + 0.5) * rideStep
		cost[i] = ramp(late, 8, 12) + rideHalf*ramp(late, 28, 32) + max(0, late-30)/120
	}
	return cost
}()

// ridePollPrice is what a poll for rides costs when requests have a price. It rises more slowly than that price:
// every poll that is left out makes rides late.
func (h *habit) ridePollPrice(price float64) float64 {
	spent := min(dearest, max(cheapest, math.Pow(h.polls/pollsAllowed, pollsGain)))
	if price > 1 { // waiting has made its polls fewer already
		spent = max(1, spent)
	}
	return ridePrice * spent * (1 + (price-1)/rideSlower)
}

// learnExactly adds the rides of a span, all of them known to the minute.
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

// keepRides drops rides that are too old or too many.
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

// spend notes a poll of a card whose rides are told, so many minutes after the last one.
func (h *habit) spend(minutes int) {
	h.polls = h.polls*math.Exp(-float64(minutes)/dayMinutes/pollsDays) + 1/pollsDays
}
