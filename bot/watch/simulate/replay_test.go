package simulate

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

var almaty = time.FixedZone("Asia/Almaty", 5*60*60)

func setup(follow Follow) Setup {
	return Setup{
		Follow: follow, Threshold: onayclient.Tenge(500), Zone: almaty, Fresh: time.Minute,
		Fares: watch.Fares{{City: "Almaty", Full: onayclient.Tenge(120), Half: onayclient.Tenge(60)}},
	}
}

// trace reads lines of a file: card, type, time of September 2026, kind,
// amount, balance.
func trace(t *testing.T, lines ...string) Trace {
	t.Helper()
	text := "card,type,time,kind,amount,balance\n"
	for _, line := range lines {
		f := strings.Fields(line)
		f[2] = "2026-09-" + f[2] + ":00+05:00"
		text += strings.Join(f, ",") + "\n"
	}
	got, err := Read(strings.NewReader(text), almaty)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func replay(t *testing.T, trace Trace, s Setup, policy watch.Policy) Figures {
	t.Helper()
	f, err := Run(t.Context(), trace, s, policy)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestBalances compares with figures reckoned by hand.
func TestBalances(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		every time.Duration
		lines []string
		want  Figures
	}{
		{"told at the next look", 15 * time.Minute, []string{
			"a 01.01 01T08:03 ride -120 560", "a 01.01 01T18:08 ride -120 440", "a 01.01 01T18:40 ride -120 320",
		}, Figures{Cards: 1, Days: 1, Requests: 96, PerCardDay: 96, OracleRatio: 96, Happened: 1, Told: 1,
			P50: 7, P80: 7, P95: 7, P99: 7, Worst: 7, AllDayP95: 7, AllWorst: 7, Unread: 15}},
		{"the night counts apart, two cards", 4 * time.Hour, []string{
			"a 01.01 01T23:30 ride -120 400", "b 01.03 02T13:00 ride -60 450.50", "b 01.03 02T13:10 topup 200 650.50", "b 01.03 02T15:00 ride -200.50 450",
		}, Figures{Cards: 2, Days: 2, Requests: 24, PerCardDay: 6, OracleRatio: 8, Happened: 3, Told: 2, Unseen: 1,
			P50: 60, P80: 60, P95: 60, P99: 60, Worst: 60, AllDayP95: 60, AllWorst: 60, Unread: 240}},
		{"over three hours, and awake", 12 * time.Hour, []string{
			"a 01.01 01T22:59 ride -120 400", "b 01.01 02T09:00 ride -120 499",
		}, Figures{Cards: 2, Days: 2, Requests: 8, PerCardDay: 2, OracleRatio: 4, Happened: 2, Told: 2,
			P50: 61, P80: 180, P95: 180, P99: 180, Worst: 180, AllDayP95: 180, AllWorst: 180, Unread: 720}},
		{"low when linked, a free card, a pass", 12 * time.Hour, []string{
			"a 01.01 01T09:00 ride -120 320", "b 02.01 01T09:00 ride 0 0", "c 01.01.02 01T09:00 ride 0 499", "c 01.01.02 01T19:00 ride 0 480",
		}, Figures{Cards: 3, Days: 1, Requests: 6, PerCardDay: 2, Unread: 720}},
		{"topped up and low again between two looks", 12 * time.Hour, []string{
			"a 01.01 01T09:00 ride -120 450", "a 01.01 01T13:00 topup 200 650", "a 01.01 01T14:00 ride -200 450", "a 01.01 03T09:00 ride -600 -150",
		}, Figures{Cards: 1, Days: 3, Requests: 6, PerCardDay: 2, OracleRatio: 3, Happened: 2, Told: 1, Unseen: 1,
			P50: 180, P80: 180, P95: 180, P99: 180, Worst: 180, AllDayP95: 180, AllWorst: 180, Unread: 720}},
		{"unread for days", 80 * time.Hour, []string{
			"a 01.01 01T09:00 ride -120 450", "a 01.01 02T09:00 topup 50 500",
			"b 01.01 01T09:00 ride -120 450", "b 01.01 02T09:01 topup 50 500", "b 01.01 02T23:00 ride -120 380",
			"c 01.01 02T00:00 ride -120 499",
		}, Figures{Cards: 3, Days: 2, Requests: 3, PerCardDay: 0.5, OracleRatio: 0.75, Happened: 4, Missed: 1, Unseen: 1, Unread: 2880}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.want.Follow = Balance
			got := replay(t, trace(t, c.lines...), setup(Balance), watch.Fixed(c.every))
			if diff := cmp.Diff(c.want, got, cmpopts.EquateApprox(0, 0.001)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

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

// TestQueue has a request each half hour, for which cards due at once wait by
// their place, and then by when they were due.
func TestQueue(t *testing.T) {
	t.Parallel()
	s := setup(Balance)
	s.Rate = 1.0 / 1800
	lines := []string{
		"a 01.01 01T00:30 ride -120 400", "b 01.01 01T06:00 ride -120 400", "c 01.01 01T06:00 ride -120 400",
	}
	// All are due at 06:00, and read at 06:00, 06:30 and 07:00; at 12:00 again, 12:30, …
	got := replay(t, trace(t, lines...), s, watch.Fixed(6*time.Hour))
	share := 0.25 // 3 links and 9 readings of the 48 possible
	want := Figures{
		Follow: Balance, Cards: 3, Days: 1, Requests: 12, PerCardDay: 4, BudgetShare: &share, OracleRatio: 4, Happened: 3, Told: 3,
		P50: 30, P80: 60, P95: 60, P99: 60, Worst: 60, AllDayP95: 330, AllWorst: 330, Unread: 420,
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 0.001)); diff != "" {
		t.Error(diff)
	}
}

// TestQueueOverloaded serves all cards in turn.
func TestQueueOverloaded(t *testing.T) {
	t.Parallel()
	s := setup(Balance)
	s.Rate = 1.0 / 3600
	got := replay(t, trace(t, "a 01.01 01T12:00 ride -120 400", "b 01.01 01T12:00 ride -120 400", "c 01.01 01T12:00 ride -120 400"),
		s, watch.Fixed(time.Minute))
	if got.Requests != 3+24 || got.Unread != 180 || got.Worst != 121 {
		t.Errorf("%+v", got)
	}
}

func TestOracle(t *testing.T) {
	t.Parallel()
	city := trace(t,
		"a 01.01 01T09:00 ride -120 450", "a 01.01 01T13:00 topup 200 650", "a 01.01 01T14:00 ride -200 450", "b 01.01 01T23:30 ride -120 450",
	)
	got := Oracle(city, setup(Balance))
	want := Figures{Follow: Balance, Cards: 2, Days: 1, Requests: 3, PerCardDay: 1.5, OracleRatio: 1, Happened: 3, Told: 3}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := Oracle(city, setup(Rides)); got.Requests != 3 || got.Told != 3 {
		t.Errorf("%+v", got)
	}
}

// TestSights are what the policy gets: as in the bot, and enough to learn from.
func TestSights(t *testing.T) {
	t.Parallel()
	for follow, rows := range map[Follow]int{Balance: 0, Rides: 3} {
		var sights []watch.Sight
		s := setup(follow)
		policy := func(x watch.Sight) watch.Plan {
			x.Links = append([]store.Link(nil), x.Links...)
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

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, rate := range []float64{0, 1} {
		s := setup(Balance)
		s.Rate = rate
		if _, err := Run(ctx, trace(t, "a 01.01 01T09:00 ride -120 520"), s, watch.Fixed(time.Hour)); !errors.Is(err, context.Canceled) {
			t.Errorf("rate %v: %v", rate, err)
		}
	}
}
