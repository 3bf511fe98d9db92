package watch

import "onaybot/bot/safe"

// What [safe] exports, for those who have not moved to it yet.
var (
	ErrPanic  = safe.ErrPanic
	Recovered = safe.Recovered
)
