package watch

import (
	"slices"
	"time"
)

// What a card whose rides are told costs. The unit is a ride that is told more
// than ten minutes late.
const (
	ridePrice = 0.0235 // of a request
	rideHalf  = 4.     // more, for one told half an hour late
)

const (
	rideStep    = 5  // minutes between the looks that are weighed
	rideSteps   = 48 // that are weighed; a look at the least every four hours
	rideKeep    = 80 // rides that are kept
	rideDays    = 35
	rideForgets = 0.96 // of a day's weight is left after another one
	rideSpread  = 40   // minutes around a ride, in which one like it is to be expected
	rideDoubt   = 5.   // days of single rides that outweigh the habit
	rideStates  = 2    // rides of a day, from which on they are not told apart
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
	slices.Sort(h.rides)
	h.active(from, to, fresh, expected)
	h.keepRides(to.minute - rideDays*dayMinutes)
}

// keepRides drops rides that are old, or too many.
func (h *habit) keepRides(from int) {
	if extra := len(h.rides) - rideKeep; extra > 0 {
		from = max(from, h.rides[extra-1]+1)
	}
	if from > h.since {
		h.since = from
		h.rides = slices.DeleteFunc(h.rides, func(ride int) bool { return ride < from })
	}
}

// forRides is the wait until the next look at a card whose rides are told. Its
// price rises slower: a look less often makes each of its rides late.
func (a adaptive) forRides(h *habit, here moment, price float64) time.Duration {
	var rides, left [rideSteps]float64
	h.ahead(here, rideStep, rides[:])
	for i := range left {
		left[i] = 1
	}
	a.likeDaysBefore(h, here, rides[:])
	return time.Duration(firstLook(rides[:], left[:], rideLateness[:], ridePrice*(1+(price-1)/20))*rideStep) * time.Minute
}

// rideLateness is what a ride costs by the steps begun until it is told.
var rideLateness = func() (cost [rideSteps]float64) {
	for i := range cost {
		late := (float64(i) + 0.5) * rideStep
		cost[i] = ramp(late, 6, 12) + rideHalf*ramp(late, 28, 32) + max(0, late-30)/120
	}
	return cost
}()

// likeDaysBefore weighs what is expected against the days before of the same
// kind, when by the same time of day the card had ridden as often as today.
func (a adaptive) likeDaysBefore(h *habit, here moment, expected []float64) {
	if h.since == 0 {
		return
	}
	var seen, watched [rideSteps]float64
	begin := here.minute%dayMinutes + rideStep/2
	tonight := min(rideSteps, (dayMinutes-begin+rideStep-1)/rideStep) // the first step of tomorrow
	state := min(rideStates, len(h.ridesOf(here.day())))
	weight := 1.
	for day := here.day() - 1; day >= max(h.since/dayMinutes+1, here.day()-rideDays); day-- {
		weight *= rideForgets
		rides, kind := h.ridesOf(day), a.kindOf(day)
		if here.kind[0] == kind {
			like(rides, begin, state, weight, seen[:tonight], watched[:tonight])
		}
		if tonight < rideSteps && here.kind[1] == kind {
			like(rides, begin+tonight*rideStep-dayMinutes, 0, weight, seen[tonight:], watched[tonight:])
		}
	}
	for i := range expected {
		expected[i] = (seen[i] + rideDoubt*expected[i]) / (watched[i] + rideDoubt)
	}
}

// ridesOf are the rides of a day.
func (h *habit) ridesOf(day int) []int {
	from, _ := slices.BinarySearch(h.rides, day*dayMinutes)
	to, _ := slices.BinarySearch(h.rides, (day+1)*dayMinutes)
	return h.rides[from:to]
}

// kindOf is the kind of any day; a day's noon in UTC is on the same day nearly
// everywhere.
func (a adaptive) kindOf(day int) int {
	if a.days.Works(time.Unix(int64(day)*dayMinutes*60+12*3600, 0)) {
		return workday
	}
	return dayOff
}

// like adds what a day of some weight was like, in steps from a minute of it
// on: the rides that were made in a state of having ridden so often by then,
// each spread around its minute, and whether the day was in that state.
func like(rides []int, begin, state int, weight float64, seen, watched []float64) {
	before := 0
	for i := range watched {
		for before < len(rides) && rides[before]%dayMinutes < begin+i*rideStep {
			before++
		}
		if min(rideStates, before) == state {
			watched[i] += weight
		}
	}
	for before, ride := range rides {
		if min(rideStates, before) != state {
			continue
		}
		at := ride%dayMinutes - begin // from the first step
		for i := max(0, (at-rideSpread)/rideStep); i < len(seen) && i*rideStep < at+rideSpread; i++ {
			away := max(at-i*rideStep, i*rideStep-at)
			seen[i] += weight * max(0, 1-float64(away)/rideSpread) / rideSpread * rideStep
		}
	}
}
