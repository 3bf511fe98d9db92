package onayclient

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	"golang.org/x/sync/singleflight"

	"onaybot/onayclient/gate"
)

var (
	errClosed = errors.New("client closed")
	errPanic  = errors.New("panic in a shared request")
	errQueued = errors.New("the deadline passed in the queue")
)

// flights lets callers that want the same thing at the same time share the work. A flight
// belongs to all who wait for it: it survives the one that began it, it is cancelled when
// the last one has gone, and it is a person's as soon as one person waits for it.
type flights struct {
	life  context.Context // ends with the client
	admit func(context.Context) error
	log   *slog.Logger

	group singleflight.Group
	mu    sync.Mutex
	open  map[string]*flight
	done  bool
	busy  sync.WaitGroup
}

// flight is what singleflight does not keep: whose the work is.
type flight struct {
	ctx     context.Context
	cancel  context.CancelFunc
	watch   func() (held func() bool) // whether the queue takes most of its time from now on
	waiters int
	running bool
}

// newFlights returns flights that end with life. admit turns away a caller that would
// begin a flight in vain.
func newFlights(life context.Context, admit func(context.Context) error, log *slog.Logger) *flights {
	return &flights{life: life, admit: admit, log: log, open: make(map[string]*flight)}
}

// share returns what fn returns, called once for all who share key meanwhile. A caller
// whose own context ends gets that context's error at once.
func share[T any](ctx context.Context, fs *flights, key string, fn func(context.Context) (T, error)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	f, result, err := fs.join(ctx, key, func(ctx context.Context) (any, error) { return fn(ctx) })
	if err != nil {
		return none, err
	}
	defer fs.leave(key, f)
	defer gate.Await(ctx, f.ctx)()
	held := f.watch()
	promoted := gate.Promoted(ctx)
	for {
		select {
		case r := <-result:
			v, _ := r.Val.(T)
			return v, r.Err
		case <-promoted:
			promoted = nil
			gate.Promote(f.ctx)
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) && held() {
				return none, errQueued
			}
			return none, ctx.Err()
		}
	}
}

func (fs *flights) join(ctx context.Context, key string, fn func(context.Context) (any, error)) (*flight, <-chan singleflight.Result, error) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if fs.done {
		return nil, nil, errClosed
	}
	f := fs.open[key]
	if f == nil {
		if err := fs.admit(ctx); err != nil {
			return nil, nil, err
		}
		f = fs.begin(ctx)
		fs.open[key] = f
	}
	f.waiters++
	if !gate.IsBackground(ctx) {
		gate.Promote(f.ctx)
	}
	if !f.running {
		f.running = true
		fs.busy.Add(1)
	}
	return f, fs.group.DoChan(key, func() (any, error) { return fs.run(key, f, fn) }), nil
}

func (fs *flights) begin(ctx context.Context) *flight {
	own := context.WithoutCancel(ctx)
	if gate.IsBackground(ctx) {
		own = gate.Background(own) // a mark of its own, so that promoting it touches nothing else
	} else {
		own = gate.Person(own)
	}
	own, watch := gate.Watched(own)
	own, cancel := context.WithCancel(own)
	stop := context.AfterFunc(fs.life, cancel)
	return &flight{ctx: own, cancel: func() { stop(); cancel() }, watch: watch}
}

// run calls fn. A panic becomes an error, since nobody could recover it in a goroutine that
// belongs to singleflight.
func (fs *flights) run(key string, f *flight, fn func(context.Context) (any, error)) (v any, err error) {
	defer fs.busy.Done()
	defer func() {
		if r := recover(); r != nil {
			fs.log.Error("panic in a shared request", "type", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
			err = errPanic
		}
		fs.mu.Lock()
		defer fs.mu.Unlock()
		f.running = false
		if fs.open[key] == f {
			fs.group.Forget(key)
		}
	}()
	return fn(f.ctx)
}

func (fs *flights) leave(key string, f *flight) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	f.waiters--
	if f.waiters > 0 {
		return
	}
	f.cancel()
	if fs.open[key] == f {
		delete(fs.open, key)
		fs.group.Forget(key)
	}
}

// close turns new callers away and waits for the flights, which life has cancelled.
func (fs *flights) close() {
	fs.mu.Lock()
	fs.done = true
	fs.mu.Unlock()
	fs.busy.Wait()
}
