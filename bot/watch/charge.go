package watch

import (
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
)

// paid is what a ride is taken to cost where the question is whether rides can have changed a balance: the full fare
// where they cost nothing, since a pass begins and ends.
func (f Fares) paid(class onayclient.FareClass, at time.Time) onayclient.Money {
	if fare, _ := f.listed(f.city(""), class, at); fare > 0 {
		return fare
	}
	fare, _ := f.listed(f.city(""), onayclient.FareFull, at)
	return fare
}

// MayBePass tells of a transaction of a card of the class whether it may have bought a pass: it is no ride, and took
// more than a ride can cost.
func (f Fares) MayBePass(x onayclient.Transaction, class onayclient.FareClass) bool {
	fare := f.paid(class, x.At)
	return x.Kind == onayclient.KindCharge && fare > 0 && -x.Amount > rideFares*fare
}

// paidRides tells whether what a balance has lost by a reading can have been spent on rides, as far as fares are known.
func (f Fares) paidRides(r Reading) bool {
	fare := f.paid(r.Before.Class(), r.Card.At)
	return fare == 0 || policy.PaidRides(r.Before.Balance-r.Card.Balance, r.Card.At.Sub(r.Before.At), fare)
}
