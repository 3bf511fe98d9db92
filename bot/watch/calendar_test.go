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
	got := days.day(time.Date(2026, 11, 21, 19, 0, 0, 0, time.UTC))
	if got != days.day(at(22, 0, 0)) || !days.noon(got).Equal(at(22, 12, 0)) {
		t.Errorf("day %d", got)
	}
	if got := days.day(time.Date(1970, 1, 1, 0, 0, 0, 0, zone)); got != 0 {
		t.Errorf("the first day is %d", got)
	}
}

func TestNextCheck(t *testing.T) {
	t.Parallel()
	w := &Watcher{days: days}
	all := store.SubscribeShort | store.SubscribeNoRide | store.SubscribeDigest
	l := store.Link{Alerts: store.Alerts{Subscriptions: all, NoRideBy: 510}}
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
		if got := w.nextCheck(l, c.kind, c.after); !got.Equal(c.want) {
			t.Errorf("%s after %v: %v, want %v", c.kind, c.after, got, c.want)
		}
		if got := w.nextCheck(store.Link{}, c.kind, c.after); !got.IsZero() {
			t.Errorf("%s is due at %v though it is not wanted", c.kind, got)
		}
	}
}

func TestNoDayFits(t *testing.T) {
	t.Parallel()
	if got := days.next(at(22, 0, 0), 0, func(time.Time) bool { return false }); !got.IsZero() {
		t.Errorf("found %v", got)
	}
}

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
		until, quiet := days.quietUntil(a, c.at.UTC())
		if quiet == c.want.IsZero() || quiet && !until.Equal(c.want) {
			t.Errorf("%v at %v: %v until %v, want %v", c.hours, c.at, quiet, until, c.want)
		}
	}
}

func TestSnooze(t *testing.T) {
	t.Parallel()
	a := store.Alerts{SnoozedUntil: start}
	if Snoozed(a, start) || !Snoozed(a, start.Add(-1)) || Snoozed(store.Alerts{}, start) {
		t.Error("a pause lasts until its end, not with it")
	}
}
