package gate_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"onaybot/onayclient/gate"
)

func TestMarks(t *testing.T) {
	t.Parallel()
	person := context.Background()
	sweep := gate.Background(person)
	derived, cancel := context.WithCancel(sweep)
	defer cancel()
	other := gate.Background(sweep)
	for name, c := range map[string]struct {
		ctx  context.Context
		want bool
	}{
		"person":         {person, false},
		"sweep":          {sweep, true},
		"derived":        {derived, true},
		"person again":   {gate.Person(sweep), false},
		"sweep in sweep": {other, true},
	} {
		if got := gate.IsBackground(c.ctx); got != c.want {
			t.Errorf("%s: IsBackground = %v, want %v", name, got, c.want)
		}
	}
	gate.Promote(person) // does nothing
	gate.Promote(derived)
	gate.Promote(derived)
	if gate.IsBackground(sweep) || gate.IsBackground(derived) {
		t.Error("promoted work is still background")
	}
	if !gate.IsBackground(other) {
		t.Error("promotion reached work that was marked apart")
	}
	select {
	case <-gate.Promoted(sweep):
	default:
		t.Error("Promoted is not closed")
	}
	if gate.Promoted(person) != nil {
		t.Error("a person's context can be promoted")
	}
}

func TestWatchedTellsWhatTookTheTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, watch := gate.Watched(t.Context())
		held := watch()
		g := gate.New(gate.Config{Rate: 0.1})
		if err := g.Wait(ctx); err != nil || !held() {
			t.Errorf("after ten seconds in the queue: held %v, %v", held(), err)
		}
		late := watch()
		<-time.After(8 * time.Second)
		if !held() || late() {
			t.Errorf("eight seconds later: held %v, %v for who came when it had left the queue", held(), late())
		}
		<-time.After(3 * time.Second)
		if held() {
			t.Error("held by a queue that it left longer ago than it stood there")
		}
		if err := g.Wait(ctx); err != nil { // at once
			t.Fatal(err)
		}
		waiting, stop := context.WithCancel(ctx)
		defer stop()
		go func() { _ = g.Wait(waiting) }()
		<-time.After(9 * time.Second)
		if !held() {
			t.Error("not held while it stands in the queue")
		}
	})
}
