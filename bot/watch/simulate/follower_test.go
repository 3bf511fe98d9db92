package simulate

import (
	"testing"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
)

// TestObservations are what the policy is told: as in the bot, and enough to learn from.
func TestObservations(t *testing.T) {
	t.Parallel()
	for follow, rows := range map[Follow]int{Balance: 0, Rides: 3} {
		var told []policy.Observation
		s := setup(follow)
		decide := func(o policy.Observation) policy.Plan {
			told = append(told, o)
			return policy.Plan{NextPoll: o.Now.Add(12*time.Hour - 30*time.Second), Notes: o.Notes + "."}
		}
		s.Rate = 1 // one processor
		replay(t, trace(t, "a 01.01 01T09:00 ride -120 520", "a 01.01 01T10:00 topup 200 720", "a 01.01 01T11:00 ride -300 420"), s, decide)
		if len(told) != 2 {
			t.Fatalf("%d observations", len(told))
		}
		first, second := told[0], told[1]
		if first.Reading.Balance != onayclient.Tenge(640) || !first.Before.At.IsZero() || first.Followers[0].Low || first.Notes != "" {
			t.Errorf("linked: %+v", first)
		}
		if second.Reading.Balance != onayclient.Tenge(420) || second.Before != first.Reading || !second.Followers[0].Low ||
			second.Notes != "." || second.Overdue != 30*time.Second || len(second.Transactions) != rows ||
			second.AllRides != (rows > 0) || !second.Now.Equal(second.Reading.At) {
			t.Errorf("%s: %+v", follow, second)
		}
	}
}
