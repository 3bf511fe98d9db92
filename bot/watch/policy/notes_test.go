package policy

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHabitIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	h := &habit{rate: prior, rode: 2.5, expected: 3.25, topUp: 1000, overdue: 12.5, since: 29_000_000}
	h.rides = []int{29_000_001, 29_000_001, 29_001_500}
	h.days = [dayKinds]float64{12.5, 4}
	got := parseHabit(h.encode())
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1./rateUnits })
	if diff := cmp.Diff(h, got, cmp.AllowUnexported(habit{}), near); diff != "" {
		t.Error(diff)
	}
	if again := got.encode(); again != h.encode() {
		t.Error("a habit changes by being read")
	}
}

func TestForeignHabitIsNone(t *testing.T) {
	t.Parallel()
	whole := (&habit{rate: prior, rode: 1}).encode()
	for _, s := range []string{"", "\x00", "\x02", "\x01" + whole[1:], whole[:len(whole)-1], whole[:200]} {
		if got := parseHabit(s); got.rode != 0 || got.rate != prior {
			t.Errorf("%d bytes are read as %+v", len(s), got)
		}
	}
}

func TestHabitIsBounded(t *testing.T) {
	t.Parallel()
	h := &habit{rode: 1e9, expected: -1, topUp: math.MaxFloat64}
	got := parseHabit(h.encode())
	if got.rode > 256 || got.expected != 0 || got.topUp != math.MaxUint16 {
		t.Errorf("read as %+v", got)
	}
}
