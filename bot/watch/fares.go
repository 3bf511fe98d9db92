package watch

import (
	"slices"
	"strings"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// Fare is what a ride costs in a city from a date on.
type Fare struct {
	City string
	From time.Time
	Full onayclient.Money
	Half onayclient.Money // of cards with a reduction; 0: not known
}

// Fares decides what a ride costs with the card of a link; nothing else does. It is what the chat has chosen: a city
// and a class of fares. Where it has chosen nothing and may view the card's rides, it is what the last of them cost.
// Else it is what the table says for the class of the card, in the city that the table begins with.
type Fares struct {
	Table  []Fare
	Access Access // to whom the rides may tell what they cost
}

// Of gives what a ride costs with the card of a link at a moment. It is not known (false) where the table does not
// say it: for a city before its first date, for a card of no known class, for a reduced fare that is not known. It
// is zero for a pass and a free card.
func (f Fares) Of(l store.Link, at time.Time) (onayclient.Money, bool) {
	if fare, ok := f.Learned(l, at); ok {
		return fare, true
	}
	return f.listed(f.City(l), l.Class(), at)
}

// Own is what a ride costs with the card of a link where that is known to differ from what the table says for a card
// like it.
func (f Fares) Own(l store.Link, at time.Time) (onayclient.Money, bool) {
	fare, known := f.Of(l, at)
	class := l.Card.Class()
	if class == onayclient.FareUnknown {
		class = l.DeclaredFare
	}
	usual, listed := f.listed(f.city(""), class, at)
	return fare, known && (!listed || fare != usual)
}

// Learned is what the last rides with the card of a link cost, where that counts: the chat may view them and has
// chosen no fare, the card is charged, and the fares of the city have not changed since.
func (f Fares) Learned(l store.Link, at time.Time) (onayclient.Money, bool) {
	if l.Card.LearnedFare == 0 || f.Chosen(l) || !PaysByRide(l.Class()) || !f.Access.MayViewRides(l) {
		return 0, false
	}
	return l.Card.LearnedFare, !l.Card.LearnedSince.Before(f.since(at))
}

// Chosen tells whether a chat has chosen what a ride costs. A city that is no longer in the table is no choice.
func (f Fares) Chosen(l store.Link) bool {
	return l.DeclaredFare != onayclient.FareUnknown || l.City != "" && strings.EqualFold(f.City(l), l.City)
}

// City is the city whose fares count for the card of a link.
func (f Fares) City(l store.Link) string { return f.city(l.City) }

// Cities are those of the table, each once, in their order.
func (f Fares) Cities() (cities []string) {
	for _, x := range f.Table {
		if city := f.city(x.City); !slices.Contains(cities, city) {
			cities = append(cities, city)
		}
	}
	return cities
}

// assumed is what a ride is taken to cost: the full fare where it is not known, since it crosses a threshold soonest.
func (f Fares) assumed(l store.Link, at time.Time) onayclient.Money {
	fare, ok := f.Of(l, at)
	if !ok {
		fare, _ = f.listed(f.City(l), onayclient.FareFull, at)
	}
	return fare
}

// ofCard is what a ride with a card is taken to cost where no chat's choice counts, nor what its rides tell.
func (f Fares) ofCard(c onayclient.Card) onayclient.Money {
	return f.assumed(store.Link{Card: store.Card{Card: c}}, c.At)
}

// ofAll is what a ride with a card is taken to cost as far as all its followers may know. What one of them has chosen
// is for that one alone.
func (f Fares) ofAll(links []store.Link, c onayclient.Card) onayclient.Money {
	if len(links) == 0 {
		return f.ofCard(c)
	}
	l := links[0]
	l.Card.Card, l.City, l.DeclaredFare = c, "", onayclient.FareUnknown
	return f.assumed(l, c.At)
}

// RidesLeft is how many rides the balance of a link's card pays for. It is not known (false) where the fare is
// not, or is zero.
func (f Fares) RidesLeft(l store.Link, at time.Time) (int64, bool) {
	fare, ok := f.Of(l, at)
	if !ok || fare <= 0 {
		return 0, false
	}
	return max(0, int64(l.Card.Balance/fare)), true
}

// city is the name of a city as the table first writes it; of one that is not there, that of the first.
func (f Fares) city(name string) string {
	for _, x := range f.Table {
		if name == "" || strings.EqualFold(x.City, name) {
			return x.City
		}
	}
	if name == "" {
		return ""
	}
	return f.city("")
}

// listed is what the table says.
func (f Fares) listed(city string, class onayclient.FareClass, at time.Time) (onayclient.Money, bool) {
	fare := f.inForce(city, at)
	if fare == nil {
		return 0, false
	}
	switch class {
	case onayclient.FareFull:
		return fare.Full, true
	case onayclient.FareHalf:
		return fare.Half, fare.Half > 0
	case onayclient.FarePass, onayclient.FareFree:
		return 0, true
	}
	return 0, false
}

// inForce is the latest fare of a city that has begun by a moment; nil: there is none.
func (f Fares) inForce(city string, at time.Time) (latest *Fare) {
	for i := range f.Table {
		x := &f.Table[i]
		if !x.From.After(at) && strings.EqualFold(x.City, city) && (latest == nil || x.From.After(latest.From)) {
			latest = x
		}
	}
	return latest
}

// since is when the fares of the first city last changed. What a ride cost before tells nothing.
func (f Fares) since(at time.Time) time.Time {
	if fare := f.inForce(f.city(""), at); fare != nil {
		return fare.From
	}
	return time.Time{}
}

// PaysByRide tells whether a low balance can keep the card's owner from riding: a pass and a free card ride at zero.
func PaysByRide(class onayclient.FareClass) bool {
	return class != onayclient.FarePass && class != onayclient.FareFree
}
