package onayclient

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// request asks k for leave and settles with err.
func request(t *testing.T, k *circuit, err error) error {
	t.Helper()
	if refused := k.acquire(t.Context()); refused != nil {
		return refused
	}
	return k.settle(t.Context(), err)
}

func TestTheBreakerProbesAndCloses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := defaults()
		c.failures, c.breakerDelay = 3, time.Minute
		k := newCircuit(c)
		down := &Error{Kind: ErrUnavailable, Status: 502}
		for range 3 {
			_ = request(t, k, down)
		}
		var e *Error
		if err := request(t, k, nil); !errors.As(err, &e) || !e.Until.Equal(time.Now().Add(time.Minute)) {
			t.Fatalf("after three failures: %v", err)
		}
		<-time.After(time.Minute)
		if err := request(t, k, down); !errors.Is(err, ErrUnavailable) {
			t.Fatalf("a failed probe: %v", err)
		}
		if err := k.allow(t.Context()); !errors.Is(err, ErrUnavailable) {
			t.Fatalf("after a failed probe: %v", err)
		}
		<-time.After(time.Minute)
		if err := k.acquire(t.Context()); err != nil {
			t.Fatalf("second probe: %v", err)
		}
		if err := k.acquire(t.Context()); !errors.Is(err, ErrUnavailable) {
			t.Fatalf("beside the probe: %v", err)
		}
		_ = k.settle(t.Context(), nil)
		for range 2 { // fewer than three in a row do not open it again
			_ = request(t, k, down)
		}
		if err := request(t, k, nil); err != nil {
			t.Fatalf("closed: %v", err)
		}
	})
}

func TestAnswersThatAreNoFailures(t *testing.T) {
	t.Parallel()
	c := defaults()
	c.failures = 1
	k := newCircuit(c)
	for _, err := range []error{nil, &Error{Kind: ErrNoCard}, &Error{Kind: ErrBadLogin}, errStale, errUnsigned, errDeclined} {
		if got := request(t, k, err); !errors.Is(got, err) {
			t.Errorf("settle(%v) = %v", err, got)
		}
		if err := k.allow(t.Context()); err != nil {
			t.Errorf("after %v: %v", err, err)
		}
	}
}

func TestAStragglerShortensNoPause(t *testing.T) {
	t.Parallel()
	k := newCircuit(defaults())
	var first, second *Error
	errors.As(k.settle(t.Context(), &Error{Kind: ErrBanned}), &first)
	errors.As(k.settle(t.Context(), &Error{Kind: ErrBusy, retryAfter: time.Second}), &second)
	if !errors.Is(second, ErrBanned) || !second.Until.Equal(first.Until) {
		t.Errorf("a ban until %v became %v", first.Until, second)
	}
}

func TestAStoredPauseThatIsNone(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "banned", "banned yesterday", "odd 2999-01-01T00:00:00Z", "busy 2001-01-01T00:00:00Z"} {
		c := defaults()
		c.state = &memory{m: map[string]string{pauseKey: value}}
		if err := newCircuit(c).acquire(t.Context()); err != nil {
			t.Errorf("%q: %v", value, err)
		}
	}
}
