package onayclient

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestErrorSaysItInOneLine(t *testing.T) {
	t.Parallel()
	e := &Error{
		Kind: ErrChanged, Op: "check", Status: 200, Missing: "result.balance: an integer", Err: context.DeadlineExceeded,
		Until: time.Date(2026, 11, 20, 8, 31, 0, 0, time.FixedZone("", 5*60*60)),
	}
	want := "check: cabinet changed: expected result.balance: an integer: context deadline exceeded (status 200), try again at 2026-11-20T03:31:00Z"
	if got := e.Error(); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if !errors.Is(e, ErrChanged) || !errors.Is(e, context.DeadlineExceeded) || errors.Is(e, ErrBusy) {
		t.Error("errors.Is does not find the kind or the cause")
	}
	if got, want := (&Error{Kind: ErrNoCard, Op: "check"}).Error(), "check: no such card"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
