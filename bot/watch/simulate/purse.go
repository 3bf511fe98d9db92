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
	p := purse{balance: onayclient.Tenge(20 * int64(rng.IntN(150))), sums: []int64{1000}}
	for range 3 {
		p.routes = append(p.routes, strconv.Itoa(1+rng.IntN(140)))
	}
	if fare == 0 {
		return p
	}
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
	return p
}

// account is a purse in use.
type account struct {
	purse
	rng  *rand.Rand
	rows []Row
	due  time.Time // of the next top-up; zero: none is decided on
	next time.Time // of the next monthly one; zero: there is none
}

// spend pays for rides, the earliest first. A ride may be let through once with
// too little on the card; with less than nothing on it none is.
func (p purse) spend(rng *rand.Rand, rides []time.Time, fare onayclient.Money) []Row {
	a := account{purse: p, rng: rng}
	if len(rides) > 0 && p.monthly > 0 {
		a.next = rides[0].Add(time.Duration(rng.Int64N(int64(p.monthly))))
	}
	for _, at := range rides {
		a.wait(at)
		if a.spot && a.balance < fare {
			a.topUp(at.Add(-time.Duration(between(rng, 20, 300)) * time.Second))
		}
		if a.balance < 0 || a.balance < fare && !chance(rng, 0.4) {
			a.decide(at)
			continue
		}
		a.balance -= fare
		a.rows = append(a.rows, Row{At: at, Amount: -fare, Balance: a.balance, Ride: true, Route: pick(rng, p.routes)})
		if a.balance < p.below {
			a.decide(at)
		}
	}
	return a.rows
}

// wait makes the top-ups until a ride.
func (a *account) wait(ride time.Time) {
	for {
		first := a.due
		if first.IsZero() || !a.next.IsZero() && a.next.Before(first) {
			first = a.next
		}
		if first.IsZero() || !first.Before(ride) {
			return
		}
		if first.Equal(a.next) {
			a.next = first.Add(a.monthly)
		}
		a.topUp(first)
	}
}

// topUp puts money on the card, after what has been.
func (a *account) topUp(at time.Time) {
	if n := len(a.rows); n > 0 && at.Before(a.rows[n-1].At) {
		at = a.rows[n-1].At
	}
	sum := onayclient.Tenge(pick(a.rng, a.sums))
	a.balance += sum
	a.rows = append(a.rows, Row{At: at.Truncate(time.Second), Amount: sum, Balance: a.balance})
	a.due = time.Time{}
}

// decide says when the money comes: as has been decided, or some time from
// now, by day.
func (a *account) decide(now time.Time) {
	if !a.due.IsZero() {
		return
	}
	hours := 0.05 + a.rng.ExpFloat64()*max(1, a.hours)
	a.due = now.Add(time.Duration(hours * float64(time.Hour)))
	if h := a.due.Hour(); h < 7 {
		a.due = a.due.Add(time.Duration(8-h) * time.Hour)
	}
}
