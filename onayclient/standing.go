package onayclient

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Standing is how a client stands with its cabinet at a moment.
type Standing struct {
	Circuit CircuitState
	Until   time.Time // when a circuit that is not closed lets a request through; zero if one may go now
	PerDay  int       // requests a day has; 0: no limit
	Left    int       // of them today; 0 without a limit
	Most    int       // requests a day can have at all, by the rate and by PerDay; 0: no limit
	Sent    int64     // requests since the client was made
	Refused bool      // the account's login or password was refused, and is not tried again
}

// CircuitState tells whether requests go out, and why not.
type CircuitState string

// The states of the circuit.
const (
	Closed  CircuitState = "closed"  // requests go out
	Open    CircuitState = "open"    // failures in a row
	Probing CircuitState = "probing" // a single request finds out whether the cabinet is back
	Paused  CircuitState = "paused"  // the cabinet asked to slow down
	Shut    CircuitState = "banned"  // the cabinet shut the client out
)

// CircuitStates lists the states of the circuit.
func CircuitStates() []CircuitState { return []CircuitState{Closed, Open, Probing, Paused, Shut} }

// Standing tells how the client stands with the cabinet. It sends nothing; the error is that
// of the [State], which is read at most once.
func (c *Client) Standing(ctx context.Context) (Standing, error) {
	left, limit, err := c.gate.Left(ctx)
	if err != nil {
		return Standing{}, fmt.Errorf("read the budget: %w", err)
	}
	s := Standing{PerDay: limit, Left: left, Most: c.gate.Capacity(), Sent: c.sent.Load()}
	if s.Circuit, s.Until, err = c.circuit.standing(ctx); err != nil {
		return Standing{}, err
	}
	if err = c.dialect.login().mayTry(ctx); errors.Is(err, ErrBadLogin) {
		s.Refused, err = true, nil
	}
	return s, err
}

func (k *circuit) standing(ctx context.Context) (CircuitState, time.Time, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.load(ctx); err != nil {
		return "", time.Time{}, err
	}
	switch {
	case k.pause != nil && k.now().Before(k.pause.Until):
		if errors.Is(k.pause, ErrBanned) {
			return Shut, k.pause.Until, nil
		}
		return Paused, k.pause.Until, nil
	case k.pause != nil, k.breaker.IsHalfOpen(), k.breaker.IsOpen() && k.breaker.RemainingDelay() <= 0:
		return Probing, time.Time{}, nil
	case k.breaker.IsOpen():
		return Open, k.now().Add(k.breaker.RemainingDelay()), nil
	}
	return Closed, time.Time{}, nil
}
