package onayclient

import (
	"context"
	"fmt"
	"time"
)

// Status is how a client stands with its cabinet at a moment.
type Status struct {
	Breaker BreakerState
	Until   time.Time // when a breaker that is open, paused or banned lets a request through
	PerDay  int       // requests a day has; 0: no limit
	Left    int       // of them today; 0 without a limit
	Most    int       // requests a day can have at all, by the rate and by PerDay; 0: no limit
	Sent    int64     // requests since the client was made
	Refused bool      // the account's login or password was refused, and is not tried again
}

// BreakerState tells whether requests go out, and why not.
type BreakerState string

// The states of the breaker.
const (
	Closed   BreakerState = "closed"  // requests go out
	Open     BreakerState = "open"    // nothing does, after failures in a row
	HalfOpen BreakerState = "probing" // a single request finds out whether the cabinet is back
	Paused   BreakerState = "paused"  // nothing goes out, the cabinet asked to slow down
	Banned   BreakerState = "banned"  // nothing goes out, the cabinet shut the client out
)

// BreakerStates lists the states of the breaker.
func BreakerStates() []BreakerState { return []BreakerState{Closed, Open, HalfOpen, Paused, Banned} }

// Notice tells the operator of a ban or of its end.
type Notice struct {
	Banned bool      // false: the cabinet has answered again
	At     time.Time // by the client's clock
	Until  time.Time // with Banned: when the client tries again
}

// Status tells how the client stands with the cabinet. It sends nothing; the error is that
// of the [State].
func (c *Client) Status(ctx context.Context) (s Status, err error) {
	s.Most, s.Sent = c.gate.Capacity(), c.sent.Load()
	if s.Left, s.PerDay, err = c.gate.Left(ctx); err != nil {
		return Status{}, fmt.Errorf("read the budget: %w", err)
	}
	if s.Breaker, s.Until, err = c.breaker.status(ctx); err != nil {
		return Status{}, err
	}
	if s.Refused, err = c.account.isRefused(ctx); err != nil {
		return Status{}, err
	}
	return s, nil
}
