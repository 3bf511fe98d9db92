package rides

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

func TestPagesShowEveryTransactionOnce(t *testing.T) {
	t.Parallel()
	w := writer(t, texts.EN)
	for _, n := range []int{0, 1, pageSize - 1, pageSize, pageSize + 1, 3*pageSize + 2} {
		list := history(n)
		var shown []onayclient.Transaction
		for page := range 6 {
			onThis := 0
			for _, d := range byDay(w, list) {
				shown = append(shown, d.onPage(page)...)
				onThis += len(d.onPage(page))
			}
			if onThis > pageSize {
				t.Errorf("%d transactions on page %d", onThis, page)
			}
		}
		if !slices.Equal(shown, list) {
			t.Errorf("of %d transactions %d are shown", n, len(shown))
		}
	}
}

func TestDaysAreTheZones(t *testing.T) {
	t.Parallel()
	midnight := time.Date(2026, 11, 21, 19, 0, 0, 0, time.UTC) // in Almaty
	list := []onayclient.Transaction{{At: midnight.Add(time.Hour)}, {At: midnight}, {At: midnight.Add(-time.Second)}}
	days := byDay(writer(t, texts.EN), list)
	if len(days) != 2 || len(days[0].list) != 2 || days[1].first != 2 || !days[0].start.Equal(midnight) {
		t.Errorf("days %+v", days)
	}
}

func TestTripLines(t *testing.T) {
	t.Parallel()
	w := writer(t, texts.EN)
	got := tripLines(w, store.Link{}, []onayclient.Transaction{
		{At: start, Kind: onayclient.KindRide, Route: "92", Vehicle: "524EY02", Amount: -12000},
		{At: start, Kind: onayclient.KindRide, Amount: -12000},
		{At: start, Kind: onayclient.KindTopUp, Amount: 100000},
		{At: start, Kind: onayclient.KindCharge, Word: "<fee>", Amount: -50},
		{At: start, Kind: onayclient.KindCredit, Word: "<bonus>", Amount: 50},
		{At: start, Kind: onayclient.KindCharge, Word: "ride", Amount: -500000},
		{At: start, Kind: onayclient.KindCharge, Word: "pass", Amount: -990000},
		{At: start, Kind: onayclient.KindCharge, Word: "refund", Amount: -12000},
		{At: start, Kind: onayclient.KindRefund, Word: "return", Amount: 12000},
		{At: start, Kind: onayclient.KindReversal, Word: "topup", Amount: -50000},
		{At: start, Kind: onayclient.KindCharge, Word: "correction", Amount: -100},
		{At: start, Kind: onayclient.KindCredit, Word: "correction", Amount: 100},
		{At: start, Kind: onayclient.KindRide},
	})
	route := w.T("trips.route", texts.Args{"Route": "92"}) + w.T("trips.vehicle", texts.Args{"Vehicle": "524EY02"})
	want := []texts.HTML{
		"08:12 " + route + " · \u2212120\u202f₸",
		"08:12 " + w.T("trips.ride") + " · \u2212120\u202f₸",
		"08:12 " + w.T("trips.topup") + " · +1\u202f000\u202f₸",
		"08:12 charge · \u22120.50\u202f₸",
		"08:12 credit · +0.50\u202f₸",
		"08:12 5\u202f000\u202f₸ charged, perhaps for a pass",
		"08:12 pass · \u22129\u202f900\u202f₸",
		"08:12 charge · \u2212120\u202f₸",
		"08:12 refund · +120\u202f₸",
		"08:12 top-up taken back · \u2212500\u202f₸",
		"08:12 correction · \u22121\u202f₸",
		"08:12 correction · +1\u202f₸",
		"08:12 " + w.T("trips.ride") + " · free",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

func TestTripsButtons(t *testing.T) {
	t.Parallel()
	w := writer(t, texts.EN)
	labels := func(count, page int) (all []string) {
		for _, row := range tripsButtons(w, store.Link{ID: 7}, periods, 7, page, (page+1)*pageSize < count) {
			for _, b := range row {
				all = append(all, b.Text)
				if call := strings.Fields(b.Call); len(call) != 4 || call[0] != "trips" || call[1] != "7" {
					t.Errorf("%s calls %q", b.Text, b.Call)
				}
			}
		}
		return all
	}
	newer, older := w.Plain("button.newer")+"|", w.Plain("button.older")+"|"
	for _, x := range []struct {
		count, page int
		want        string // before the periods
	}{
		{0, 0, ""},
		{pageSize, 0, ""},
		{pageSize + 1, 0, older},
		{pageSize + 1, 1, newer},
		{3 * pageSize, 1, newer + older},
	} {
		want := x.want + w.Plain("period.1") + "|• " + w.Plain("period.7") + "|" + w.Plain("period.30")
		if got := strings.Join(labels(x.count, x.page), "|"); got != want {
			t.Errorf("page %d of %d: %s, want %s", x.page, x.count, got, want)
		}
	}
}
