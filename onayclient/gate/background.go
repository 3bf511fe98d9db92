package gate

import (
	"context"
	"sync"
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
