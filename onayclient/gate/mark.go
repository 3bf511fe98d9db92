package gate

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrNotNeeded ends the wait of work marked by [Unless] that is no longer needed.
var ErrNotNeeded = errors.New("no longer needed")

// LaterError says that there is no start before a time: the day's number is used up, or the
// turn would come after the caller's deadline.
type LaterError struct {
	Until  time.Time
	reason string
}

// Error says why and until when.
func (e *LaterError) Error() string {
	return fmt.Sprintf("%s, next turn at %s", e.reason, e.Until.UTC().Format(time.RFC3339))
}

type markKey struct{}

// mark is what a context says of its work.
type mark struct {
	background bool
	forAll     bool        // people and the background want it alike
	done       func() bool // asked when the turn comes; nil: the work is needed
	before     time.Time   // when a turn is of no use any more; zero: it always is
}

// Background marks the work of ctx as work that lets people go first.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, markKey{}, mark{background: true})
}

// Unless is [Background] for work that may become needless while it waits: when its turn
// comes, done is asked, and if it says yes, Wait returns [ErrNotNeeded] and the turn goes to
// the next caller.
func Unless(ctx context.Context, done func() bool) context.Context {
	return context.WithValue(ctx, markKey{}, mark{background: true, done: done})
}

// Before marks the work of ctx as work that is of no use later. Wait turns it away at once if
// its turn would come too late, as it does for a deadline; but it does not end with it.
func Before(ctx context.Context, deadline time.Time) context.Context {
	m := markOf(ctx)
	m.before = deadline
	return context.WithValue(ctx, markKey{}, m)
}

// ForAll marks the work of ctx as what people and the background want alike: it goes before
// the background, and takes whatever the day has left. Of other marks it keeps [Before].
func ForAll(ctx context.Context) context.Context {
	return context.WithValue(ctx, markKey{}, mark{forAll: true, before: markOf(ctx).before})
}

// IsBackground reports whether the work of ctx is marked by [Background] or [Unless].
func IsBackground(ctx context.Context) bool { return markOf(ctx).background }

func markOf(ctx context.Context) mark {
	m, _ := ctx.Value(markKey{}).(mark)
	return m
}
