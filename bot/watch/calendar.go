package watch

import (
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/store"
)

// Calendar knows the days of a zone, and which of them are holidays. Days are numbered from 1 January 1970 on.
type Calendar struct {
	zone     *time.Location
	holidays map[int]bool
}

// NewCalendar makes a calendar. Of the holidays only the dates count.
func NewCalendar(zone *time.Location, holidays []time.Time) Calendar {
	c := Calendar{zone: zone, holidays: map[int]bool{}}
	for _, h := range holidays {
		y, m, d := h.Date()
		c.holidays[c.day(time.Date(y, m, d, 12, 0, 0, 0, zone))] = true
	}
	return c
}

// ForPolicy is what a policy is told of the calendar.
func (c Calendar) ForPolicy() policy.Calendar {
	return policy.Calendar{Zone: c.zone, WorksOn: c.worksOn}
}

// day numbers the day of a moment.
func (c Calendar) day(at time.Time) int {
	_, offset := at.In(c.zone).Zone()
	return int((at.Unix() + int64(offset)) / (24 * 60 * 60))
}

// Clock is a time of day, in minutes, on the day that lies so many days after the moment's. Minute 0 of day 0 is the
// beginning of the moment's day.
func (c Calendar) Clock(at time.Time, days, minutes int) time.Time {
	y, m, d := at.In(c.zone).Date()
	return time.Date(y, m, d+days, minutes/60, minutes%60, 0, 0, c.zone)
}

// noon is that of a numbered day.
func (c Calendar) noon(day int) time.Time { return time.Date(1970, 1, 1+day, 12, 0, 0, 0, c.zone) }

// minutes is the time of day of a moment, in minutes.
func (c Calendar) minutes(at time.Time) int {
	h, m, _ := at.In(c.zone).Clock()
	return h*60 + m
}

// Works tells whether a moment's day is a working day, which is a school day too: no weekend and no holiday.
func (c Calendar) Works(at time.Time) bool { return c.worksOn(c.day(at)) }

func (c Calendar) worksOn(day int) bool {
	weekday := time.Weekday((day + int(time.Thursday)) % 7) // 1970 began on a Thursday
	return weekday != time.Saturday && weekday != time.Sunday && !c.holidays[day]
}

// beforeWork tells whether the day after a moment's is a working day.
func (c Calendar) beforeWork(at time.Time) bool { return c.worksOn(c.day(at) + 1) }

func (c Calendar) sunday(at time.Time) bool { return at.In(c.zone).Weekday() == time.Sunday }

// yearAhead bounds the search for a day.
const yearAhead = 366

// next is the first time of day after a moment on a day that fits. It is zero when no day within a year does.
func (c Calendar) next(after time.Time, minutes int, fits func(time.Time) bool) time.Time {
	for days := range yearAhead {
		if at := c.Clock(after, days, minutes); at.After(after) && fits(at) {
			return at
		}
	}
	return time.Time{}
}

// quietUntil tells whether a link's quiet hours are on at a moment, and when they end. Hours that begin in the
// evening end on the next day.
func (c Calendar) quietUntil(a store.Alerts, at time.Time) (time.Time, bool) {
	minute := c.minutes(at)
	switch from, to := a.QuietFrom, a.QuietTo; {
	case from == to:
		return time.Time{}, false
	case from < to:
		return c.Clock(at, 0, to), from <= minute && minute < to
	case minute >= from:
		return c.Clock(at, 1, to), true
	default:
		return c.Clock(at, 0, to), minute < to
	}
}

// Quiet tells whether a link's quiet hours are on at a moment.
func (c Calendar) Quiet(a store.Alerts, at time.Time) bool {
	_, quiet := c.quietUntil(a, at)
	return quiet
}

// Snoozed tells whether nothing is to be told of a link at a moment.
func Snoozed(a store.Alerts, at time.Time) bool { return at.Before(a.SnoozedUntil) }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
