// Package safe keeps a panic from ending the process.
package safe

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
)

// ErrPanic stands for a panic that was recovered.
var ErrPanic = errors.New("panic")

// Recovered turns a panic into [ErrPanic] and logs it with its stack. It must
// be deferred itself. Only a fault of the runtime is logged in its own words;
// of any other value the type is, since the value may hold a card's number or
// what somebody wrote.
func Recovered(log *slog.Logger, where string, err *error) {
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
