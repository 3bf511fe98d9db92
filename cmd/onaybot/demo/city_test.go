package demo

import (
	"testing"
	"time"
)

func TestUntil(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		at, want     string
		hour, minute int
		on           []time.Weekday
	}{
		{"2026-11-23T07:00:00+05:00", "1h0m0s", 8, 0, nil},
		{"2026-11-23T08:00:00+05:00", "24h0m0s", 8, 0, nil},
		{"2026-11-22T20:30:00Z", "6h30m0s", 8, 0, nil}, // 01:30 of the 23rd in Almaty
		{"2026-11-20T09:00:00+05:00", "71h35m0s", 8, 35, []time.Weekday{time.Monday, time.Friday}},
		{"2026-11-22T18:59:00+05:00", "1m0s", 19, 0, []time.Weekday{time.Sunday}},
	} {
		now, err := time.Parse(time.RFC3339, tc.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := Until(now, tc.hour, tc.minute, tc.on...).String(); got != tc.want {
			t.Errorf("from %s: %s, want %s", tc.at, got, tc.want)
		}
	}
}
