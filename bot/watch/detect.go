package watch

import (
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// Low is the data of a [store.EventLow]: what was read when the balance was
// found below the threshold.
type Low struct {
	Balance   onayclient.Money `json:"balance"`
	Threshold onayclient.Money `json:"threshold"`
	Type      string           `json:"type"`
	At        time.Time        `json:"at"`
}

// Change is what a reading means to one link.
type Change struct {
	Link store.Link
	Low  bool // the balance is below the threshold, and the chat knows or is to be told
	Tell *Low // to be told; nil: nothing
}

// Detect compares a reading with what a link's chat knows. It returns a
// change only when there is one: the balance fell below the threshold (told
// once), or is no longer below (so that the next fall is told again).
func Detect(l store.Link, read onayclient.Card) (Change, bool) {
	read = l.Read(read).Card.Card
	low := IsLow(read, l.Threshold)
	if low == l.Low {
		return Change{}, false
	}
	c := Change{Link: l, Low: low}
	if low {
		c.Tell = &Low{Balance: read.Balance, Threshold: l.Threshold, Type: read.Type, At: read.At}
	}
	return c, true
}

// IsLow tells whether a card's balance is below a threshold that matters to
// it; the threshold 0 is none.
func IsLow(c onayclient.Card, threshold onayclient.Money) bool {
	return threshold > 0 && PaysByRide(c.Class()) && c.Balance < threshold
}
