package bot

import (
	"time"

	"onaybot/onayclient"
)

const (
	habitDays       = 35 // whole days before today that a habit is taken from
	habitLeastDays  = 14 // fewer days, or
	habitLeastRides = 6  // fewer rides, are no habit
	lastsAtMost     = 60 // days told ahead
)

// habit is what a card's owner spends and rides on a day, by its kind.
type habit struct {
	works           func(time.Time) bool // whether a moment's day is a working day
	workday, dayOff onayclient.Money
	workdayRides    float64
}

// habitOf takes a habit from the last weeks before today, as far as they are
// known and from the first ride in them on; false: that is too little to tell.
func habitOf(list []onayclient.Transaction, knownFrom, today time.Time, works func(time.Time) bool) (habit, bool) {
	h := habit{works: works}
	s := summarize(list, lastDays(today, habitDays+1))
	days := s.spans[:habitDays]
	for len(days) > 0 && (days[0].rides == 0 || days[0].start.Before(knownFrom)) {
		days = days[1:]
	}
	var work, off span
	var workdays, daysOff int64
	for _, d := range days {
		sum, n := &work, &workdays
		if !h.working(d.start) {
			sum, n = &off, &daysOff
		}
		*n++
		sum.spent += d.spent
		sum.rides += d.rides
	}
	if len(days) < habitLeastDays || work.rides+off.rides < habitLeastRides || workdays == 0 {
		return h, false
	}
	h.workday, h.dayOff = work.spent/onayclient.Money(workdays), off.spent/onayclient.Money(max(1, daysOff))
	h.workdayRides = float64(work.rides) / float64(workdays)
	return h, true
}

// working tells whether the day that begins then is a working day.
func (h habit) working(day time.Time) bool { return h.works(day.Add(12 * time.Hour)) }

// on is what a day takes by habit.
func (h habit) on(day time.Time) onayclient.Money {
	if h.working(day) {
		return h.workday
	}
	return h.dayOff
}

// lasts gives the last day that a balance is enough for by habit. spent is
// what today has taken already. The zero time: not even for today; false: for
// longer than it is worth telling.
func (h habit) lasts(balance, spent onayclient.Money, today time.Time) (time.Time, bool) {
	left := balance - max(0, h.on(today)-spent)
	if left < 0 {
		return time.Time{}, true
	}
	last := today
	for range lastsAtMost {
		next := last.AddDate(0, 0, 1)
		if left -= h.on(next); left < 0 {
			return last, true
		}
		last = next
	}
	return time.Time{}, false
}

// wholeRides is the part of a balance that rides can be paid with.
func wholeRides(balance, fare onayclient.Money) onayclient.Money {
	if fare <= 0 {
		return balance
	}
	return max(0, balance/fare*fare)
}
