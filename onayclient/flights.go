package onayclient

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"onaybot/onayclient/gate"
)

var (
	errClosed  = errors.New("client closed")
	errGivenUp = errors.New("request given up")
	errPanic   = errors.New("panic in a request")
)

// linger is how long work goes on after the caller that began it has gone. Others may still
// wait for it, and nobody waits longer than that for a card.
const linger = 10 * time.Second

// ErrNotNeeded ends work marked by [Unless] that was no longer needed when its turn came.
var ErrNotNeeded = gate.ErrNotNeeded

// Background marks the work of ctx as work that yields to waiting people.
func Background(ctx context.Context) context.Context { return gate.Background(ctx) }

// Unless is [Background] for work that may become needless while it waits for its turn: done
// is asked when the turn comes, and if it says yes, nothing is sent and the error is
// ErrNotNeeded.
func Unless(ctx context.Context, done func() bool) context.Context { return gate.Unless(ctx, done) }

type sentKey struct{}

// Count has each request that is sent for ctx counted in sent, also those sent after a caller
// has gone. What others have begun counts for them alone.
func Count(ctx context.Context, sent *atomic.Int64) context.Context {
	return context.WithValue(ctx, sentKey{}, sent)
}

// count counts a request for whoever began the work.
func (c *Client) count(ctx context.Context) {
	c.sent.Add(1)
	if sent, ok := ctx.Value(sentKey{}).(*atomic.Int64); ok {
		sent.Add(1)
	}
}

// flights lets callers of one priority that want the same thing at the same time share the
// work. A person does not share with the background, so as not to wait in its place.
type flights struct {
	group singleflight.Group
	life  context.Context // ends with the client
	end   context.CancelFunc
	open  sync.RWMutex // each flight holds it for reading
}

// share returns what fn returns, called once for all who share key meanwhile. A caller
// whose own context ends gets that context's error at once.
func share[T any](ctx context.Context, c *Client, key string, fn func(context.Context) (T, error)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	if gate.IsBackground(ctx) {
		key += " in the background"
	}
	result := c.flights.group.DoChan(key, func() (any, error) {
		return c.fly(ctx, func(ctx context.Context) (any, error) { return fn(ctx) })
	})
	select {
	case r := <-result:
		v, _ := r.Val.(T)
		return v, r.Err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// fly calls fn for all who wait. A panic becomes an error, because nobody could recover it
// in a goroutine of singleflight.
func (c *Client) fly(ctx context.Context, fn func(context.Context) (any, error)) (v any, err error) {
	f := &c.flights
	f.open.RLock()
	defer f.open.RUnlock()
	if f.life.Err() != nil {
		return nil, errClosed
	}
	defer func() {
		if r := recover(); r != nil {
			c.config.Log.Error("panic in a request", "type", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
			err = errPanic
		}
	}()
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	if deadline, ok := ctx.Deadline(); ok {
		own = gate.Before(own, deadline)
	}
	defer context.AfterFunc(f.life, cancel)()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(linger, cancel) })()
	return fn(own)
}
