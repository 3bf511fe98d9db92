package rides

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/bot/texts"
	"onaybot/onayclient"
)

func charged(at time.Time, route string, amount onayclient.Money) onayclient.Transaction {
	return onayclient.Transaction{At: at, Kind: onayclient.KindRide, Route: route, Amount: amount}
}

func TestSummarize(t *testing.T) {
	t.Parallel()
	today := writer(t, texts.EN).StartOfDay(start)
	day := func(ago int) time.Time { return today.AddDate(0, 0, -ago) }
	list := []onayclient.Transaction{
		charged(day(0).Add(23*time.Hour), "92", -12000),
		charged(day(0), "9", -12000), // midnight is the new day's
		{At: day(1).Add(time.Hour), Kind: onayclient.KindTopUp, Amount: 100000},
		{At: day(1), Kind: "fee", Amount: -50},
		charged(day(2).Add(time.Hour), "", 0), // on a pass, without a route
		charged(day(2), "92", -6000),
		charged(day(2).Add(-time.Nanosecond), "92", -6000), // too old
	}
	got := summarize(list, lastDays(today, 3))
	want := []span{{day(2), 6000, 2}, {day(1), 50, 0}, {day(0), 24000, 2}}
	if diff := cmp.Diff(want, got.spans, cmp.AllowUnexported(span{})); diff != "" {
		t.Error(diff)
	}
	if got.spent != 30050 || got.rides != 4 {
		t.Errorf("spent %d, %d rides", got.spent, got.rides)
	}
	routes := []routeCount{{"92", 2}, {"9", 1}}
	if diff := cmp.Diff(routes, got.routes, cmp.AllowUnexported(routeCount{})); diff != "" {
		t.Error(diff)
	}
}

func TestRoutesOfOneUseStandByNumber(t *testing.T) {
	t.Parallel()
	got := ranked(map[string]int64{"121": 1, "92": 1, "37": 1, "М1": 2})
	want := []routeCount{{"М1", 2}, {"37", 1}, {"92", 1}, {"121", 1}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(routeCount{})); diff != "" {
		t.Error(diff)
	}
}

func TestLastMonthsKeepTheirFirstDay(t *testing.T) {
	t.Parallel()
	got := lastMonths(time.Date(2026, 3, 31, 0, 0, 0, 0, almaty), 3)
	var days []string
	for _, start := range got {
		days = append(days, start.Format(time.DateOnly))
	}
	if diff := cmp.Diff([]string{"2026-01-01", "2026-02-01", "2026-03-01"}, days); diff != "" {
		t.Error(diff)
	}
}
