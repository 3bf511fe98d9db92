package watch

import (
	"testing"
	"time"

	"onaybot/store"
)

// zone is Almaty's.
var zone = time.FixedZone("Asia/Almaty", 5*60*60)

// at is a moment of November 2026 in Almaty; the 22nd is a Sunday.
func at(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) }

// days is the calendar of these tests, with a holiday on a Tuesday.
var days = NewCalendar(zone, []time.Time{at(24, 0, 0)})

func TestWorkingDays(t *testing.T) {
	t.Parallel()
	for day, want := range map[int]bool{20: true, 21: false, 22: false, 23: true, 24: false, 25: true} {
		for _, hour := range []int{0, 12, 23} {
			if got := days.Works(at(day, hour, 59).UTC()); got != want {
				t.Errorf("%d at %d: works %v", day, hour, got)
			}
		}
	}
	if got := days.Day(time.Date(2026, 11, 21, 19, 0, 0, 0, time.UTC)); got != 20261122 {
		t.Errorf("day %d", got)
	}
}

func TestNextDuty(t *testing.T) {
	t.Parallel()
	w := &Watcher{days: days}
	l := store.Link{Alerts: store.Alerts{Subscriptions: store.SubscribeShort | store.SubscribeNoRide | store.SubscribeDigest, NoRideBy: 510}}
	for _, c := range []struct {
		kind  store.CheckKind
		after time.Time
		want  time.Time
	}{
		{store.CheckNoRide, at(22, 12, 0), at(23, 8, 30)},
		{store.CheckNoRide, at(23, 8, 29), at(23, 8, 30)},
		{store.CheckNoRide, at(23, 8, 30), at(25, 8, 30)},  // over the holiday
		{store.CheckNoRide, at(27, 9, 0), at(30, 8, 30)},   // over the weekend
		{store.CheckEvening, at(20, 18, 0), at(22, 19, 0)}, // not on Friday
		{store.CheckEvening, at(22, 19, 0), at(24, 19, 0)}, // the holiday is no working day, its evening is one before
		{store.CheckDigest, at(16, 0, 0), at(22, 18, 0)},
		{store.CheckDigest, at(22, 18, 0), at(29, 18, 0)},
	} {
		if got := w.nextDuty(l, c.kind, c.after); !got.Equal(c.want) {
			t.Errorf("%s after %v: %v, want %v", c.kind, c.after, got, c.want)
		}
		if got := w.nextDuty(store.Link{}, c.kind, c.after); !got.IsZero() {
			t.Errorf("%s is due at %v though it is not wished", c.kind, got)
		}
	}
}

func TestNoDayFits(t *testing.T) {
	t.Parallel()
	if got := days.next(at(22, 0, 0), 0, func(time.Time) bool { return false }); !got.IsZero() {
		t.Errorf("found %v", got)
	}
}
