package watch

import (
	"math"
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestHabitFollowsADrift(t *testing.T) {
	t.Parallel()
	a, h := adaptive{city, days}, parseHabit(commuter())
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
	a, h := adaptive{city, days}, parseHabit(commuter())
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
	a, h := adaptive{city, days}, &habit{rate: prior}
	h.learn(a.moment(onDay(0, 0, 0)), a.moment(onDay(0, 0, 0).Add(30*24*time.Hour)), 100)
	if h.rate != prior || h.rode != 0 {
		t.Error("a month without a look is taken for a habit")
	}
}
