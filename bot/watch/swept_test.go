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
		if got := b.LastSweep(); got.Began != began || !got.UnderWay() {
			t.Errorf("under way: %+v", got)
		}
		b.clock.add(time.Second)
	}
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := Swept{Began: began, Ended: began.Add(3 * time.Second), Took: 3 * time.Second, Read: 3}
	if got := b.LastSweep(); got != want || got.UnderWay() {
		t.Errorf("%+v, want %+v", got, want)
	}
}
