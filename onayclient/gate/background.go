package gate

import (
	"context"
	"sync"
	"time"
)

type markKey struct{}

// mark is what a context of background work carries.
type mark struct {
	once     sync.Once
	promoted chan struct{}
}

// Background marks the work of ctx as one that lets people go first.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, markKey{}, &mark{promoted: make(chan struct{})})
}

// Person unmarks the work of ctx, whatever it was derived from.
func Person(ctx context.Context) context.Context {
	return context.WithValue(ctx, markKey{}, (*mark)(nil))
}

// Promote tells that a person waits for the work of ctx from now on: in the queue it
// moves behind the people who are there already. It reaches every context derived from the
// same call of [Background].
func Promote(ctx context.Context) {
	if m := markOf(ctx); m != nil {
		m.once.Do(func() { close(m.promoted) })
	}
}

// Promoted returns a channel that is closed by [Promote]; nil if ctx is not marked.
func Promoted(ctx context.Context) <-chan struct{} {
	if m := markOf(ctx); m != nil {
		return m.promoted
	}
	return nil
}

// IsBackground reports whether ctx is marked and has not been promoted.
func IsBackground(ctx context.Context) bool {
	m := markOf(ctx)
	if m == nil {
		return false
	}
	select {
	case <-m.promoted:
		return false
	default:
		return true
	}
}

func markOf(ctx context.Context) *mark {
	m, _ := ctx.Value(markKey{}).(*mark)
	return m
}

type clockKey struct{}

// clock counts the time that work stands in queues, its own and those of other work that it
// waits for.
type clock struct {
	mu    sync.Mutex
	stood time.Duration        // in queues that it has left
	now   func() time.Duration // in the one that it stands in; nil: in none
}

// Watched returns a context for work that is watched by whoever wants it, from then on: held
// tells whether queues have taken more of its time since than all else.
func Watched(ctx context.Context) (watched context.Context, watch func() (held func() bool)) {
	c := &clock{}
	return context.WithValue(ctx, clockKey{}, c), func() func() bool {
		begun, before := time.Now(), c.total()
		return func() bool { return c.total()-before > time.Since(begun)/2 }
	}
}

func (c *clock) total() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now == nil {
		return c.stood
	}
	return c.stood + c.now()
}

// stand notes that the work of ctx stands in a queue, until the returned function is called.
func stand(ctx context.Context) (leave func()) {
	began := time.Now()
	return count(ctx, func() time.Duration { return time.Since(began) })
}

// Await notes that the work of ctx waits for other work, and with it in the queues that
// that one stands in, until the returned function is called.
func Await(ctx, other context.Context) (leave func()) {
	c, ok := other.Value(clockKey{}).(*clock)
	if !ok {
		return func() {}
	}
	before := c.total()
	return count(ctx, func() time.Duration { return c.total() - before })
}

func count(ctx context.Context, stands func() time.Duration) (leave func()) {
	c, ok := ctx.Value(clockKey{}).(*clock)
	if !ok {
		return func() {}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = stands
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.stood += stands()
		c.now = nil
	}
}
