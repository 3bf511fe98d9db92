package policy

import (
	"math"
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestHabitFollowsADrift(t *testing.T) {
	t.Parallel()
	a, h := adaptive{days}, parseHabit(commuter())
	hour := func(from int) float64 {
		return h.expect(a.moment(onDay(0, from, 0)), a.moment(onDay(0, from+1, 0)))
	}
	if early, late := hour(8), hour(11); early < 0.7 || late > 0.1 {
		t.Fatalf("rides expected: %.2f at 8, %.2f at 11", early, late)
	}
	for day := range 28 {
		from, to := a.moment(onDay(day, 0, 0)), a.moment(onDay(day, 11, 0))
		h.learn(from, to, 0)
		h.learn(to, a.moment(onDay(day, 12, 0)), 1)
		h.learn(a.moment(onDay(day, 12, 0)), a.moment(onDay(day+1, 0, 0)), 0)
	}
	if early, late := hour(8), hour(11); early > 0.3 || late < 0.6 {
		t.Errorf("after four weeks: %.2f at 8, %.2f at 11", early, late)
	}
}

func TestActivityFollowsAWeekInBed(t *testing.T) {
	t.Parallel()
	a, h := adaptive{days}, parseHabit(commuter())
	if got := h.activity(); math.Abs(got-1) > 0.15 {
		t.Errorf("activity %.2f", got)
	}
	for day := range 5 {
		h.learn(a.moment(onDay(day, 0, 0)), a.moment(onDay(day+1, 0, 0)), 0)
	}
	if got := h.activity(); got > 0.6 {
		t.Errorf("activity %.2f after a week in bed", got)
	}
}

// Whoever rides as expected is steady; whoever rides in bursts is not, and neither
// is a card not known yet.
func TestUnsteadiness(t *testing.T) {
	t.Parallel()
	of := func(rides func(day int) float64) float64 {
		h := &habit{}
		for day := range 60 {
			h.compare(rides(day), 2, 1)
		}
		return h.unsteadiness()
	}
	if got := (&habit{}).unsteadiness(); got != 1 {
		t.Errorf("%.2f of an unknown card", got)
	}
	if got := of(func(int) float64 { return 2 }); got > 0.1 {
		t.Errorf("%.2f of one that rides twice a day", got)
	}
	if got := of(func(day int) float64 { return float64(day % 4 / 3 * 8) }); got < 0.9 {
		t.Errorf("%.2f of one that rides eight times every fourth day", got)
	}
}

func TestWhatIsNotedOfWaits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		overdue, mayWait time.Duration
		want             float64
	}{
		"at once":                         {0, 0, 9},
		"late":                            {32 * time.Minute, time.Hour, 12},
		"within its time to wait":         {10 * time.Minute, time.Hour, 9},
		"very late":                       {9 * time.Hour, time.Hour, 20},
		"not due, a person asked":         {-time.Hour, 0, 10},
		"made while nothing else was due": {20 * time.Minute, farMayWait, 10},
		"not made while it was due":       {farMayWait + 30*time.Minute, farMayWait, 14},
	} {
		h := &habit{overdue: 10}
		h.waited(c.overdue, c.mayWait)
		if math.Abs(h.overdue-c.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", name, h.overdue, c.want)
		}
	}
}

func TestUsualTopUp(t *testing.T) {
	t.Parallel()
	h := &habit{}
	for _, c := range []struct{ amount, want int64 }{{200, 200}, {1000, 760}, {100, 562}} {
		h.toppedUp(onayclient.Tenge(c.amount))
		if math.Abs(h.topUp-float64(c.want)) > 0.001 {
			t.Errorf("after %d the usual top-up is %v, want %d", c.amount, h.topUp, c.want)
		}
	}
}

func TestNothingIsLearnedOfALongSilence(t *testing.T) {
	t.Parallel()
	a, h := adaptive{days}, &habit{rate: prior}
	h.learn(a.moment(onDay(0, 0, 0)), a.moment(onDay(0, 0, 0).Add(30*24*time.Hour)), 100)
	if h.rate != prior || h.rode != 0 {
		t.Error("a month without a reading is taken for a habit")
	}
}
