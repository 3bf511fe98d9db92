package gate_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"onaybot/onayclient/gate"
)

// store is a State that can fail or be slow.
type store struct {
	mu   sync.Mutex
	m    map[string]string
	fail error
	slow time.Duration
}

func (s *store) Get(_ context.Context, key string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[key], s.fail
}

func (s *store) Set(_ context.Context, key, value string) error {
	<-time.After(s.slow)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail == nil {
		s.m[key] = value
	}
	return s.fail
}

// calendar is a clock that a test sets.
type calendar struct {
	mu sync.Mutex
	t  time.Time
}

func (c *calendar) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *calendar) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

// almaty has its midnight at 19:00 UTC.
var almaty = time.FixedZone("Asia/Almaty", 5*60*60)

func budget(s gate.State, c *calendar, n int) *gate.Gate {
	return gate.New(gate.Config{PerDay: n, State: s, Key: "requests", Location: almaty, Now: c.now})
}

// take starts n times, people and the background by turns.
func take(t *testing.T, g *gate.Gate, n int) {
	t.Helper()
	for i := range n {
		ctx := t.Context()
		if i%2 == 1 {
			ctx = gate.Background(ctx)
		}
		if err := g.Wait(ctx); err != nil {
			t.Fatalf("start %d: %v", i+1, err)
		}
	}
}

// spent fails unless the budget of g is used up, and returns until when.
func spent(t *testing.T, g *gate.Gate) time.Time {
	t.Helper()
	var e *gate.LaterError
	if err := g.Wait(t.Context()); !errors.As(err, &e) {
		t.Fatalf("got %v, want a *LaterError", err)
	}
	return e.Until
}

func TestTheDaysBudget(t *testing.T) {
	t.Parallel()
	c := &calendar{t: time.Date(2026, 11, 22, 18, 59, 0, 0, time.UTC)} // 23:59 in Almaty
	s := &store{m: map[string]string{}}
	g := budget(s, c, 3)
	take(t, g, 3)
	midnight := time.Date(2026, 11, 22, 19, 0, 0, 0, time.UTC)
	if got := spent(t, g); !got.Equal(midnight) {
		t.Errorf("spent until %v, want %v", got, midnight)
	}
	if got, want := s.m["requests"], "2026-11-22 3 2"; got != want {
		t.Errorf("kept %q, want %q", got, want)
	}
	spent(t, budget(s, c, 3)) // after a restart
	c.set(midnight)
	take(t, g, 3)
	spent(t, g)
}

func TestAClockThatStepsBackRefillsNothing(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 11, 22, 12, 0, 0, 0, almaty)
	c := &calendar{t: today}
	g := budget(&store{m: map[string]string{}}, c, 2)
	take(t, g, 2)
	c.set(today.AddDate(0, 0, -1))
	spent(t, g)
	c.set(today)
	spent(t, g)
	c.set(today.AddDate(0, 0, 1))
	take(t, g, 2)
}

// TestAStoredCountThatIsNone, or a wrong clock's, starves nobody.
func TestAStoredCountThatIsNone(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "nonsense", "2026-11-22", "2026-11-22 -5", "2026-13-45 9", "2099-01-01 2"} {
		c := &calendar{t: time.Date(2026, 11, 22, 12, 0, 0, 0, almaty)}
		take(t, budget(&store{m: map[string]string{"requests": value}}, c, 2), 2)
	}
}

func TestWhatCannotBeCountedDoesNotStart(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk full")
	c := &calendar{t: time.Date(2026, 11, 22, 12, 0, 0, 0, almaty)}
	s := &store{m: map[string]string{}}
	g := budget(s, c, 5)
	take(t, g, 1)
	s.fail = broken
	if err := g.Wait(t.Context()); !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of the state", err)
	}
	if err := budget(s, c, 5).Wait(t.Context()); !errors.Is(err, broken) {
		t.Errorf("first of a process: got %v, want the error of the state", err)
	}
}

func TestBackgroundLeavesTheLastTenthOfADayToPeople(t *testing.T) {
	t.Parallel()
	g := gate.New(gate.Config{PerDay: 20, State: &store{m: map[string]string{}}})
	sweep := gate.Background(t.Context())
	for i := range 18 {
		if err := g.Wait(sweep); err != nil {
			t.Fatalf("start %d: %v", i+1, err)
		}
	}
	var spent *gate.LaterError
	if err := g.Wait(sweep); !errors.As(err, &spent) {
		t.Errorf("the sweep's nineteenth start: %v", err)
	}
	for range 2 {
		if err := g.Wait(t.Context()); err != nil {
			t.Errorf("a person: %v", err)
		}
	}
	if err := g.Wait(t.Context()); !errors.As(err, &spent) {
		t.Errorf("the twenty-first start: %v", err)
	}
}

func TestPeopleLeaveHalfOfADayToTheBackground(t *testing.T) {
	t.Parallel()
	c := &calendar{t: time.Date(2026, 11, 22, 12, 0, 0, 0, almaty)}
	for _, kept := range []string{"", "2026-11-22 0", "2026-11-21 20 10"} {
		s := &store{m: map[string]string{"requests": kept}}
		for range 10 {
			if err := budget(s, c, 20).Wait(t.Context()); err != nil { // each after a restart
				t.Fatal(err)
			}
		}
		spent(t, budget(s, c, 20))
		g, sweep := budget(s, c, 20), gate.Background(t.Context())
		for i := range 10 {
			if err := g.Wait(sweep); err != nil {
				t.Fatalf("the sweep's start %d: %v", i+1, err)
			}
		}
		var none *gate.LaterError
		if err := g.Wait(sweep); !errors.As(err, &none) {
			t.Errorf("the sweep's eleventh start: %v", err)
		}
	}
}

func TestWhatAllWantIsRefusedToNeither(t *testing.T) {
	t.Parallel()
	c := &calendar{t: time.Date(2026, 11, 22, 12, 0, 0, 0, almaty)}
	for _, kept := range []string{"2026-11-22 10 10", "2026-11-22 18 0"} { // nothing is left for people, or for the sweep
		g := budget(&store{m: map[string]string{"requests": kept}}, c, 20)
		for _, ctx := range []context.Context{gate.ForAll(t.Context()), gate.ForAll(gate.Background(t.Context()))} {
			if err := g.Wait(ctx); err != nil {
				t.Errorf("after %s: %v", kept, err)
			}
		}
	}
}
