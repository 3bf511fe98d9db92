package simulate

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"onaybot/bot/watch/policy"
)

// TestBalances compares with figures reckoned by hand.
func TestBalances(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		every time.Duration
		lines []string
		want  Figures
	}{
		{"told at the next poll", 15 * time.Minute, []string{
			"a 01.01 01T08:03 ride -120 560", "a 01.01 01T18:08 ride -120 440", "a 01.01 01T18:40 ride -120 320",
		}, Figures{Cards: 1, Days: 1, Requests: 96, PerCardDay: 96, PerSecond: 0.0011, OracleRatio: 96, Happened: 1, Told: 1,
			P50: 7, P80: 7, P95: 7, P99: 7, Worst: 7, AllDayP95: 7, AllWorst: 7, Unread: 15}},
		{"the night counts apart, two cards", 4 * time.Hour, []string{
			"a 01.01 01T23:30 ride -120 400", "b 01.03 02T13:00 ride -60 450.50", "b 01.03 02T13:10 topup 200 650.50", "b 01.03 02T15:00 ride -200.50 450",
		}, Figures{Cards: 2, Days: 2, Requests: 24, PerCardDay: 6, PerSecond: 0.0001, OracleRatio: 8, Happened: 3, Told: 2, Unseen: 1,
			P50: 60, P80: 60, P95: 60, P99: 60, Worst: 60, AllDayP95: 60, AllWorst: 60, Unread: 240}},
		{"over three hours, and awake", 12 * time.Hour, []string{
			"a 01.01 01T22:59 ride -120 400", "b 01.01 02T09:00 ride -120 499",
		}, Figures{Cards: 2, Days: 2, Requests: 8, PerCardDay: 2, OracleRatio: 4, Happened: 2, Told: 2,
			P50: 61, P80: 180, P95: 180, P99: 180, Worst: 180, AllDayP95: 180, AllWorst: 180, Unread: 720}},
		{"low when linked, a free card, a pass", 12 * time.Hour, []string{
			"a 01.01 01T09:00 ride -120 320", "b 02.01 01T09:00 ride -20 490", "c 01.01.02 01T09:00 ride 0 500", "c 01.01.02 01T19:00 ride -500 0",
		}, Figures{Cards: 3, Days: 1, Requests: 6, PerCardDay: 2, PerSecond: 0.0001, Unread: 720}},
		{"topped up and low again between two polls", 12 * time.Hour, []string{
			"a 01.01 01T09:00 ride -120 450", "a 01.01 01T13:00 topup 200 650", "a 01.01 01T14:00 ride -200 450", "a 01.01 03T09:00 ride -600 -150",
		}, Figures{Cards: 1, Days: 3, Requests: 6, PerCardDay: 2, OracleRatio: 3, Happened: 2, Told: 1, Unseen: 1,
			P50: 180, P80: 180, P95: 180, P99: 180, Worst: 180, AllDayP95: 180, AllWorst: 180, Unread: 720}},
		{"unread for days", 80 * time.Hour, []string{
			"a 01.01 01T09:00 ride -120 450", "a 01.01 02T09:00 topup 50 500",
			"b 01.01 01T09:00 ride -120 450", "b 01.01 02T09:01 topup 50 500", "b 01.01 02T23:00 ride -120 380",
			"c 01.01 02T00:00 ride -120 499",
		}, Figures{Cards: 3, Days: 2, Requests: 3, PerCardDay: 0.5, OracleRatio: 0.75, Happened: 4, Missed: 1, Unseen: 1, Unread: 2880}},
		{"low at the end for a day, and for more", 80 * time.Hour, []string{
			"a 01.01 01T23:59 ride -120 450", "b 01.01 02T00:00 ride -120 450", "c 01.01 02T23:00 ride -1 600",
		}, Figures{Cards: 3, Days: 2, Requests: 3, PerCardDay: 0.5, OracleRatio: 1.5, Happened: 2, Missed: 1, Unread: 2880}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.want.Follow = Balance
			got := replay(t, trace(t, c.lines...), setup(Balance), policy.Fixed(c.every))
			if diff := cmp.Diff(c.want, got, cmpopts.EquateApprox(0, 0.001)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
