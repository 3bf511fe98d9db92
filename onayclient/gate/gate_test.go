package gate_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"onaybot/onayclient/gate"
)

const space = 1020 * time.Millisecond // between two starts at one a second

// starts collects when, since began, which caller was let through.
type starts struct {
	began   time.Time
	waiting sync.WaitGroup
	mu      sync.Mutex
	who     []string
	at      []time.Duration
}

func (s *starts) add(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.who = append(s.who, name)
	s.at = append(s.at, time.Since(s.began))
}

func (s *starts) wait(ctx context.Context, t *testing.T, g *gate.Gate, name string) {
	s.waiting.Go(func() {
		if err := g.Wait(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		s.add(name)
	})
	synctest.Wait()
}

// TestASlowCountKeepsTheSpace between two starts.
func TestASlowCountKeepsTheSpace(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		s := &store{m: map[string]string{}, slow: 30 * ms}
		g := gate.New(gate.Config{Rate: 10, PerDay: 100, State: s, Key: "n"})
		for i, want := range []time.Duration{132 * ms, 264 * ms, 396 * ms} {
			if err := g.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := time.Since(began); got != want {
				t.Errorf("start %d after %v, want %v", i, got, want)
			}
		}
	})
}

func TestTheRateHoldsInEveryWindow(t *testing.T) {
	t.Parallel()
	for _, rate := range []float64{0.5, 1, 3, 30, 100} {
		synctest.Test(t, func(t *testing.T) {
			s := &starts{began: time.Now()}
			for range 5 { // processes killed right after their first start
				g := gate.New(gate.Config{Rate: rate})
				if err := g.Wait(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.add("")
			}
			g := gate.New(gate.Config{Rate: rate})
			var all sync.WaitGroup
			for i := range 200 {
				all.Go(func() {
					<-time.After(time.Duration(i%4) * 700 * time.Second) // bursts after silences
					if err := g.Wait(t.Context()); err != nil {
						t.Error(err)
					}
					s.add("")
				})
			}
			all.Wait()
			seconds := max(1, 1/rate)
			atMost(t, s.at, int(rate*seconds), time.Duration(seconds*float64(time.Second)))
		})
	}
}

// atMost fails if more than n of the moments lie in any window of that length.
func atMost(t *testing.T, at []time.Duration, n int, window time.Duration) {
	t.Helper()
	slices.Sort(at)
	for i := range at[min(n, len(at)):] {
		if gap := at[i+n] - at[i]; gap < window {
			t.Fatalf("%d starts within %v from %v, want %d at most", n+1, gap, at[i], n)
		}
	}
}

func TestAWaitInVainFailsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &starts{began: time.Now()}
		now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
		g := gate.New(gate.Config{Rate: 1, Now: func() time.Time { return now }})
		for range 10 {
			s.wait(t.Context(), t, g, "person")
		}
		s.wait(gate.Background(t.Context()), t, g, "sweep")
		in := func(d time.Duration) time.Time { return time.Now().Add(d) }
		limited, cancel := context.WithDeadline(t.Context(), in(10*time.Second))
		defer cancel()
		for name, ctx := range map[string]context.Context{
			"deadline": limited, "of no use later": gate.Before(t.Context(), in(10*time.Second)),
			"sweep": gate.Before(gate.Background(t.Context()), in(11*space)),
		} {
			began, want := time.Now(), 11*space
			if name == "sweep" {
				want = 12 * space
			}
			var later *gate.LaterError
			if err := g.Wait(ctx); !errors.As(err, &later) {
				t.Fatalf("%s: wait behind ten: %v, want a *LaterError", name, err)
			}
			if d := time.Since(began); d != 0 {
				t.Errorf("%s: it took %v to say so", name, d)
			}
			if !later.Until.Equal(now.Add(want)) {
				t.Errorf("%s: wait until %v, want %v", name, later.Until, now.Add(want))
			}
		}
		s.waiting.Wait()
	})
}

func TestAPersonGoesBeforeTheSweep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &starts{began: time.Now()}
		g := gate.New(gate.Config{Rate: 1})
		sweep, cancel := context.WithCancel(gate.Background(t.Context()))
		defer cancel()
		s.wait(sweep, t, g, "sweep 1")
		s.wait(sweep, t, g, "sweep 2")
		s.wait(t.Context(), t, g, "person 1")
		s.wait(gate.ForAll(sweep), t, g, "person 2")
		s.waiting.Wait()
		if want := []string{"person 1", "person 2", "sweep 1", "sweep 2"}; !slices.Equal(s.who, want) {
			t.Errorf("order %q, want %q", s.who, want)
		}
	})
}

// TestWhatIsNoLongerNeededTakesNoTurn from those behind it.
func TestWhatIsNoLongerNeededTakesNoTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &starts{began: time.Now()}
		g := gate.New(gate.Config{Rate: 1, PerDay: 20, State: &store{m: map[string]string{}}})
		refused := make(chan error, 1)
		go func() { refused <- g.Wait(gate.Unless(t.Context(), func() bool { return true })) }()
		synctest.Wait()
		s.wait(gate.Unless(t.Context(), func() bool { return false }), t, g, "behind")
		s.waiting.Wait()
		if err := <-refused; !errors.Is(err, gate.ErrNotNeeded) || s.at[0] != space {
			t.Errorf("got %v, the next started after %v", err, s.at[0])
		}
		if left, _, err := g.Left(t.Context()); err != nil || left != 19 {
			t.Errorf("%d starts left of 20, %v", left, err)
		}
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

func TestWithoutARateNobodyWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		g := gate.New(gate.Config{})
		take(t, g, 100)
		if d := time.Since(began); d != 0 {
			t.Errorf("waited %v", d)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := g.Wait(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("a done context gets %v, want context.Canceled", err)
		}
	})
}

func BenchmarkWait(b *testing.B) {
	g := gate.New(gate.Config{Rate: 1e9})
	b.ReportAllocs()
	for b.Loop() {
		if err := g.Wait(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
