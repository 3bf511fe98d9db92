package gate_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"onaybot/onayclient/gate"
)

// inOrder waits until all have started, which they have to in this order.
func (s *starts) inOrder(t *testing.T, want ...string) {
	t.Helper()
	s.waiting.Wait()
	if !slices.Equal(s.who, want) {
		t.Errorf("order %q, want %q", s.who, want)
	}
}

func TestAPersonGoesBeforeTheSweep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &starts{began: time.Now()}
		g := gate.New(gate.Config{Rate: 1})
		sweep := gate.Background(t.Context())
		s.wait(sweep, t, g, "sweep 1")
		s.wait(sweep, t, g, "sweep 2")
		s.wait(t.Context(), t, g, "person 1")
		s.wait(t.Context(), t, g, "person 2")
		s.inOrder(t, "person 1", "person 2", "sweep 1", "sweep 2")
	})
}

func TestPromotedWorkJoinsThePeople(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &starts{began: time.Now()}
		g := gate.New(gate.Config{Rate: 1})
		wanted := gate.Background(t.Context())
		s.wait(gate.Background(t.Context()), t, g, "sweep 1")
		s.wait(wanted, t, g, "sweep 2")
		s.wait(t.Context(), t, g, "person 1")
		gate.Promote(wanted)
		synctest.Wait()
		s.wait(t.Context(), t, g, "person 2")
		s.inOrder(t, "person 1", "sweep 2", "person 2", "sweep 1")
	})
}

func TestACancelledCallerLeavesItsPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &starts{began: time.Now()}
		g := gate.New(gate.Config{Rate: 1})
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error, 2)
		for range 2 {
			go func() { gone <- g.Wait(ctx) }()
		}
		synctest.Wait()
		s.wait(t.Context(), t, g, "last")
		cancel()
		for range 2 {
			if err := <-gone; !errors.Is(err, context.Canceled) {
				t.Errorf("cancelled wait: %v", err)
			}
		}
		s.waiting.Wait()
		if len(s.at) != 1 || s.at[0] != space {
			t.Errorf("the caller behind started at %v, want %v", s.at, space)
		}
	})
}

// TestACallerCancelledAtItsTurn races the end of the context against the turn: whichever
// comes first, the next caller starts in time.
func TestACallerCancelledAtItsTurn(t *testing.T) {
	t.Parallel()
	for range 200 {
		synctest.Test(t, func(t *testing.T) {
			g := gate.New(gate.Config{Rate: 1})
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(space, cancel)
			first := make(chan error, 1)
			go func() { first <- g.Wait(ctx) }()
			synctest.Wait()
			began := time.Now()
			if err := g.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			want := space
			if err := <-first; err == nil {
				want = 2 * space
			}
			if got := time.Since(began); got != want {
				t.Fatalf("the next started after %v, want %v", got, want)
			}
		})
	}
}
