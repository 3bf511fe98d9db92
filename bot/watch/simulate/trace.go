// Package simulate replays what happened to the cards of a city on a virtual
// clock, through the real policy and the real detector, and counts what
// watching them costs and how late its followers hear. It asks no cabinet and
// keeps nothing.
package simulate

import (
	"cmp"
	"slices"
	"time"

	"onaybot/bot/watch"
	"onaybot/onayclient"
)

// Row is a ride or a top-up of a card.
type Row struct {
	At      time.Time
	Amount  onayclient.Money // signed
	Balance onayclient.Money // after it
	Ride    bool             // else a top-up
	Route   string           // of a made ride; it is not read from a file, since nothing hangs on it
}

// Card is what happened to a card.
type Card struct {
	Number string // as the trace tells it: it tells cards apart and is not printed
	Type   string // the cabinet's code
	Rows   []Row  // at least one, oldest first
}

// opening is the balance before the first row.
func (c *Card) opening() onayclient.Money { return c.Rows[0].Balance - c.Rows[0].Amount }

// Trace is what happened to the cards of a city, from a midnight to another.
type Trace struct {
	Cards    []Card // by number
	From, To time.Time
}

// newTrace puts cards and rows in order. The period begins at the first
// midnight of the zone at or before the first row, and ends with the midnight
// after the last one. A row that stands twice counts once.
func newTrace(cards []Card, zone *time.Location) Trace {
	t := Trace{Cards: cards}
	slices.SortFunc(cards, func(a, b Card) int { return cmp.Compare(a.Number, b.Number) })
	var first, last time.Time
	for i := range cards {
		c := &cards[i]
		slices.SortStableFunc(c.Rows, func(a, b Row) int { return a.At.Compare(b.At) })
		c.Rows = slices.CompactFunc(c.Rows, same)
		if head := c.Rows[0].At; first.IsZero() || head.Before(first) {
			first = head
		}
		if tail := c.Rows[len(c.Rows)-1].At; tail.After(last) {
			last = tail
		}
	}
	days := watch.NewCalendar(zone, nil)
	t.From, t.To = days.Clock(first, 0, 0), days.Clock(last, 1, 0)
	return t
}

func same(a, b Row) bool {
	return a.At.Equal(b.At) && a.Amount == b.Amount && a.Balance == b.Balance && a.Ride == b.Ride
}

// Days is how long the period is.
func (t Trace) Days() float64 { return t.To.Sub(t.From).Hours() / 24 }
