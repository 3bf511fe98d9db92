package bot

import (
	"testing"
	"time"

	"onaybot/onayclient"
)

var sunday = startOfDay(start.In(almaty))

func TestHabit(t *testing.T) {
	t.Parallel()
	h, ok := habitOf(year(60, 4, -12000), time.Time{}, sunday, works)
	if !ok || h.workday != 48000 || h.workdayRides != 4 || h.dayOff <= 0 || h.dayOff >= h.workday {
		t.Errorf("habit %+v, %v", h, ok)
	}
}

func TestHabitCountsDaysWithoutARide(t *testing.T) {
	t.Parallel()
	var list []onayclient.Transaction
	for ago := 2; ago <= 30; ago += 7 { // Fridays
		list = append(list, charged(sunday.AddDate(0, 0, -ago), "92", -12000), charged(sunday.AddDate(0, 0, -ago), "92", -12000))
	}
	h, ok := habitOf(list, time.Time{}, sunday, works) // 30 days ago is the first ride: 21 working days
	if !ok || h.workday != 10*12000/21 || h.dayOff != 0 {
		t.Errorf("habit %+v, %v", h, ok)
	}
}

func TestTooLittleIsNoHabit(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		list []onayclient.Transaction
		from time.Time
		want bool
	}{
		"nothing":             {nil, time.Time{}, false},
		"a fortnight":         {year(16, 2, -12000), time.Time{}, true}, // the two newest days are a weekend's
		"less than that":      {year(13, 2, -12000), time.Time{}, false},
		"five rides":          {year(23, 1, -12000)[:0], time.Time{}, false},
		"long ago alone":      {year(100, 2, -12000)[120:], time.Time{}, false},
		"not known for long":  {year(60, 2, -12000), sunday.AddDate(0, 0, -10), false},
		"known for some time": {year(60, 2, -12000), sunday.AddDate(0, 0, -20), true},
	} {
		if h, ok := habitOf(x.list, x.from, sunday, works); ok != x.want {
			t.Errorf("%s: %+v, %v", name, h, ok)
		}
	}
}

func TestLasts(t *testing.T) {
	t.Parallel()
	h := habit{works: works, workday: 24000, dayOff: 6000}
	for name, x := range map[string]struct {
		balance, spent onayclient.Money
		want           string // "": not even for today
		told           bool
	}{
		"not for today":         {5999, 0, "", true},
		"for today alone":       {6000, 0, "2026-11-22", true},
		"today is paid for":     {0, 6000, "2026-11-22", true},
		"more spent than usual": {24000, 99000, "2026-11-23", true},
		"one short":             {6000 + 24000 - 1, 0, "2026-11-22", true},
		"until Thursday":        {6000 + 4*24000, 0, "2026-11-26", true},
		"over the weekend":      {6000 + 5*24000 + 2*6000, 0, "2026-11-29", true},
		"for very long":         {99_999_999, 0, "", false},
	} {
		day, told := h.lasts(x.balance, x.spent, sunday)
		got := ""
		if !day.IsZero() {
			got = day.Format(time.DateOnly)
		}
		if got != x.want || told != x.told {
			t.Errorf("%s: %q, %v; want %q, %v", name, got, told, x.want, x.told)
		}
	}
}

func TestHolidayIsADayOff(t *testing.T) {
	t.Parallel()
	monday := sunday.AddDate(0, 0, 1)
	h := habit{workday: 24000, works: func(at time.Time) bool { return works(at) && at.YearDay() != monday.YearDay() }}
	if day, _ := h.lasts(24000, 0, sunday); !day.Equal(monday.AddDate(0, 0, 1)) {
		t.Errorf("lasts until %v", day)
	}
}

func TestWholeRides(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ balance, fare, want onayclient.Money }{
		{54000, 12000, 48000}, {11999, 12000, 0}, {-8000, 12000, 0}, {54000, 0, 54000},
	} {
		if got := wholeRides(x.balance, x.fare); got != x.want {
			t.Errorf("of %d at %d: %d, want %d", x.balance, x.fare, got, x.want)
		}
	}
}
