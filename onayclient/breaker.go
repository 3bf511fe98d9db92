package onayclient

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// After so many failures in a row nothing is sent for a while.
const (
	maxFailures = 5
	failureRest = 30 * time.Second
)

// How long nothing is sent after a request to slow down. Without a Retry-After it is a minute
// at first, and each further time in a row twice as long. longestRest is that after a ban, too.
const (
	minBusyRest   = time.Second
	firstBusyRest = time.Minute
	maxBackoff    = 30 * time.Minute
	longestRest   = 6 * time.Hour
)

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

// breakerKey is where the State keeps an open breaker.
const breakerKey = "cabinet.pause"

// breaker decides for all callers whether a request may go out. Failures in a row, a
// request to slow down and a ban open it alike: nothing goes out before a time, then one
// request probes, and its good answer closes the breaker. The State keeps it over restarts.
type breaker struct {
	config   Config
	failures int // in a row that open the breaker

	mu      sync.Mutex
	loaded  bool
	why     *Error // why nothing goes out before why.Until; nil when the breaker is closed
	probing bool   // a request finds out whether it may close
	failed  int    // failures in a row
	slowed  int    // requests to slow down in a row
	banned  bool   // a ban began and no good answer has come since
	told    bool   // the listener knows of the ban
	closed  context.Context
	open    context.CancelFunc // ends closed
}

func newBreaker(c Config) *breaker {
	b := &breaker{config: c, failures: maxFailures}
	b.closed, b.open = context.WithCancel(context.Background())
	return b
}

// allow returns why nothing may go out now, or nil.
func (b *breaker) allow(ctx context.Context) error {
	_, err := b.check(ctx, false)
	return err
}

// begin is allow for a request that goes out now. A probe learns what it probes. Every nil
// error must be followed by settle.
func (b *breaker) begin(ctx context.Context) (probed *Error, err error) { return b.check(ctx, true) }

func (b *breaker) check(ctx context.Context, begin bool) (probed *Error, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.load(ctx); err != nil {
		return nil, err
	}
	b.tell(ctx)
	switch {
	case b.why == nil:
		return nil, nil
	case b.config.Now().Before(b.until()):
		return nil, b.refusal(b.until())
	case b.probing:
		return nil, b.refusal(b.config.Now().Add(minBusyRest))
	}
	b.probing = begin
	return b.why, nil
}

// until is the end of the hold. One that is further ahead than any hold can be was set by a
// wrong clock, and is over.
func (b *breaker) until() time.Time {
	if b.why.Until.After(b.config.Now().Add(longestRest)) {
		return time.Time{}
	}
	return b.why.Until
}

// refusal is the error of a request that is not sent.
func (b *breaker) refusal(until time.Time) *Error {
	return &Error{Kind: b.why.Kind, Status: b.why.Status, Missing: b.why.Missing, Err: b.why.Err, Until: until}
}

// guard returns a context that ends when the breaker opens.
func (b *breaker) guard(ctx context.Context) (context.Context, func()) {
	b.mu.Lock()
	closed := b.closed
	b.mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(closed, cancel)
	return ctx, func() { stop(); cancel() }
}

// settle takes the outcome of a request and returns it, with the time to try again if it
// has opened the breaker.
func (b *breaker) settle(ctx context.Context, probed *Error, outcome error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.tell(ctx)
	if probed != nil {
		b.probing = false
	}
	// An answer to a request that went out before the breaker opened proves nothing.
	current := probed == b.why
	var e *Error
	errors.As(outcome, &e)
	switch {
	case errors.Is(outcome, ErrBusy):
		return b.hold(ctx, e, b.busyRest(e.retryAfter))
	case errors.Is(outcome, ErrBanned):
		b.banned = true
		return b.hold(ctx, e, longestRest)
	case isFailure(outcome):
		b.failed++
		if current && (b.why != nil || b.failed >= b.failures) {
			return b.hold(ctx, e, failureRest)
		}
		return outcome
	}
	b.failed = 0
	if current && !isStale(outcome) && !errors.Is(outcome, errUnsigned) { // which proves little
		b.close(ctx)
	}
	return outcome
}

// isFailure reports whether the cabinet has failed. An answer that tells nothing of a card
// is one all the same.
func isFailure(err error) bool {
	return (errors.Is(err, ErrUnavailable) || errors.Is(err, ErrChanged)) && !errors.Is(err, ErrNotTold)
}

func (b *breaker) busyRest(asked time.Duration) time.Duration {
	rest := min(firstBusyRest<<min(b.slowed, 10), maxBackoff)
	b.slowed++
	if asked > 0 {
		rest = min(max(asked, minBusyRest), longestRest)
	}
	return rest
}

// hold opens the breaker for a while. Callers in the queue are told at once. A later answer
// to an earlier request does not shorten a hold.
func (b *breaker) hold(ctx context.Context, e *Error, rest time.Duration) error {
	held := *e
	held.Until = b.config.Now().Add(rest)
	if b.why != nil && b.until().After(held.Until) {
		held.Kind, held.Until = b.why.Kind, b.why.Until
	}
	b.why = &held
	b.open()
	b.closed, b.open = context.WithCancel(context.Background())
	b.config.Log.Warn("cabinet left alone", "until", held.Until, "err", b.why)
	b.save(ctx)
	return b.refusal(held.Until)
}

func (b *breaker) close(ctx context.Context) {
	b.slowed = 0
	if b.why == nil {
		return
	}
	b.config.Log.Info("cabinet answers again")
	b.why, b.banned = nil, false
	if !b.told {
		b.save(ctx)
	}
}

// status returns the state of the breaker, and until when an open one lets nothing out.
func (b *breaker) status(ctx context.Context) (BreakerState, time.Time, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.load(ctx); err != nil {
		return "", time.Time{}, err
	}
	switch {
	case b.why == nil:
		return Closed, time.Time{}, nil
	case !b.config.Now().Before(b.until()):
		return HalfOpen, time.Time{}, nil
	case errors.Is(b.why, ErrBanned):
		return Banned, b.why.Until, nil
	case errors.Is(b.why, ErrBusy):
		return Paused, b.why.Until, nil
	default:
		return Open, b.why.Until, nil
	}
}

// tell tells the listener of a ban or its end, if it does not know.
func (b *breaker) tell(ctx context.Context) {
	if b.config.Notify == nil || b.banned == b.told {
		return
	}
	n := Notice{Banned: b.banned, At: b.config.Now()}
	if b.banned {
		n.Until = b.why.Until
	}
	b.told = b.banned
	defer b.save(ctx) // after a panic of the listener too
	b.config.Notify(n)
}

// holdKinds are the words by which the State keeps why the breaker is open.
var holdKinds = map[string]error{"banned": ErrBanned, "busy": ErrBusy, "changed": ErrChanged, "down": ErrUnavailable}

// toldMark follows a hold whose ban was told.
const toldMark = "told"

// load reads a hold that was begun before a restart. What cannot be read as one is none.
func (b *breaker) load(ctx context.Context) error {
	if b.loaded {
		return nil
	}
	value, err := b.config.State.Get(ctx, breakerKey)
	if err != nil {
		return fmt.Errorf("read the breaker: %w", err)
	}
	b.loaded = true
	word, rest, _ := strings.Cut(value, " ")
	at, told, _ := strings.Cut(rest, " ")
	until, err := time.Parse(time.RFC3339, at)
	if kind := holdKinds[word]; err == nil && kind != nil {
		b.why = &Error{Kind: kind, Until: until}
		b.told = told == toldMark
		b.banned = b.told || errors.Is(kind, ErrBanned) && b.config.Now().Before(until)
	}
	return nil
}

// save keeps the breaker for a restart. If that fails, it holds until then.
func (b *breaker) save(ctx context.Context) {
	value := ""
	for word, kind := range holdKinds {
		if b.why != nil && errors.Is(b.why.Kind, kind) {
			value = word + " " + b.why.Until.UTC().Format(time.RFC3339)
		}
	}
	if b.why != nil && b.told {
		value += " " + toldMark
	}
	if err := b.config.State.Set(context.WithoutCancel(ctx), breakerKey, value); err != nil {
		b.config.Log.Error("breaker not kept for a restart", "err", err)
	}
}
