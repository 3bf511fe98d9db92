package watch

import (
	"math"
	"time"

	"onaybot/onayclient"
)

const (
	dayMinutes  = 24 * 60
	slotMinutes = 15
	daySlots    = dayMinutes / slotMinutes
	horizon     = 4 // days from the beginning of a moment's day on, of which the kind is known
)

// The kinds of days that are told apart.
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
	local := at.In(a.days.zone)
	_, offset := local.Zone()
	m := moment{minute: int((local.Unix() + int64(offset)) / 60)}
	for i := range m.kind {
		m.kind[i] = a.kindOf(m.day() + i)
	}
	return m
}

// day is the number of the moment's day.
func (m moment) day() int { return m.minute / dayMinutes }

// kindOf is the kind of a day at the moment's or after it.
func (m moment) kindOf(day int) int { return m.kind[min(horizon-1, max(0, day-m.day()))] }

// habit is what is learned of when a card rides: its rate in the slots of a
// working day and of a day off, forgotten over some weeks; how much more or less
// than that it has ridden in the last days; its single rides, where they are
// read; and what it is topped up by. It tells nothing of where.
type habit struct {
	rate     [dayKinds][daySlots]float64 // rides in a slot
	days     [dayKinds]float64           // that were watched
	rode     float64                     // rides in the last days
	expected float64                     // by rate
	apart    float64                     // of rides and what was expected of them, squared, beyond what chance does
	square   float64                     // of what was expected
	topUp    float64                     // tenge; 0: none seen yet
	late     float64                     // minutes that looks were late of late
	looks    float64                     // a day of late, where rides are told
	rides    []int                       // minutes, the oldest first
	since    int                         // the minute since which rides has all; 0: they are not read
}

// How a habit is learned.
const (
	priorDays    = 3.      // watched days that the prior outweighs
	leastWorkday = 1. / 15 // of the latest working day in the rate
	leastDayOff  = 1. / 10
	doubt        = 0.1 // of the prior, in where unseen rides are put
	recentDays   = 3.  // of the activity
	recentPrior  = 2.  // rides that the activity is held to 1 by
	steadyDays   = 20. // of the unsteadiness
	steadyPrior  = 4.  // squared rides that it is held to 1 by
	steadiest    = 0.05
	forgetAfter  = 3 // days without a look, from which nothing is learned
)

// prior is the habit of a card not known yet: commuters' peaks on a working
// day, a hump on a day off.
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

// activity is how much more or less than its rate a card rides of late.
func (h *habit) activity() float64 {
	return min(max((h.rode+recentPrior)/(h.expected+recentPrior), 0.1), 2.5)
}

// each calls f for every slot of a span, with its kind, its place in the day
// and how much of it belongs to the span.
func each(from, to moment, f func(kind, slot int, part float64)) {
	for at := from.minute; at < to.minute; {
		end := min(to.minute, at-at%slotMinutes+slotMinutes)
		f(from.kindOf(at/dayMinutes), at%dayMinutes/slotMinutes, float64(end-at)/slotMinutes)
		at = end
	}
}

// expect is how many rides are to be expected in a span.
func (h *habit) expect(from, to moment) (rides float64) {
	if to.minute-from.minute > forgetAfter*dayMinutes {
		return 0
	}
	each(from, to, func(kind, slot int, part float64) { rides += h.rate[kind][slot] * part })
	return rides * h.activity()
}

// learn notes that a card has ridden n times within a span, nobody knows when:
// the rides are put where they are believed to have been.
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

// compare notes how far from what was expected of some days a card has ridden.
func (h *habit) compare(n, expected, days float64) {
	kept := math.Exp(-days / steadyDays)
	h.apart = max(0, h.apart*kept+(n-expected)*(n-expected)-expected)
	h.square = h.square*kept + expected*expected
}

// unsteadiness is how much the number of a card's rides varies beyond what chance
// alone does: that part of its variance, by the square of its mean. It is 0 of
// one that rides as its habit says, and 1 of one of which nothing is known.
func (h *habit) unsteadiness() float64 {
	return min(1, max(steadiest, (h.apart+steadyPrior)/(h.square+steadyPrior)))
}

// move brings the rate of a slot nearer to the rides it has seen in a part of
// itself.
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

// toppedUp notes the amount of a top-up, the larger ones sooner: rides hide
// part of it.
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

// How the wait of due cards becomes the price of a request.
const (
	waitMost    = time.Hour
	waitNormal  = 2. // minutes
	waitPerUnit = 1. // minutes more by which the price rises by 1
	priceMost   = 30.
)

// waited notes how long a look was due, rising sooner than it falls. Part of its
// slack is no wait; one that had time to be made when nothing else was due tells
// by its end alone.
func (h *habit) waited(late, slack time.Duration) {
	if slack > topUpSlack {
		late -= slack
	}
	if late < 0 {
		return
	}
	if slack <= topUpSlack {
		late = max(0, late-slack/5)
	}
	minutes, weight := min(late, waitMost).Minutes(), 0.1
	if minutes > h.late {
		weight = 0.2
	}
	h.late += weight * (minutes - h.late)
}

// price is what a request costs, 1 when there are enough.
func (h *habit) price() float64 {
	return min(priceMost, 1+max(0, h.late-waitNormal)/waitPerUnit)
}

// ahead fills in the rides to be expected in steps of so many minutes from a
// moment on.
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
