package policy

import (
	"math"
	"slices"
)

// How the rides of earlier days tell of those to be expected.
const (
	dayForgets = 0.95 // of a day's weight is left when another one has passed
	sameDay    = 2.   // times the weight of a day of the same kind has one of the same weekday
	otherKind  = 0.1  // of the weight has a day of the other kind
	unlike     = 0.3  // of the weight has a day on which the card had ridden at quite another time
	alike      = 75   // minutes between two rides that are quite another time
	rideSpread = 80   // minutes around a ride in which one like it is expected
	rideDoubt  = 0.5  // days of single rides that weigh as much as the habit
	anyTime    = 0.75 // of the card's mean rate, in waking hours that have seen no ride
	rideStates = 2    // rides of a day from which on more are not told apart
)

// Rides that follow one another, such as after a change of buses.
const (
	soonAfter  = 60 // minutes
	soonSpread = 8  // minutes around such a wait
	soonShare  = 0.5
)

// Waking hours, in minutes of the day.
const (
	wakes  = 6 * 60
	sleeps = 23 * 60
)

// past sums up earlier days. For each step ahead it has the rides made in today's state and the days that were in it.
// The state of a day at a moment is how often the card has ridden by then, up to rideStates.
type past struct {
	seen, watched [rideSteps]float64
	begin         int // the middle of the first step, in minutes of today
	tonight       int // the first step of tomorrow
	state         int // of today
	last          int // minute of the day of the last ride; -1: none
}

// weighSimilarDays weighs what is expected against earlier days that were in today's state at the same time of
// day. The latest count most, and those of today's weekday whose last ride was at the same time as today's.
func (a adaptive) weighSimilarDays(h *habit, here moment, expected []float64) {
	if h.since == 0 {
		return
	}
	today := h.ridesOf(here.day())
	p := past{begin: here.minute%dayMinutes + rideStep/2, state: min(rideStates, len(today)), last: -1}
	p.tonight = min(rideSteps, (dayMinutes-p.begin+rideStep-1)/rideStep)
	if p.state > 0 {
		p.last = today[len(today)-1] % dayMinutes
	}
	a.sumUp(h, here, &p)
	known := float64(here.minute-h.since)/dayMinutes + 2 // days
	usual := anyTime * float64(len(h.rides)+1) / known / (sleeps - wakes) * rideStep
	for i := range expected {
		if at := (p.begin + i*rideStep) % dayMinutes; wakes <= at && at < sleeps {
			expected[i] += usual
		}
		expected[i] = (p.seen[i] + rideDoubt*expected[i]) / (p.watched[i] + rideDoubt)
	}
	if p.last >= 0 {
		h.soonAfter(p.begin-p.last, expected)
	}
}

// sumUp adds the earlier days, the latest first.
func (a adaptive) sumUp(h *habit, here moment, p *past) {
	weight, today := 1., here.day()
	to, _ := slices.BinarySearch(h.rides, today*dayMinutes)
	for day, oldest := today-1, max(h.since/dayMinutes+1, today-rideDays); day >= oldest; day-- {
		weight *= dayForgets
		from := to
		for from > 0 && h.rides[from-1] >= day*dayMinutes {
			from--
		}
		rides, kind := h.rides[from:to], a.kindOf(day)
		to = from
		p.addToday(rides, weight*dayWeight(today-day, here.kind[0] == kind))
		if p.tonight < rideSteps {
			tomorrow := weight * dayWeight(today+1-day, here.kind[1] == kind)
			addDay(rides, p.begin+p.tonight*rideStep-dayMinutes, 0, tomorrow, p.seen[p.tonight:], p.watched[p.tonight:])
		}
	}
}

// dayWeight is the weight of a day so many days before another one.
func dayWeight(before int, sameKind bool) float64 {
	switch {
	case !sameKind:
		return otherKind
	case before%7 == 0:
		return sameDay
	}
	return 1
}

// addToday adds an earlier day to what the rest of today is like.
func (p *past) addToday(rides []int, weight float64) {
	if p.state > len(rides) {
		return
	}
	if p.state > 0 {
		last := rides[p.state-1] % dayMinutes
		apart := float64(max(last-p.last, p.last-last))
		weight *= unlike + (1-unlike)*max(0, 1-apart/alike)
	}
	addDay(rides, p.begin, p.state, weight, p.seen[:p.tonight], p.watched[:p.tonight])
}

// addDay adds the rides that an earlier day had in a state, each spread around its minute, and the steps in which the
// day was in that state. The steps begin at a minute of the day.
func addDay(rides []int, begin, state int, weight float64, seen, watched []float64) {
	if state > len(rides) {
		return
	}
	from, to, next := 0, dayMinutes, rides[state:]
	if state > 0 {
		from = rides[state-1] % dayMinutes
	}
	if state < rideStates && len(next) > 0 {
		to, next = next[0]%dayMinutes, next[:1]
	}
	first, end := max(0, (from-begin+rideStep-1)/rideStep), 0
	if to >= begin {
		end = min(len(watched), (to-begin)/rideStep+1)
	}
	during := watched[min(first, end):end]
	for i := range during {
		during[i] += weight
	}
	for _, ride := range next {
		if at := ride%dayMinutes - begin + rideSpread; at >= 0 {
			spread(at, weight, seen)
		}
	}
}

// spread adds a ride to the steps around it. at is its minute, counted from rideSpread before the first step.
func spread(at int, weight float64, seen []float64) {
	from := at/rideStep - 2*rideSpread/rideStep
	part := ridePart[at%rideStep][max(0, -from):]
	around := seen[min(len(seen), max(0, from)):]
	for i := range around[:min(len(around), len(part))] {
		around[i] += weight * part[i]
	}
}

// ridePart is how much of a ride so many minutes after a step is expected in each of the steps around it, from
// rideSpread before to rideSpread after.
var ridePart = func() (part [rideStep][2*rideSpread/rideStep + 1]float64) {
	for after := range part {
		for i := range part[after] {
			away := math.Abs(float64(i*rideStep - rideSpread - after))
			part[after][i] = max(0, 1-away/rideSpread) / rideSpread * rideStep
		}
	}
	return part
}()

// soonAfter weighs what is expected so many minutes after a ride against how often and how soon the card's rides
// follow one another.
func (h *habit) soonAfter(minutes int, expected []float64) {
	for i := 0; i < len(expected) && minutes+i*rideStep < soonAfter; i++ {
		at := minutes + i*rideStep
		seen, watched := 0., 1. // the last ride has none after it yet
		for k := range len(h.rides) - 1 {
			away := h.rides[k+1] - h.rides[k] - at
			if away >= 0 {
				watched++
			}
			if -soonSpread < away && away < soonSpread {
				seen += (1 - float64(max(away, -away))/soonSpread) / soonSpread * rideStep
			}
		}
		soon := (seen + rideDoubt*expected[i]) / (watched + rideDoubt)
		expected[i] += soonShare * (soon - expected[i])
	}
}

// ridesOf are the rides of a day.
func (h *habit) ridesOf(day int) []int {
	from, _ := slices.BinarySearch(h.rides, day*dayMinutes)
	to, _ := slices.BinarySearch(h.rides, (day+1)*dayMinutes)
	return h.rides[from:to]
}
