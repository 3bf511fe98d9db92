package policy

import (
	"testing"
	"time"
)

func TestFixedPollsAfterTheSameTime(t *testing.T) {
	t.Parallel()
	start := onDay(0, 8, 12)
	for name, c := range map[string]struct {
		every time.Duration
		read  time.Time
		want  time.Time
	}{
		"odd seconds":                 {90 * time.Second, start, start.Add(90 * time.Second)},
		"whole minutes from the tick": {15 * time.Minute, start.Add(700 * time.Millisecond), start.Add(15 * time.Minute)},
	} {
		plan := Fixed(c.every)(Observation{Now: c.read, Reading: Reading{-8000, c.read}, Notes: "7"})
		if !plan.NextPoll.Equal(c.want) || plan.Notes != "7" || plan.MayWait != 0 {
			t.Errorf("%s: %+v, want a poll at %v", name, plan, c.want)
		}
	}
}
