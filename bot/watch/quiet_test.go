package watch

import (
	"testing"
	"time"

	"onaybot/store"
)

func TestQuietHours(t *testing.T) {
	t.Parallel()
	night, noon := [2]int{22 * 60, 7 * 60}, [2]int{13 * 60, 14*60 + 30}
	for _, c := range []struct {
		hours [2]int
		at    time.Time
		want  time.Time // zero: not quiet
	}{
		{night, at(22, 21, 59), time.Time{}},
		{night, at(22, 22, 0), at(23, 7, 0)},
		{night, at(22, 23, 59), at(23, 7, 0)},
		{night, at(23, 0, 0), at(23, 7, 0)},
		{night, at(23, 6, 59), at(23, 7, 0)},
		{night, at(23, 7, 0), time.Time{}},
		{noon, at(22, 12, 59), time.Time{}},
		{noon, at(22, 13, 0), at(22, 14, 30)},
		{noon, at(22, 14, 30), time.Time{}},
		{[2]int{}, at(22, 0, 0), time.Time{}},
	} {
		a := store.Alerts{QuietFrom: c.hours[0], QuietTo: c.hours[1]}
		until, quiet := days.QuietUntil(a, c.at.UTC())
		if quiet == c.want.IsZero() || quiet && !until.Equal(c.want) {
			t.Errorf("%v at %v: %v until %v, want %v", c.hours, c.at, quiet, until, c.want)
		}
	}
}

func TestPause(t *testing.T) {
	t.Parallel()
	a := store.Alerts{SnoozedUntil: start}
	if Paused(a, start) || !Paused(a, start.Add(-1)) || Paused(store.Alerts{}, start) {
		t.Error("a pause lasts until its end, not with it")
	}
}
