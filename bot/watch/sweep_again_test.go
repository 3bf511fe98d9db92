package watch

import (
	"context"
	"sync"
	"testing"

	"onaybot/onayclient"
	"onaybot/onayclient/gate"
)

// queued is a cabinet whose requests wait for their turn at a gate.
type queued struct {
	*cabinet
	gate  *gate.Gate
	waits func() // called when the sweep waits
}

func (q queued) Card(ctx context.Context, pan onayclient.PAN) (onayclient.Card, error) {
	if gate.IsBackground(ctx) {
		q.waits()
	}
	if err := q.gate.Wait(ctx); err != nil {
		return onayclient.Card{}, err
	}
	return q.cabinet.Card(ctx, pan)
}

// What a person has read while the sweep waited for its turn is not asked for again.
func TestTheSweepLooksAgainWhenItsTurnComes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 1240)
	b.follow(1, 100)
	person := sync.OnceFunc(func() { b.read(pan, 100) })
	b.Watcher.cabinet = queued{b.cabinet, gate.New(gate.Config{}), person}
	if err := b.sweep(); err != nil {
		t.Fatal(err)
	}
	if n := b.cabinet.total(); n != 1 {
		t.Errorf("%d requests, want the person's alone", n)
	}
	if swept := b.LastSweep(); swept.Read != 1 {
		t.Errorf("the sweep has read %d cards", swept.Read)
	}
}
