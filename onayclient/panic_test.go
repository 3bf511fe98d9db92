package onayclient

import (
	"context"
	"errors"
	"net/http"
	"testing"
)

// panicking is a transport whose requests panic while on is set.
type panicking struct{ on bool }

func (p *panicking) RoundTrip(*http.Request) (*http.Response, error) {
	if p.on {
		panic("bug")
	}
	return nil, context.DeadlineExceeded
}

// TestAPanickingProbeDoesNotKeepTheCircuitOpen for ever.
func TestAPanickingProbeDoesNotKeepTheCircuitOpen(t *testing.T) {
	t.Parallel()
	p := &panicking{on: true}
	c, err := New("https://cabinet.example", WithRate(0), WithBreaker(1, 1), WithHTTPClient(&http.Client{Transport: p}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	pan, err := ParsePAN("9643108503300000017")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := c.Card(t.Context(), pan); !errors.Is(err, ErrUnavailable) || !errors.Is(err, errPanic) {
			t.Errorf("got %v, want a panic told as ErrUnavailable", err)
		}
	}
	p.on = false
	if _, err := c.Card(t.Context(), pan); !errors.Is(err, errTimeout) {
		t.Errorf("no request got out after a panic: %v", err)
	}
}
