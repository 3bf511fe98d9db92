package simulate

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"onaybot/bot/watch"
)

// TestRides compares with figures reckoned by hand.
func TestRides(t *testing.T) {
	t.Parallel()
	got := replay(t, trace(t,
		"a 01.01 01T00:00 ride -120 560", "a 01.01 01T08:03 ride -120 440", "a 01.01 01T08:04 topup 200 640",
		"a 01.01 01T08:05 ride -120 520", "a 01.01 01T23:59 ride -120 400", "b 02.01 01T10:20 ride 0 0",
	), setup(Rides), watch.Fixed(time.Hour))
	want := Figures{
		Follow: Rides, Cards: 2, Days: 1, Requests: 48, PerCardDay: 24, OracleRatio: 9.6, Happened: 5, Told: 4,
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
	got := replay(t, trace(t, lines...), setup(Rides), watch.Fixed(36*time.Hour)) // 02T12:00, 04T00:00, 05T12:00
	if got.Happened != 54 || got.Told != 51 || got.Unseen != 1 || got.Missed != 1 {
		t.Errorf("%+v", got)
	}
}
