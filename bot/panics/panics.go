// Package panics turns a panic into an error, so that one card, update or job that has a bug costs no other.
package panics

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
)

// ErrPanic stands for a panic that was recovered.
var ErrPanic = errors.New("panic")

// Recover turns a panic into [ErrPanic] and logs it with its stack. It must be deferred. Only the type of a value
// that is not the runtime's own is logged: it may hold a card's number or what somebody wrote.
func Recover(log *slog.Logger, where string, err *error) {
	p := recover()
	if p == nil {
		return
	}
	what := fmt.Sprintf("%T", p)
	var fault runtime.Error
	if e, ok := p.(error); ok && errors.As(e, &fault) {
		what = fault.Error()
	}
	log.Error("panic", "where", where, "panic", what, "stack", string(debug.Stack()))
	*err = ErrPanic
}
