package watch

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// journal gives the Watcher a log that the test can read.
func (b *bench) journal() *bytes.Buffer {
	var j bytes.Buffer
	b.log = slog.New(slog.NewTextHandler(&j, nil))
	return &j
}

// A card whose reading panics costs no other, and is put off.
func TestAPanicCostsOneCard(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for n := range 3 {
		b.holds(n, "01.01", 600)
		b.follow(n, 10)
	}
	j := b.journal()
	bad := number(t, 1)
	b.cabinet.asked = func(pan onayclient.PAN) {
		if pan == bad {
			panic("of " + pan.Digits())
		}
	}
	if err := b.sweep(); err != nil {
		t.Fatal(err)
	}
	if got := b.LastSweep().Read; got != 2 {
		t.Errorf("%d other cards are read", got)
	}
	if got, want := b.card(bad).NextAt, b.clock.now().Add(afterFailure); !got.Equal(want) {
		t.Errorf("the card is due at %v, want %v", got, want)
	}
	if !strings.Contains(j.String(), "panic_test.go") || strings.Contains(j.String(), bad.Digits()) {
		t.Errorf("log %s", j)
	}
}

// A duty that panics is not looked at again before its next day.
func TestAPanicCostsOneDuty(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.wishes(1, 10, store.SubscribeShort)
	j := b.journal()
	b.clock.add(at(22, eveningAt/60, 0).Sub(b.clock.now())) // a Sunday, before a working day
	b.sees = func(store.Link) bool { panic("bug") }
	if err := b.Sweep(t.Context()); err != nil || !strings.Contains(j.String(), "where=duty") {
		t.Fatalf("%v, log %s", err, j)
	}
	due, err := b.db.DueChecks(t.Context(), b.clock.now().Add(time.Hour), 9)
	if err != nil || len(due) != 0 {
		t.Errorf("due again: %v, %v", due, err)
	}
}

func TestThePanicsOfTheRuntimeAreTold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	j := b.journal()
	var err error
	func() {
		defer Recovered(b.log, "here", &err)
		_ = []int{}[len(j.String())]
	}()
	if !errors.Is(err, ErrPanic) || !strings.Contains(j.String(), "index out of range") {
		t.Errorf("%v: %s", err, j)
	}
}
