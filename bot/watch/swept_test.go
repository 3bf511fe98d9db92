package watch

import (
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestWhatTheLastSweepDid(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for n := range 3 {
		b.holds(n, "01.01", 600)
		b.follow(n, 10)
	}
	if got := b.LastSweep(); got != (Swept{}) {
		t.Errorf("before the first: %+v", got)
	}
	b.clock.add(every)
	began := b.clock.now()
	b.cabinet.asked = func(onayclient.PAN) {
		if got := b.LastSweep(); got.Began != began || !got.Ended.IsZero() {
			t.Errorf("under way: %+v", got)
		}
	}
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.clock.add(time.Second)
	if got, want := b.LastSweep(), (Swept{Began: began, Ended: began, Read: 3}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
