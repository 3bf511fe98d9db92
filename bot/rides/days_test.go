package rides

import (
	"testing"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
)

func TestDaysAreSummedUp(t *testing.T) {
	t.Parallel()
	w := writer(t, texts.EN)
	noon := start.In(almaty)
	list := []watch.BalanceDay{
		{At: noon.AddDate(0, 0, -2), Spent: onayclient.Tenge(240)},
		{At: noon.AddDate(0, 0, -1), Added: onayclient.Tenge(500)},
		{At: noon, Spent: onayclient.Tenge(120), Added: onayclient.Tenge(20)},
	}
	day := func(ago int) texts.HTML { return w.DayName(noon.AddDate(0, 0, -ago)) }
	want := texts.Lines(day(0)+" · \u2212120\u202f₸ · +20\u202f₸", day(1)+" · +500\u202f₸", day(2)+" · \u2212240\u202f₸")
	if got := dayLines(w, list, noon); got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
	want = texts.Lines(w.T("days.total", texts.Args{"Spent": "360\u202f₸", "Least": true}), w.T("days.added", texts.Args{"Added": "+520\u202f₸"}))
	if got := dayTotals(w, list); got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
	several := []watch.BalanceDay{{At: noon, Since: noon.AddDate(0, 0, -3), Spent: onayclient.Tenge(700)}}
	if got, want := dayLines(w, several, noon), "<b>19 November – 22 November</b> · \u2212700\u202f₸"; string(got) != want {
		t.Errorf("%q\nwant %q", got, want)
	}
}
