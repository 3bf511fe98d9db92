package simulate

import (
	"slices"
	"testing"
	"time"

	"onaybot/bot/watch"
	"onaybot/onayclient"
)

// TestSights are what the policy gets: as in the bot, and enough to learn from.
func TestSights(t *testing.T) {
	t.Parallel()
	for follow, rows := range map[Follow]int{Balance: 0, Rides: 3} {
		var sights []watch.Sight
		s := setup(follow)
		policy := func(x watch.Sight) watch.Plan {
			x.Links = slices.Clone(x.Links)
			sights = append(sights, x)
			return watch.Plan{Next: x.Now.Add(12*time.Hour - 30*time.Second), Habit: x.Habit + "."}
		}
		s.Rate = 1 // one processor
		replay(t, trace(t, "a 01.01 01T09:00 ride -120 520", "a 01.01 01T10:00 topup 200 720", "a 01.01 01T11:00 ride -300 420"), s, policy)
		if len(sights) != 2 {
			t.Fatalf("%d sights", len(sights))
		}
		first, second := sights[0], sights[1]
		if first.Card.Balance != onayclient.Tenge(640) || !first.Was.At.IsZero() || first.Links[0].Low || first.Habit != "" {
			t.Errorf("linked: %+v", first)
		}
		if second.Card.Balance != onayclient.Tenge(420) || second.Was != first.Card || !second.Links[0].Low || second.Habit != "." ||
			second.Late != 30*time.Second || len(second.Rows) != rows || second.Whole != (rows > 0) || !second.Now.Equal(second.Card.At) {
			t.Errorf("%s: %+v", follow, second)
		}
	}
}
