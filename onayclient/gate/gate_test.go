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

func TestTheFirstStartWaitsOneSpace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		g := gate.New(gate.Config{Rate: 1})
		for i := 1; i <= 3; i++ {
			if err := g.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got, want := time.Since(began), time.Duration(i)*space; got != want {
				t.Errorf("start %d after %v, want %v", i, got, want)
			}
		}
	})
}

// busy takes a while to write a count down.
type busy time.Duration

func (busy) Get(context.Context, string) (string, error) { return "", nil }

func (b busy) Set(context.Context, string, string) error {
	<-time.After(time.Duration(b))
	return nil
}

// What a busy machine delays is made up for by the next start, so far as it
// may be; never by more.
func TestDelaysAreMadeUpFor(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	for slip, want := range map[time.Duration][]time.Duration{
		0:        {132 * ms, 264 * ms, 396 * ms},
		10 * ms:  {132 * ms, 254 * ms, 376 * ms},
		100 * ms: {132 * ms, 234 * ms, 336 * ms},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			g := gate.New(gate.Config{Rate: 10, Slip: slip, PerDay: 100, State: busy(30 * ms), Key: "n"})
			for i := range want {
				if err := g.Wait(t.Context()); err != nil {
					t.Fatal(err)
				}
				if got := time.Since(began); got != want[i] {
					t.Errorf("slip %v: start %d after %v, want %v", slip, i, got, want[i])
				}
			}
		})
	}
}

func TestARestartedProcessStaysWithinTheRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &starts{began: time.Now()}
		for range 5 { // killed right after its first start, each time
			g := gate.New(gate.Config{Rate: 1})
			if err := g.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.add("start")
		}
		atMost(t, s.at, 1, time.Second)
	})
}

func TestTheRateHoldsInEveryWindow(t *testing.T) {
	t.Parallel()
	for _, rate := range []float64{0.5, 1, 3, 30, 100} {
		synctest.Test(t, func(t *testing.T) {
			s := &starts{began: time.Now()}
			g := gate.New(gate.Config{Rate: rate})
			var all sync.WaitGroup
			for i := range 200 {
				all.Go(func() {
					<-time.After(burst(i)) // bursts after silences
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

// burst spreads callers over four moments, far apart.
func burst(i int) time.Duration { return time.Duration(i%4) * 700 * time.Second }

// atMost fails if more than n of the moments lie in any window of that length.
func atMost(t *testing.T, at []time.Duration, n int, window time.Duration) {
	t.Helper()
	slices.Sort(at)
	for i := range at {
		in := 0
		for _, later := range at[i:] {
			if later-at[i] < window {
				in++
			}
		}
		if in > n {
			t.Fatalf("%d starts within %v from %v, want %d at most", in, window, at[i], n)
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
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		began := time.Now()
		var long *gate.TooLongError
		if err := g.Wait(ctx); !errors.As(err, &long) {
			t.Fatalf("wait behind ten: %v, want a *TooLongError", err)
		}
		if d := time.Since(began); d != 0 {
			t.Errorf("it took %v to say so", d)
		}
		if want := 11 * space; long.Wait != want || !long.Until.Equal(now.Add(want)) {
			t.Errorf("wait %v until %v, want %v", long.Wait, long.Until, want)
		}
		s.waiting.Wait()
	})
}

func TestEstimate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &starts{began: time.Now()}
		g := gate.New(gate.Config{Rate: 1})
		sweep := gate.Background(t.Context())
		s.wait(t.Context(), t, g, "person")
		s.wait(sweep, t, g, "sweep")
		s.wait(sweep, t, g, "sweep")
		if got, want := g.Estimate(t.Context()), 2*space; got != want {
			t.Errorf("a person's estimate %v, want %v", got, want)
		}
		if got, want := g.Estimate(sweep), 4*space; got != want {
			t.Errorf("the sweep's estimate %v, want %v", got, want)
		}
		s.waiting.Wait()
		<-time.After(space)
		if got := g.Estimate(t.Context()); got != 0 {
			t.Errorf("estimate of an idle gate %v, want 0", got)
		}
	})
}

func TestWithoutARateNobodyWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		g := gate.New(gate.Config{})
		for range 100 {
			if err := g.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if d := time.Since(began); d != 0 {
			t.Errorf("waited %v", d)
		}
	})
}

func TestADoneContextGetsNothing(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := gate.New(gate.Config{}).Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
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
