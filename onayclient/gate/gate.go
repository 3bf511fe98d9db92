// Package gate is a request budget: it lets callers start one after another, no faster
// than a rate and no more than a day's number, people before background work.
//
//	g := gate.New(gate.Config{Rate: 1, PerDay: 20_000, State: store, Key: "requests"})
//	if err := g.Wait(ctx); err != nil {
//		return err
//	}
//	// send
//
// Starts are spaced by 1/Rate plus 2 % (see [Config.Slip]), whoever comes and however many come at once; a
// pause is not made up for by a burst. The first start waits too, so a process that is
// restarted again and again stays within the rate. A caller whose context ends gives its
// place to the next.
package gate

import (
	"container/list"
	"context"
	"fmt"
	"sync"
	"time"
)

// slack is added to the space between two starts, since the caller needs a moment to
// send what it was let through for.
const slack = 1.02

// Config sets up a [Gate].
type Config struct {
	// Rate is how many starts a second are let through; 0 or less is no limit.
	Rate float64
	// Slip is how much of a start's delay the next one makes up for, so that the pace
	// holds on a busy machine; two starts may then be closer by so much. It is for a
	// limit that is counted over many starts.
	Slip time.Duration
	// PerDay is how many starts a calendar day has; 0 or less is no limit. Background work
	// leaves the last tenth of them to people.
	PerDay int
	// State keeps the day's count under Key across restarts; without it the count ends
	// with the process. Only used with PerDay.
	State State
	Key   string
	// Location is where the day begins; UTC by default.
	Location *time.Location
	// Now tells the day and dates the errors; time.Now by default. The pace is kept by the
	// process's own clock, so that setting this one does not hurry or stall anybody.
	Now func() time.Time
}

// State keeps small values durably.
type State interface {
	// Get returns the value of key, "" when there is none.
	Get(ctx context.Context, key string) (string, error)
	// Set stores value before it returns.
	Set(ctx context.Context, key, value string) error
}

// Gate is a request budget. It is safe for concurrent use.
type Gate struct {
	interval time.Duration
	slip     time.Duration
	now      func() time.Time
	days     *days // nil without a limit

	mu     sync.Mutex
	next   time.Time // no start before
	taken  bool      // a caller has been given the turn and has not started yet
	armed  bool      // a timer will give the next turn
	people list.List // of *waiter
	sweep  list.List // of *waiter
}

// New returns a gate whose first start is one space from now.
func New(c Config) *Gate {
	g := &Gate{slip: c.Slip, now: c.Now}
	if g.now == nil {
		g.now = time.Now
	}
	if c.Rate > 0 {
		g.interval = time.Duration(float64(time.Second) / c.Rate * slack)
		g.next = time.Now().Add(g.interval)
	}
	if c.PerDay > 0 {
		g.days = newDays(c, g.now)
	}
	return g
}

// Wait returns nil when the caller may start, once, at once. Otherwise the caller must not
// start: the error is a *[SpentError], a *[TooLongError], ctx's own, or that of the State,
// for a start that cannot be counted does not happen.
func (g *Gate) Wait(ctx context.Context) error {
	if err := g.admit(ctx); err != nil {
		return err
	}
	if g.interval == 0 {
		return g.count(ctx)
	}
	w := g.join(ctx)
	if err := g.await(ctx, w); err != nil {
		return err
	}
	err := g.count(ctx)
	g.release(err == nil)
	return err
}

// Estimate returns how long a caller that comes now would wait, if nobody goes before it
// that is not there yet. Background work is told so by its context.
func (g *Gate) Estimate(ctx context.Context) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	ahead := g.people.Len()
	if IsBackground(ctx) {
		ahead += g.sweep.Len()
	}
	if g.taken {
		return time.Duration(ahead+1) * g.interval
	}
	return max(0, time.Until(g.next)) + time.Duration(ahead)*g.interval
}

// Left returns how many starts the day still has for people, and how many it has in all;
// both are 0 without a limit. The error is that of the State.
func (g *Gate) Left(ctx context.Context) (left, limit int, err error) {
	if g.days == nil {
		return 0, 0, nil
	}
	return g.days.remaining(ctx)
}

// Capacity returns how many starts a day can have by the rate and by the day's number; 0 is
// no limit.
func (g *Gate) Capacity() int {
	most := 0
	if g.interval > 0 {
		most = int(24 * time.Hour / g.interval)
	}
	if g.days != nil && (most == 0 || g.days.limit < most) {
		most = g.days.limit
	}
	return most
}

// admit turns away at once whoever would wait in vain.
func (g *Gate) admit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if g.days != nil {
		if err := g.days.left(ctx); err != nil {
			return err
		}
	}
	return g.Check(ctx)
}

// Check returns a *[TooLongError] when a caller that comes now would not get its turn
// before ctx's deadline, else nil.
func (g *Gate) Check(ctx context.Context) error {
	deadline, ok := ctx.Deadline()
	if !ok {
		return nil
	}
	if wait := g.Estimate(ctx); wait > time.Until(deadline) {
		return &TooLongError{Wait: wait, Until: g.now().Add(wait)}
	}
	return nil
}

func (g *Gate) count(ctx context.Context) error {
	if g.days == nil {
		return nil
	}
	return g.days.take(ctx)
}

// SpentError says that the day's number is used up.
type SpentError struct {
	Until time.Time // when the next day begins
}

// Error says until when.
func (e *SpentError) Error() string {
	return fmt.Sprintf("day's budget spent until %s", e.Until.UTC().Format(time.RFC3339))
}

// TooLongError says that the turn would come after the caller's deadline.
type TooLongError struct {
	Wait  time.Duration // how long the wait would have been
	Until time.Time     // when the turn would have come
}

// Error says how long the wait would be.
func (e *TooLongError) Error() string {
	return fmt.Sprintf("queue of %s is longer than the deadline", e.Wait.Round(time.Second))
}
