package watch

import (
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// Fare is what a ride costs in a city from a date on.
type Fare struct {
	City string
	From time.Time
	Full onayclient.Money
	Half onayclient.Money
}

// Fares is a city's table of fares, in any order.
type Fares []Fare

// Of gives what a ride costs a card of the class at a moment. It is not known (false) before the first date of the
// table and for a card of no known class. It is zero for a pass and a free card.
func (f Fares) Of(class onayclient.FareClass, at time.Time) (onayclient.Money, bool) {
	var current *Fare
	for i := range f {
		if !f[i].From.After(at) && (current == nil || f[i].From.After(current.From)) {
			current = &f[i]
		}
	}
	if current == nil {
		return 0, false
	}
	switch class {
	case onayclient.FareFull:
		return current.Full, true
	case onayclient.FareHalf:
		return current.Half, true
	case onayclient.FarePass, onayclient.FareFree:
		return 0, true
	}
	return 0, false
}

// assumed is what a ride is taken to cost: the full fare where it is not known, since it crosses a threshold soonest.
func (f Fares) assumed(class onayclient.FareClass, at time.Time) onayclient.Money {
	fare, ok := f.Of(class, at)
	if !ok {
		fare, _ = f.Of(onayclient.FareFull, at)
	}
	return fare
}

// RidesLeft is how many rides the balance of a link's card pays for. It is not known (false) where the fare is
// not, or is zero.
func (f Fares) RidesLeft(l store.Link, at time.Time) (int64, bool) {
	fare, ok := f.Of(l.Class(), at)
	if !ok || fare <= 0 {
		return 0, false
	}
	return max(0, int64(l.Card.Balance/fare)), true
}

// PaysByRide tells whether a low balance can keep the card's owner from riding: a pass and a free card ride at zero.
func PaysByRide(class onayclient.FareClass) bool {
	return class != onayclient.FarePass && class != onayclient.FareFree
}
