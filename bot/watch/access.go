package watch

import "onaybot/store"

// Access is what the operator has decided of who may view rides.
type Access struct {
	Account bool // a cabinet account is configured, so rides can be read at all
	Proof   bool // rides are shown only to chats that have proved that they may view them
}

// MayViewRides tells whether a chat may view a card's rides, which are a person's movements: it has proof, and nobody
// has closed them. It is the one place that decides so.
func (a Access) MayViewRides(l store.Link) bool {
	switch {
	case !a.Account:
		return false
	case !a.Proof:
		return true
	}
	return !l.ProvedAt.IsZero() && l.Card.ClosedAt.IsZero()
}
