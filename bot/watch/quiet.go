package watch

import (
	"time"

	"onaybot/store"
)

// QuietUntil tells whether a link's quiet hours are on at a moment, and when
// they end. Hours that begin in the evening end on the next day.
func (c Calendar) QuietUntil(a store.Alerts, at time.Time) (time.Time, bool) {
	minute := c.Minutes(at)
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

// Paused tells whether nothing is to be told of a link at a moment.
func Paused(a store.Alerts, at time.Time) bool { return at.Before(a.SnoozedUntil) }
