package policy

import (
	"math"
	"time"

	"onaybot/onayclient"
)

const (
	dayMinutes  = 24 * 60
	slotMinutes = 15
	daySlots    = dayMinutes / slotMinutes
	horizon     = 4 // days from a moment's day on whose kind is known
)

// The kinds of days.
const (
	workday = iota
	dayOff
	dayKinds
)

// moment is a point in local time.
type moment struct {
	minute int          // since the beginning of 1970
	kind   [horizon]int // of its day and the days after
}

func (a adaptive) moment(at time.Time) moment {
	local := at.In(a.days.Zone)
	_, offset := local.Zone()
	m := moment{minute: int((local.Unix() + int64(offset)) / 60)}
	for i := range m.kind {
		m.kind[i] = a.kindOf(m.day() + i)
	}
	return m
}

// kindOf is the kind of any day.
func (a adaptive) kindOf(day int) int {
	if a.days.WorksOn(day) {
		return workday
	}
	return dayOff
}

// day is the number of the moment's day, from 1 January 1970 on.
func (m moment) day() int { return m.minute / dayMinutes }

// kindOf is the kind of the moment's day or one soon after it.
func (m moment) kindOf(day int) int { return m.kind[min(horizon-1, max(0, day-m.day()))] }

// habit is what is learned of when a card rides. It tells nothing of where.
type habit struct {
	rate     [dayKinds][daySlots]float64 // rides in a slot, forgotten over some weeks
	days     [dayKinds]float64           // that were watched
	rode     float64                     // rides in the last days
	expected float64                     // the same by rate
	apart    float64                     // squared distance of rides from what was expected, beyond chance
	square   float64                     // of what was expected
	topUp    float64                     // the usual one, in tenge; 0: none was seen
	overdue  float64                     // minutes by which polls were late of late
	polls    float64                     // a day of late, where rides are told
	rides    []int                       // minutes of single rides, oldest first
	since    int                         // the minute since which rides has all; 0: they are not read
}

// How a habit is learned.
const (
	priorDays    = 3.      // watched days that weigh as much as the prior
	leastWorkday = 1. / 15 // the least weight of the latest working day in the rate
	leastDayOff  = 1. / 10
	doubt        = 0.1 // the part of the prior in where unseen rides are put
	recentDays   = 3.  // of the activity
	recentPrior  = 2.  // rides that hold the activity near 1
	steadyDays   = 20. // of the unsteadiness
	steadyPrior  = 4.  // squared rides that hold it near 1
	steadiest    = 0.05
	forgetAfter  = 3 // days without a reading, from which on nothing is learned
)

// prior is the habit of a card that is not known yet: commuters' peaks on a working day, a hump on a day off.
var prior = func() (p [dayKinds][daySlots]float64) {
	for i := range daySlots {
		hour := (float64(i) + 0.5) * slotMinutes / 60
		hump := func(rides, at, width float64) float64 {
			return rides * math.Exp(-(hour-at)*(hour-at)/(2*width*width)) / (width * math.Sqrt(2*math.Pi)) * slotMinutes / 60
		}
		waking := 0.0002
		if hour >= 6 && hour < 23 {
			waking += 0.5 / 68
		}
		p[workday][i] = hump(0.6, 8, 0.8) + hump(0.5, 18, 1.2) + waking
		p[dayOff][i] = hump(0.6, 14, 3) + waking/2
	}
	return p
}()

// activity is how many times its rate a card rides of late.
func (h *habit) activity() float64 {
	return min(max((h.rode+recentPrior)/(h.expected+recentPrior), 0.1), 2.5)
}

// each calls f for every slot of a span, with its kind, its place in the day and how much of it lies in the span.
func each(from, to moment, f func(kind, slot int, part float64)) {
	for at := from.minute; at < to.minute; {
		end := min(to.minute, at-at%slotMinutes+slotMinutes)
		f(from.kindOf(at/dayMinutes), at%dayMinutes/slotMinutes, float64(end-at)/slotMinutes)
		at = end
	}
}

// expect is how many rides are expected in a span.
func (h *habit) expect(from, to moment) (rides float64) {
	if to.minute-from.minute > forgetAfter*dayMinutes {
		return 0
	}
	each(from, to, func(kind, slot int, part float64) { rides += h.rate[kind][slot] * part })
	return rides * h.activity()
}

// learn adds n rides of a span at unknown times. They are put where the card is believed to ride.
func (h *habit) learn(from, to moment, n float64) {
	if to.minute-from.minute > forgetAfter*dayMinutes {
		return
	}
	believed := func(kind, slot int) float64 { return (1-doubt)*h.rate[kind][slot] + doubt*prior[kind][slot] }
	var sum, expected float64
	each(from, to, func(kind, slot int, part float64) {
		sum += believed(kind, slot) * part
		expected += h.rate[kind][slot] * part
	})
	if sum == 0 {
		return
	}
	h.compare(n, expected*h.activity(), float64(to.minute-from.minute)/dayMinutes)
	each(from, to, func(kind, slot int, part float64) {
		h.move(kind, slot, n*believed(kind, slot)*part/sum, part)
	})
	h.active(from, to, n, expected)
}

// compare notes how far the rides of some days were from what was expected.
func (h *habit) compare(n, expected, days float64) {
	kept := math.Exp(-days / steadyDays)
	h.apart = max(0, h.apart*kept+(n-expected)*(n-expected)-expected)
	h.square = h.square*kept + expected*expected
}

// unsteadiness is how much the number of a card's rides varies beyond chance: that part of its variance over the
// square of its mean. It is near 0 for a card that rides by its habit, and 1 for one of which nothing is known.
func (h *habit) unsteadiness() float64 {
	return min(1, max(steadiest, (h.apart+steadyPrior)/(h.square+steadyPrior)))
}

// move brings the rate of a slot nearer to the rides seen in a part of it.
func (h *habit) move(kind, slot int, rides, part float64) {
	least := leastWorkday
	if kind == dayOff {
		least = leastDayOff
	}
	h.rate[kind][slot] = max(0, h.rate[kind][slot]+max(least, 1/(priorDays+h.days[kind]))*(rides-h.rate[kind][slot]*part))
	h.days[kind] = min(100, h.days[kind]+part/daySlots)
}

func (h *habit) active(from, to moment, rides, expected float64) {
	kept := math.Exp(-float64(to.minute-from.minute) / dayMinutes / recentDays)
	h.rode, h.expected = h.rode*kept+rides, h.expected*kept+expected
}

// toppedUp notes the amount of a top-up. A larger one counts more: rides may hide part of a smaller one.
func (h *habit) toppedUp(amount onayclient.Money) {
	tenge, weight := float64(amount)/100, 0.3
	switch {
	case h.topUp == 0:
		weight = 1
	case tenge > h.topUp:
		weight = 0.7
	}
	h.topUp += weight * (tenge - h.topUp)
}

// How the waiting of due cards becomes the price of a request.
const (
	waitMost    = time.Hour
	waitNormal  = 2. // minutes
	waitPerUnit = 1. // minutes more, by which the price rises by 1
	priceMost   = 30.
	freeWait    = 5 // one part in so many of the time a poll may wait is no sign of scarcity
)

// waited adds how long a poll was overdue to an average that rises faster than it falls. Of a poll that could be
// made at any spare moment only the time after the last one counts.
func (h *habit) waited(overdue, mayWait time.Duration) {
	if mayWait > topUpMayWait {
		overdue -= mayWait
	}
	if overdue < 0 {
		return
	}
	if mayWait <= topUpMayWait {
		overdue = max(0, overdue-mayWait/freeWait)
	}
	minutes, weight := min(overdue, waitMost).Minutes(), 0.1
	if minutes > h.overdue {
		weight = 0.2
	}
	h.overdue += weight * (minutes - h.overdue)
}

// price is what a request costs: 1 when there are enough.
func (h *habit) price() float64 {
	return min(priceMost, 1+max(0, h.overdue-waitNormal)/waitPerUnit)
}

// ahead fills in the rides expected in each step of so many minutes from a moment on.
func (h *habit) ahead(here moment, minutes int, rides []float64) {
	known, part := (1-doubt/2)*h.activity(), float64(minutes)/slotMinutes
	day, place := here.day(), here.minute%dayMinutes+minutes/2
	for i := range rides {
		if place >= dayMinutes {
			day, place = day+1, place-dayMinutes
		}
		kind := here.kindOf(day)
		slot, into := place/slotMinutes, float64(place%slotMinutes)/slotMinutes
		rates := &h.rate[kind]
		rate := (1-into)*rates[slot] + into*rates[(slot+1)%daySlots]
		rides[i] = (known*rate + doubt/2*prior[kind][slot]) * part
		place += minutes
	}
}
