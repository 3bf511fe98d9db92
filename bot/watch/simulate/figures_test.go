package simulate

import (
	"testing"
	"time"
)

func TestPercentile(t *testing.T) {
	t.Parallel()
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, time.Duration(i+1)*time.Minute)
	}
	for _, c := range []struct {
		values []time.Duration
		p      int
		want   float64
	}{
		{nil, 95, 0},
		{hundred[:1], 50, 1},
		{hundred[:2], 50, 1},
		{hundred[:3], 50, 2},
		{hundred, 80, 80},
		{hundred, 100, 100},
		{hundred[:10], 95, 10},
		{[]time.Duration{1234 * time.Millisecond}, 50, 0.02},
	} {
		if got := percentile(c.values, c.p); got != c.want {
			t.Errorf("p%d of %d values: %v, want %v", c.p, len(c.values), got, c.want)
		}
	}
}

// TestWakingHours are from six to eleven in the evening, by the city's clock.
func TestWakingHours(t *testing.T) {
	t.Parallel()
	var all tally
	for _, clock := range []string{"05:59", "06:00", "22:59", "23:00", "00:00"} {
		at, err := time.ParseInLocation("2006-01-02 15:04", "2026-09-01 "+clock, almaty)
		if err != nil {
			t.Fatal(err)
		}
		all.tell(at.UTC(), time.Hour, almaty)
	}
	if len(all.awake) != 2 || len(all.asleep) != 3 {
		t.Errorf("%d and %d", len(all.awake), len(all.asleep))
	}
}

// TestFiguresOfSeveralProcessors are those of one.
func TestFiguresOfSeveralProcessors(t *testing.T) {
	t.Parallel()
	part := func(late ...time.Duration) tally {
		return tally{requests: 10, happened: 3, awake: late, asleep: []time.Duration{9 * time.Hour}, missed: 1, falsely: 2, unseen: 3, unread: late[0]}
	}
	city := Trace{Cards: make([]Card, 5), To: time.Time{}.Add(48 * time.Hour)}
	got := figures(city, Setup{Follow: Rides, Rate: 0.001}, []tally{part(4*time.Hour, 3*time.Hour), part(time.Hour, 2*time.Hour)})
	share := 0.115741 // of the 172.8 requests in two days
	want := Figures{
		Follow: Rides, Cards: 5, Days: 2, Requests: 20, PerCardDay: 2, PerSecond: 0.000116, OracleRatio: 3.333333, BudgetShare: &share, Happened: 6, Told: 6,
		P50: 120, P80: 240, P95: 240, P99: 240, Worst: 240, LateOver: 0.25, AllDayP95: 540, AllWorst: 540,
		Missed: 2, False: 4, Unseen: 6, Unread: 240,
	}
	if *got.BudgetShare != share {
		t.Errorf("share %v", *got.BudgetShare)
	}
	got.BudgetShare, want.BudgetShare = nil, nil
	if got != want {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}
