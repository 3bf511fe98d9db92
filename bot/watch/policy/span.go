package policy

import (
	"time"

	"onaybot/onayclient"
)

// How many rides at the most are believed to have been made between two readings.
const (
	shortSpan  = 48 * time.Hour
	shortRides = 30 // in a short span
	dailyRides = 10 // a day of a longer one
)

// PaidRides tells whether a card can have lost so much in a span by riding. What lost more has paid for something else,
// such as a pass.
func PaidRides(lost onayclient.Money, span time.Duration, fare onayclient.Money) bool {
	if span <= shortSpan {
		return lost <= shortRides*fare
	}
	const day = 24 * 60
	return lost*day <= dailyRides*fare*onayclient.Money(span/time.Minute)
}
