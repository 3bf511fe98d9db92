package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

// history is n rides, newest first, three a day.
func history(n int) []onayclient.Transaction {
	var list []onayclient.Transaction
	at := start
	for i := range n {
		if i > 0 && i%3 == 0 {
			at = at.AddDate(0, 0, -1)
		}
		list = append(list, onayclient.Transaction{
			ID: string(rune('a' + i)), At: at.Add(-time.Duration(i%3) * time.Hour), Kind: onayclient.KindRide, Amount: -12000,
		})
	}
	return list
}

func TestPagesShowEveryRowOnce(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, tripsPerPage - 1, tripsPerPage, tripsPerPage + 1, 3*tripsPerPage + 2} {
		list := history(n)
		var shown []onayclient.Transaction
		for page := range 6 {
			onThis := 0
			for _, day := range byDay(list, almaty) {
				rows := onPage(day, page)
				shown = append(shown, rows...)
				onThis += len(rows)
			}
			if onThis > tripsPerPage {
				t.Errorf("%d rows on page %d", onThis, page)
			}
		}
		if !slices.Equal(shown, list) {
			t.Errorf("of %d rows %d are shown", n, len(shown))
		}
	}
}

func TestDaysAreTheZones(t *testing.T) {
	t.Parallel()
	midnight := time.Date(2026, 11, 21, 19, 0, 0, 0, time.UTC) // in Almaty
	list := []onayclient.Transaction{{At: midnight.Add(time.Hour)}, {At: midnight}, {At: midnight.Add(-time.Second)}}
	days := byDay(list, almaty)
	if len(days) != 2 || len(days[0].rows) != 2 || days[1].first != 2 {
		t.Errorf("days %+v", days)
	}
	if days := byDay(list, time.UTC); len(days) != 1 {
		t.Errorf("in UTC: days %+v", days)
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	spent, added, rides := totals([]onayclient.Transaction{
		{Kind: onayclient.KindRide, Amount: -12000}, {Kind: onayclient.KindRide, Amount: 0}, // on a pass
		{Kind: onayclient.KindTopUp, Amount: 100000}, {Kind: "refund", Amount: 12000}, {Kind: "fee", Amount: -50},
	})
	if spent != -12050 || added != 112000 || rides != 2 {
		t.Errorf("spent %d, added %d, %d rides", spent, added, rides)
	}
}

func TestTripLines(t *testing.T) {
	t.Parallel()
	c := turnIn(t, newBot(t, &fakeAPI{}, quiet), texts.EN)
	got := c.tripLines([]onayclient.Transaction{
		{At: start, Kind: onayclient.KindRide, Route: "92", Vehicle: "524EY02", Amount: -12000},
		{At: start, Kind: onayclient.KindRide, Amount: -12000},
		{At: start, Kind: onayclient.KindTopUp, Amount: 100000},
		{At: start, Kind: "<fee>", Amount: -50},
	})
	route := c.t.T("trips.route", texts.Args{"Route": "92"}) + c.t.T("trips.vehicle", texts.Args{"Vehicle": "524EY02"})
	want := []texts.HTML{
		"08:12 " + route + " · \u2212120\u202f₸",
		"08:12 " + c.t.T("trips.ride", nil) + " · \u2212120\u202f₸",
		"08:12 " + c.t.T("trips.topup", nil) + " · +1\u202f000\u202f₸",
		"08:12 " + c.t.T("trips.other", texts.Args{"Kind": "<fee>"}) + " · \u22120.50\u202f₸",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

func TestTripsButtons(t *testing.T) {
	t.Parallel()
	c := turnIn(t, newBot(t, &fakeAPI{}, quiet), texts.EN)
	labels := func(count, page int) (all []string) {
		for _, row := range c.tripsButtons(store.Link{ID: 7}, periods, 7, page, (page+1)*tripsPerPage < count) {
			for _, b := range row {
				all = append(all, b.Text)
				if call := strings.Fields(b.Call); len(call) != 4 || call[0] != "trips" || call[1] != "7" {
					t.Errorf("%s calls %q", b.Text, b.Call)
				}
			}
		}
		return all
	}
	newer, older := c.t.Plain("button.newer", nil)+"|", c.t.Plain("button.older", nil)+"|"
	for _, x := range []struct {
		count, page int
		want        string // before the periods
	}{
		{0, 0, ""},
		{tripsPerPage, 0, ""},
		{tripsPerPage + 1, 0, older},
		{tripsPerPage + 1, 1, newer},
		{3 * tripsPerPage, 1, newer + older},
	} {
		want := x.want + c.t.Plain("period.1", nil) + "|• " + c.t.Plain("period.7", nil) + "|" + c.t.Plain("period.30", nil)
		if got := strings.Join(labels(x.count, x.page), "|"); got != want {
			t.Errorf("page %d of %d rows: %s, want %s", x.page, x.count, got, want)
		}
	}
}

func TestStartOfDay(t *testing.T) {
	t.Parallel()
	got := startOfDay(time.Date(2026, 11, 22, 23, 59, 59, 1, almaty))
	if want := time.Date(2026, 11, 22, 0, 0, 0, 0, almaty); !got.Equal(want) {
		t.Errorf("%v, want %v", got, want)
	}
}
