// Package gate is a request budget: it lets callers start one after another, no faster
// than a rate and no more often than a day's number, people before background work.
//
//	g := gate.New(gate.Config{Rate: 1, PerDay: 20_000, State: store, Key: "requests"})
//	if err := g.Wait(ctx); err != nil {
//		return err
//	}
//	// send
//
// Two starts are 1/Rate plus 2 % apart, however many callers come at once. A silence is not
// made up for by a burst. The first start waits too, so a process that is restarted again
// and again stays within the rate. A caller whose context ends gives its place to the next.
package gate

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// slack stretches the space between two starts: a caller needs a moment to send what it
// was let through for.
const slack = 1.02

// Config sets up a [Gate].
type Config struct {
	// Rate is how many starts a second are let through; 0 or less is no limit.
	Rate float64
	// PerDay is how many starts a calendar day has; 0 or less is no limit. People leave half
	// of them to background work, which leaves the last tenth of a day to people unless it has
	// had less than its half.
	PerDay int
	// State keeps the day's count under Key over restarts. Both go with PerDay.
	State State
	Key   string
	// Location is where the day begins; UTC by default.
	Location *time.Location
	// Now tells the day and dates the errors; time.Now by default. The pace is kept by the
	// process's own clock.
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
	space time.Duration // between two starts; 0 is no limit
	now   func() time.Time
	day   day

	mu     sync.Mutex
	next   time.Time       // no start before
	taken  bool            // a caller has the turn and has not started yet
	armed  bool            // a timer will give the next turn
	people []chan struct{} // each closed when it is that caller's turn
	sweep  []chan struct{} // the same
}

// New returns a gate whose first start is one space from now.
func New(c Config) *Gate {
	if c.Now == nil {
		c.Now = time.Now
	}
	g := &Gate{now: c.Now, day: day{
		limit: max(0, c.PerDay), state: c.State, key: c.Key, zone: cmp.Or(c.Location, time.UTC), now: c.Now,
	}}
	if c.Rate > 0 {
		g.space = time.Duration(float64(time.Second) / c.Rate * slack)
		g.next = time.Now().Add(g.space)
	}
	return g
}

// Wait returns nil when the caller may start, once, at once. Otherwise it must not start:
// the error is a *[LaterError], [ErrNotNeeded], ctx's own, or that of the State, because a
// start that cannot be counted does not happen.
func (g *Gate) Wait(ctx context.Context) error {
	if err := g.admit(ctx); err != nil {
		return err
	}
	if err := g.queue(ctx); err != nil {
		return err
	}
	err := g.start(ctx)
	g.release(err == nil)
	return err
}

// admit turns away at once a caller that would wait in vain.
func (g *Gate) admit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := g.day.use(ctx, 0); err != nil {
		return err
	}
	return g.check(ctx)
}

// check returns a *[LaterError] when a caller that comes now would not get its turn before
// the deadline of ctx or of [Before], else nil.
func (g *Gate) check(ctx context.Context) error {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = markOf(ctx).before
	}
	if wait := g.Estimate(ctx); !deadline.IsZero() && wait > time.Until(deadline) {
		return &LaterError{Until: g.now().Add(wait), reason: "queue longer than the deadline"}
	}
	return nil
}

// Estimate returns how long a caller that comes now would wait if nobody else came.
func (g *Gate) Estimate(ctx context.Context) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	ahead := len(g.people)
	if IsBackground(ctx) {
		ahead += len(g.sweep)
	}
	if g.taken {
		return time.Duration(ahead+1) * g.space
	}
	return max(0, time.Until(g.next)) + time.Duration(ahead)*g.space
}

// queue returns nil when it is the caller's turn; otherwise the caller has left.
func (g *Gate) queue(ctx context.Context) error {
	turn := make(chan struct{})
	queue := &g.people
	if IsBackground(ctx) {
		queue = &g.sweep
	}
	g.mu.Lock()
	*queue = append(*queue, turn)
	g.arm()
	g.mu.Unlock()
	select {
	case <-turn:
	case <-ctx.Done():
	}
	if ctx.Err() == nil {
		return nil
	}
	g.leave(queue, turn)
	return ctx.Err()
}

// leave gives up a place in a queue, or the turn if it has just been given.
func (g *Gate) leave(queue *[]chan struct{}, turn chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if place := slices.Index(*queue, turn); place >= 0 {
		*queue = slices.Delete(*queue, place, place+1)
	} else {
		g.taken = false
	}
	g.arm()
}

// start counts the caller's start, unless its work is no longer needed.
func (g *Gate) start(ctx context.Context) error {
	if done := markOf(ctx).done; done != nil && done() {
		return ErrNotNeeded
	}
	return g.day.use(ctx, 1)
}

// release ends a turn. If it was used, the next one is a space away.
func (g *Gate) release(used bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.taken = false
	if used {
		g.next = time.Now().Add(g.space)
	}
	g.arm()
}

// arm sees to it that somebody gets the turn when it is due. One caller has it at a time,
// so that a count that takes long to write does not let two starts close up.
func (g *Gate) arm() {
	if g.taken || g.armed || len(g.people)+len(g.sweep) == 0 {
		return
	}
	g.armed = true
	time.AfterFunc(time.Until(g.next), g.give)
}

// give hands the turn to the first person, or else to the first of the sweep.
func (g *Gate) give() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.armed = false
	queue := &g.people
	if len(*queue) == 0 {
		queue = &g.sweep
	}
	if len(*queue) > 0 {
		g.taken = true
		close((*queue)[0])
		*queue = (*queue)[1:]
	}
}

// Left returns how many starts the day still has for people, and how many it has in all;
// both are 0 without a limit. The error is that of the State.
func (g *Gate) Left(ctx context.Context) (left, limit int, err error) { return g.day.left(ctx) }

// Capacity returns how many starts a day can have by the rate and by the day's number; 0 is
// no limit.
func (g *Gate) Capacity() int {
	if g.space == 0 {
		return g.day.limit
	}
	byRate := int(24 * time.Hour / g.space)
	if g.day.limit == 0 {
		return byRate
	}
	return min(byRate, g.day.limit)
}
