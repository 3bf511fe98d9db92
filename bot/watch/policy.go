package watch

import (
	"time"

	"onaybot/onayclient"
)

// Policy says when to look at a card next, after a reading at read.At. It is
// a pure function.
type Policy func(read onayclient.Card) time.Time

// Fixed looks at every card again after the same time.
func Fixed(every time.Duration) Policy {
	return func(read onayclient.Card) time.Time { return read.At.Add(every) }
}
