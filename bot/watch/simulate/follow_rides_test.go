package simulate

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"onaybot/bot/watch/policy"
)

// TestRides compares with figures reckoned by hand.
func TestRides(t *testing.T) {
	t.Parallel()
	got := replay(t, trace(t,
		"a 01.01 01T00:00 ride -120 560", "a 01.01 01T08:03 ride -120 440", "a 01.01 01T08:04 topup 200 640",
		"a 01.01 01T08:05 ride -120 520", "a 01.01 01T23:59 ride -120 400", "b 02.01 01T10:20 ride 0 0",
	), setup(Rides), policy.Fixed(time.Hour))
	want := Figures{
		Follow: Rides, Cards: 2, Days: 1, Requests: 48, PerCardDay: 24, PerSecond: 0.0006, OracleRatio: 9.6, Happened: 5, Told: 4,
		P50: 55, P80: 57, P95: 57, P99: 57, Worst: 57, AllDayP95: 60, AllWorst: 60, Unread: 60,
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 0.001)); diff != "" {
		t.Error(diff)
	}
}

// TestRidesBeyondThePage are unseen, and missed when a day has passed.
func TestRidesBeyondThePage(t *testing.T) {
	t.Parallel()
	lines := []string{"a 02.01 01T09:00 ride 0 0", "a 02.01 02T13:00 ride 0 0", "a 02.01 03T01:00 ride 0 0"}
	for i := range page {
		lines = append(lines, fmt.Sprintf("a 02.01 03T02:%02d ride 0 0", i))
	}
	lines = append(lines, "a 02.01 05T12:01 ride 0 0")
	var whole []bool
	decide := func(o policy.Observation) policy.Plan { // 02T12:00, 04T00:00, 05T12:00
		whole = append(whole, o.AllRides)
		return policy.Plan{NextPoll: o.Now.Add(36 * time.Hour)}
	}
	s := setup(Rides)
	s.Rate = 1 // one processor
	got := replay(t, trace(t, lines...), s, decide)
	if !slices.Equal(whole, []bool{false, true, false, true}) {
		t.Errorf("whole: %v", whole)
	}
	if got.Happened != 54 || got.Told != 51 || got.Unseen != 1 || got.Missed != 1 {
		t.Errorf("%+v", got)
	}
}

// TestRidesNeverRead are missed when a day has passed, and still to be told
// until then.
func TestRidesNeverRead(t *testing.T) {
	t.Parallel()
	got := replay(t, trace(t, "a 01.01 01T23:59 ride -120 560", "a 01.01 02T00:00 ride -120 440", "a 01.01 02T09:00 topup 200 640"),
		setup(Rides), policy.Fixed(80*time.Hour))
	if got.Happened != 2 || got.Told != 0 || got.Missed != 1 || got.Unseen != 0 {
		t.Errorf("%+v", got)
	}
}
