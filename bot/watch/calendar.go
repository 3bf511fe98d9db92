package watch

import (
	"time"

	"onaybot/bot/watch/policy"
)

// Calendar knows the days of a zone, and which of them are holidays.
type Calendar struct {
	zone *time.Location
	off  map[int]bool // by sinceEpoch
}

// NewCalendar makes a calendar; of the holidays only the dates count.
func NewCalendar(zone *time.Location, holidays []time.Time) Calendar {
	c := Calendar{zone: zone, off: map[int]bool{}}
	for _, h := range holidays {
		y, m, d := h.Date()
		c.off[sinceEpoch(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))] = true
	}
	return c
}

// ForPolicy is what a policy is told of the calendar.
func (c Calendar) ForPolicy() policy.Calendar {
	return policy.Calendar{Zone: c.zone, WorksOn: c.worksOn}
}

// Day numbers the day of a moment as 20261122.
func (c Calendar) Day(at time.Time) int { return dayNumber(at.In(c.zone)) }

func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return y*10_000 + int(m)*100 + d
}

// Clock is a time of day, in minutes, of the day that lies days after at's.
func (c Calendar) Clock(at time.Time, days, minutes int) time.Time {
	y, m, d := at.In(c.zone).Date()
	return time.Date(y, m, d+days, minutes/60, minutes%60, 0, 0, c.zone)
}

// Minutes is the time of day of a moment, in minutes.
func (c Calendar) Minutes(at time.Time) int {
	h, m, _ := at.In(c.zone).Clock()
	return h*60 + m
}

// Works tells whether a moment's day is a working day, which is a school day
// too: no weekend and no holiday.
func (c Calendar) Works(at time.Time) bool { return c.worksOn(sinceEpoch(at.In(c.zone))) }

// worksOn is Works of a day numbered by sinceEpoch.
func (c Calendar) worksOn(day int) bool {
	weekday := time.Weekday((day + int(time.Thursday)) % 7) // 1970 began on a Thursday
	return weekday != time.Saturday && weekday != time.Sunday && !c.off[day]
}

// sinceEpoch numbers the days of a moment's zone from the first of 1970 on.
func sinceEpoch(at time.Time) int {
	_, offset := at.Zone()
	return int((at.Unix() + int64(offset)) / (24 * 60 * 60))
}

// yearAhead bounds the search for a day.
const yearAhead = 366

// next is the first time of day after a moment on a day that fits; the zero
// time when none does within a year.
func (c Calendar) next(after time.Time, minutes int, fits func(time.Time) bool) time.Time {
	for days := range yearAhead {
		if at := c.Clock(after, days, minutes); at.After(after) && fits(at) {
			return at
		}
	}
	return time.Time{}
}

// eve tells whether the day after a moment's is a working day.
func (c Calendar) eve(at time.Time) bool { return c.Works(c.Clock(at, 1, 0)) }

func (c Calendar) sunday(at time.Time) bool { return at.In(c.zone).Weekday() == time.Sunday }
