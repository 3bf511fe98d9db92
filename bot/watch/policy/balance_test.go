package policy

import (
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestRidesUntil(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		balance, bound int64
		want           int
	}{{500, 500, 1}, {619, 500, 1}, {620, 500, 2}, {499, 500, 1}, {0, 0, 1}, {-80, 0, 1}, {240, 0, 3}} {
		if got := ridesUntil(onayclient.Tenge(c.balance), onayclient.Tenge(c.bound), fare); got != c.want {
			t.Errorf("from %d below %d: %d rides, want %d", c.balance, c.bound, got, c.want)
		}
	}
}

// Of two polls that are due, the one that is likelier to find a crossing goes first; one of a card that is only kept
// known goes last.
func TestTheLikelierCrossingMayWaitLess(t *testing.T) {
	t.Parallel()
	at := func(now time.Time, tenge int64, f Follower) time.Duration {
		o := next(first(now.Add(-time.Hour), tenge, f), time.Hour)
		o.Notes, o.Overdue, o.MayWait = commuter(), 30*time.Minute, time.Hour
		for range 9 { // the card waits often
			o.Notes = decide(o).Notes
		}
		return decide(o).MayWait
	}
	crosses, unlikely := at(onDay(0, 8, 0), 600, watched()), at(onDay(0, 8, 0), 860, watched())
	if crosses != 0 || unlikely <= 0 || unlikely > mostMayWait {
		t.Errorf("the ride that crosses may wait %v, one of four %v", crosses, unlikely)
	}
	if far := at(onDay(0, 8, 0), 9000, watched()); far <= mostMayWait || far > farMayWait {
		t.Errorf("a card that cannot cross may wait %v", far)
	}
	if low := at(onDay(0, 20, 0), 100, Follower{Fare: fare, Threshold: threshold, Low: true}); low < topUpMayWait {
		t.Errorf("a poll for a top-up may wait %v", low)
	}
}
