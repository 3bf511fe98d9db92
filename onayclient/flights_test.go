package onayclient

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestWorkThatNobodyWaitsForEnds within ten seconds.
func TestWorkThatNobodyWaitsForEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, err := New(Config{BaseURL: "https://cabinet.example", State: memory{}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, leave := context.WithCancel(t.Context())
		ended := make(chan time.Time, 1)
		work := func(ctx context.Context) (int, error) {
			<-ctx.Done()
			ended <- time.Now()
			return 0, ctx.Err()
		}
		gone := make(chan error, 1)
		go func() {
			_, err := share(ctx, c, "k", work)
			gone <- err
		}()
		<-time.After(time.Minute)
		left := time.Now()
		leave()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("whoever left got %v", err)
		}
		if got := (<-ended).Sub(left); got != 10*time.Second {
			t.Errorf("it went on for %v", got)
		}
		c.Close()
		if _, err := share(t.Context(), c, "k", work); !errors.Is(err, errClosed) {
			t.Errorf("after Close: %v", err)
		}
	})
}

func TestJitterIsFull(t *testing.T) {
	t.Parallel()
	const longest = time.Second
	var tenths [10]int
	for range 2000 {
		d := jitter(longest)
		if d < 0 || d >= longest {
			t.Fatalf("a pause of %v", d)
		}
		tenths[d*10/longest]++
	}
	for i, n := range tenths {
		if n < 100 { // 200 on average
			t.Errorf("%d pauses of 2000 in tenth %d", n, i)
		}
	}
}
