package onayclient

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

// Bounds of a pause that the cabinet asks for. Without a Retry-After the first pause is a
// minute, and each further one in a row is twice as long.
const (
	minPause     = time.Second
	maxPause     = 6 * time.Hour
	defaultPause = time.Minute
	maxBackoff   = 30 * time.Minute
)

const pauseKey = "cabinet.pause"

// circuit decides whether a request may go out, for all callers alike. Failures in a row
// open the breaker; a ban or a request to slow down opens it until a time, which is kept in
// the State. Whichever it was, a single request probes before the rest may follow.
type circuit struct {
	breaker  circuitbreaker.CircuitBreaker[any]
	state    State
	now      func() time.Time
	log      *slog.Logger
	banPause time.Duration
	notices  notifier

	mu      sync.Mutex
	loaded  bool
	pause   *Error // nothing goes out before its Until; nil when there is none
	last    *Error // why the breaker opened
	slowed  int    // requests to slow down in a row
	trouble bool   // opened, and no answer since
	epoch   context.Context
	trip    context.CancelCauseFunc
}

func newCircuit(c config) *circuit {
	breaker := circuitbreaker.NewBuilder[any]().
		WithFailureThreshold(c.failures).
		WithSuccessThreshold(1).
		WithDelay(c.breakerDelay).
		Build()
	k := &circuit{breaker: breaker, state: c.state, now: c.now, log: c.log, banPause: c.banPause}
	k.notices = notifier{tell: c.notify, state: c.state, log: c.log}
	k.epoch, k.trip = context.WithCancelCause(context.Background())
	return k
}

// allow returns why nothing may go out now, or nil.
func (k *circuit) allow(ctx context.Context) error {
	defer k.notices.flush(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.load(ctx); err != nil {
		return err
	}
	if k.pause != nil {
		// A clock that was set back must not make the pause longer than it ever was.
		if limit := k.now().Add(max(maxPause, k.banPause)); k.pause.Until.After(limit) {
			k.pause = k.copyOf(k.pause, limit)
		}
		if k.now().Before(k.pause.Until) {
			return k.copyOf(k.pause, k.pause.Until)
		}
		k.pause = nil
		k.breaker.HalfOpen()
	}
	if rest := k.breaker.RemainingDelay(); rest > 0 {
		return k.copyOf(k.last, k.now().Add(rest))
	}
	return nil
}

// acquire is allow for a request that goes out right now: when the circuit was open, only
// one passes until its outcome is known. Every nil must be followed by settle.
func (k *circuit) acquire(ctx context.Context) error {
	if err := k.allow(ctx); err != nil {
		return err
	}
	if k.breaker.TryAcquirePermit() {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.copyOf(k.last, k.now().Add(max(minPause, k.breaker.RemainingDelay())))
}

// settle records the outcome of a request and returns it, with the time to try again.
func (k *circuit) settle(ctx context.Context, err error) error {
	defer k.notices.flush(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	var e *Error
	if !errors.As(err, &e) {
		k.answered(err == nil)
		return err
	}
	switch {
	case errors.Is(err, ErrBusy):
		return k.hold(ctx, e, k.busyPause(e.retryAfter))
	case errors.Is(err, ErrBanned):
		return k.hold(ctx, e, k.banPause)
	case errors.Is(err, ErrNotTold):
		k.answered(false)
		return err
	case errors.Is(err, ErrUnavailable), errors.Is(err, ErrChanged):
		return k.failed(e)
	default:
		k.answered(errors.Is(err, ErrNoCard))
		return err
	}
}

// answered closes the circuit. Only a good answer ends the doubling of pauses: a stale
// token, say, is an answer too, but proves little.
func (k *circuit) answered(good bool) {
	k.breaker.RecordSuccess()
	if !good {
		return
	}
	k.slowed = 0
	if k.pause != nil || !k.breaker.IsClosed() {
		return // asked before the circuit opened: no sign that it may close
	}
	k.notices.end(k.now())
	if k.trouble {
		k.trouble = false
		k.log.Info("cabinet answers again")
	}
}

func (k *circuit) failed(e *Error) error {
	open := k.breaker.IsOpen()
	k.last = e
	k.breaker.RecordFailure()
	if open || !k.breaker.IsOpen() {
		return e
	}
	until := k.now().Add(k.breaker.RemainingDelay())
	k.log.Warn("cabinet given a rest", "until", until, "err", e)
	opened := k.copyOf(e, until)
	k.interrupt(opened)
	k.notices.begin(Notice{Kind: CircuitOpen, At: k.now(), Until: until, Err: opened})
	return opened
}

// hold lets nothing out for d.
func (k *circuit) hold(ctx context.Context, e *Error, d time.Duration) error {
	held := *e
	held.Until = k.now().Add(d)
	if k.pause != nil && k.pause.Until.After(held.Until) {
		held.Kind, held.Until = k.pause.Kind, k.pause.Until // a straggler's answer shortens no pause
	}
	k.pause, k.last = &held, &held
	k.breaker.Open()
	k.log.Warn("cabinet left alone", "until", held.Until, "err", &held)
	k.interrupt(&held)
	k.tellBan()
	value := fmt.Sprintf("%s %s", pauseWord(held.Kind), held.Until.UTC().Format(time.RFC3339))
	if err := k.state.Set(context.WithoutCancel(ctx), pauseKey, value); err != nil {
		k.log.Error("pause not kept for a restart", "err", err)
	}
	return k.copyOf(&held, held.Until)
}

// tellBan tells of a pause that is a ban, begun now or before a restart.
func (k *circuit) tellBan() {
	if errors.Is(k.pause, ErrBanned) {
		k.notices.begin(Notice{Kind: Banned, At: k.now(), Until: k.pause.Until, Err: k.copyOf(k.pause, k.pause.Until)})
	}
}

func (k *circuit) busyPause(asked time.Duration) time.Duration {
	pause := min(defaultPause<<min(k.slowed, 10), maxBackoff)
	k.slowed++
	if asked > 0 {
		pause = min(max(asked, minPause), maxPause)
	}
	return pause
}

// interrupt tells everybody in the queue instead of letting them wait in vain.
func (k *circuit) interrupt(why *Error) {
	k.trouble = true
	k.trip(why)
	k.epoch, k.trip = context.WithCancelCause(context.Background())
}

// guard returns a context that ends, with an *Error for its cause, when the circuit opens.
func (k *circuit) guard(ctx context.Context) (context.Context, func()) {
	k.mu.Lock()
	epoch := k.epoch
	k.mu.Unlock()
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(epoch, func() { cancel(context.Cause(epoch)) })
	return ctx, func() { stop(); cancel(nil) }
}

// copyOf is why, as told to a caller that sent nothing.
func (k *circuit) copyOf(why *Error, until time.Time) *Error {
	if why == nil {
		return &Error{Kind: ErrUnavailable, Until: until}
	}
	return &Error{Kind: why.Kind, Status: why.Status, Missing: why.Missing, Err: why.Err, Until: until}
}

// load reads a pause that was begun before a restart. What cannot be read as one is none.
func (k *circuit) load(ctx context.Context) error {
	if k.loaded {
		return nil
	}
	value, err := k.state.Get(ctx, pauseKey)
	if err != nil {
		return fmt.Errorf("read the pause: %w", err)
	}
	if err := k.notices.load(ctx); err != nil {
		return fmt.Errorf("read the notice: %w", err)
	}
	k.loaded = true
	word, at, _ := strings.Cut(value, " ")
	until, err := time.Parse(time.RFC3339, at)
	if kind := pauseKind(word); err == nil && kind != nil && k.now().Before(until) {
		k.pause = &Error{Kind: kind, Until: until}
		k.last, k.trouble = k.pause, true
		k.breaker.Open()
		k.tellBan()
	}
	return nil
}

func pauseWord(kind error) string {
	if errors.Is(kind, ErrBanned) {
		return "banned"
	}
	return "busy"
}

func pauseKind(word string) error {
	switch word {
	case "banned":
		return ErrBanned
	case "busy":
		return ErrBusy
	default:
		return nil
	}
}
