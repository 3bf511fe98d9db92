package simulate

import (
	"math/rand/v2"
	"strconv"
	"time"

	"onaybot/onayclient"
)

// purse is how somebody puts money on a card.
type purse struct {
	balance onayclient.Money // at first
	sums    []int64          // of a top-up, in tenge; one of them each time
	below   onayclient.Money // tops up some time after a ride that left less
	hours   float64          // that time, on average
	spot    bool             // tops up at the stop when there is too little for a ride
	monthly time.Duration    // tops up as often as that besides; 0: never
	routes  []string
}

// newPurse makes one of five up: by little sums at the stop, by a big one a
// month, after a reminder, when there is nothing left, or in time.
func newPurse(rng *rand.Rand, fare onayclient.Money) purse {
	p := purse{balance: onayclient.Tenge(20 * int64(rng.IntN(150)))}
	switch n := rng.IntN(100); {
	case n < 15:
		p.sums, p.spot = []int64{200}, true
	case n < 27:
		p.sums, p.monthly, p.below, p.hours = []int64{5000}, time.Duration(between(rng, 27, 32)*24)*time.Hour, fare, 8
	case n < 57:
		p.sums, p.below, p.hours = []int64{500, 1000, 1000, 2000, 3000}, onayclient.Tenge(500), between(rng, 3, 40)
	case n < 82:
		p.sums, p.below, p.hours, p.spot = []int64{200, 500, 1000}, fare, between(rng, 2, 30), chance(rng, 0.5)
	default:
		p.sums, p.below, p.hours = []int64{500, 1000}, 3*fare, between(rng, 1, 20)
	}
	p.sums = []int64{pick(rng, p.sums), pick(rng, p.sums)}
	for range 3 {
		p.routes = append(p.routes, strconv.Itoa(1+rng.IntN(140)))
	}
	return p
}

// spend pays for rides. A ride may be let through once with too little on the
// card; with less than nothing on it none is.
func (p purse) spend(rng *rand.Rand, rides []time.Time, fare onayclient.Money) []Row {
	var rows []Row
	var due, month time.Time // the next top-up, if any, and the next monthly one
	if len(rides) > 0 && p.monthly > 0 {
		month = rides[0].Add(time.Duration(rng.Int64N(int64(p.monthly))))
	}
	topUp := func(at time.Time) {
		sum := onayclient.Tenge(pick(rng, p.sums))
		p.balance += sum
		rows = append(rows, Row{At: at, Amount: sum, Balance: p.balance})
		due = time.Time{}
	}
	for _, at := range rides {
		for !month.IsZero() && month.Before(at) && fare > 0 {
			topUp(month)
			month = month.Add(p.monthly)
		}
		if !due.IsZero() && due.Before(at) {
			topUp(due)
		}
		if p.spot && p.balance < fare {
			topUp(at.Add(-time.Duration(between(rng, 20, 300)) * time.Second))
		}
		if p.balance < 0 || p.balance < fare && !chance(rng, 0.4) {
			due = p.later(rng, due, at)
			continue
		}
		p.balance -= fare
		rows = append(rows, Row{At: at, Amount: -fare, Balance: p.balance, Ride: true, Route: pick(rng, p.routes)})
		if p.balance < p.below {
			due = p.later(rng, due, at)
		}
	}
	return rows
}

// later is when the money comes: as has been decided, or some time from now,
// by day.
func (p purse) later(rng *rand.Rand, due, at time.Time) time.Time {
	if !due.IsZero() {
		return due
	}
	due = at.Add(time.Duration((0.05 + rng.ExpFloat64()*max(1, p.hours)) * float64(time.Hour)).Truncate(time.Second))
	if h := due.Hour(); h < 7 {
		due = due.Add(time.Duration(8-h) * time.Hour)
	}
	return due
}
