package simulate

import (
	"testing"

	"onaybot/bot/watch"
	"onaybot/bot/watch/policy"
)

// TestAdaptiveMeetsItsTargets holds the policy, over a small city, to what it
// promises of a large one, with some room for chance.
func TestAdaptiveMeetsItsTargets(t *testing.T) {
	t.Parallel()
	town := Generate(City{Riders: 150, Days: 45, Seed: 3}, almaty)
	for _, c := range []struct {
		follow                          Follow
		perCardDay, p80, p95, over, low float64
	}{
		{Balance, 3.5, 40, 55, 0.018, 1.5},
		{Rides, 36, 12.5, 30.5, 0.01, 28},
	} {
		t.Run(string(c.follow), func(t *testing.T) {
			t.Parallel()
			s := setup(c.follow)
			f, err := Run(t.Context(), town, s, policy.Adaptive(watch.NewCalendar(almaty, nil).ForPolicy()))
			if err != nil {
				t.Fatal(err)
			}
			if f.PerCardDay > c.perCardDay || f.PerCardDay < c.low || f.P80 > c.p80 || f.P95 > c.p95 || f.LateOver > c.over {
				t.Errorf("%.2f requests a card and day, late p80 %.1f, p95 %.1f min, %.3f over 3 h", f.PerCardDay, f.P80, f.P95, f.LateOver)
			}
			if f.Missed != 0 || f.False != 0 || f.Unread > 24*60 {
				t.Errorf("%d missed, %d false, %.0f min unread", f.Missed, f.False, f.Unread)
			}
		})
	}
}

// TestAdaptiveDegradesWithHalfTheBudget holds it to what half of the requests
// that it would like leave of that.
func TestAdaptiveDegradesWithHalfTheBudget(t *testing.T) {
	t.Parallel()
	town := Generate(City{Riders: 150, Days: 45, Seed: 3}, almaty)
	s := setup(Balance)
	adaptive := policy.Adaptive(watch.NewCalendar(almaty, nil).ForPolicy())
	full := replay(t, town, s, adaptive)
	s.Rate = full.PerSecond / 2
	half := replay(t, town, s, adaptive)
	if half.P95 > 3*full.P95 || half.LateOver > 0.04 || half.Missed+half.False != 0 || half.Unread > 44*60 || half.Due > 24*60 {
		t.Errorf("late p95 %.1f min, of %.1f before, %.3f over 3 h, %d missed, %d false, %.0f min unread, %.0f due",
			half.P95, full.P95, half.LateOver, half.Missed, half.False, half.Unread, half.Due)
	}
	if *half.BudgetShare < 0.95 {
		t.Errorf("used %.2f of the budget", *half.BudgetShare)
	}
}
