package bot

import (
	"testing"
	"time"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
)

func TestDaysAreSummedUp(t *testing.T) {
	t.Parallel()
	c := turnIn(t, newBot(t, &fakeAPI{}, quiet), texts.EN)
	noon := start.In(almaty)
	list := []watch.BalanceDay{
		{At: noon.AddDate(0, 0, -2), Spent: onayclient.Tenge(240)},
		{At: noon.AddDate(0, 0, -1), Added: onayclient.Tenge(500)},
		{At: noon, Spent: onayclient.Tenge(120), Added: onayclient.Tenge(20)},
	}
	day := func(ago int) texts.HTML { return c.dayName(noon.AddDate(0, 0, -ago)) }
	want := texts.Lines(day(0)+" · \u2212120\u202f₸ · +20\u202f₸", day(1)+" · +500\u202f₸", day(2)+" · \u2212240\u202f₸")
	if got := c.dayLines(list); got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
	want = texts.Lines(c.t.T("days.total", texts.Args{"Spent": "360\u202f₸", "Least": true}), c.t.T("days.added", texts.Args{"Added": "+520\u202f₸"}))
	if got := c.dayTotals(list); got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
	several := []watch.BalanceDay{{At: noon, Since: noon.AddDate(0, 0, -3), Spent: onayclient.Tenge(700)}}
	if got, want := c.dayLines(several), "<b>19 November – 22 November</b> · \u2212700\u202f₸"; string(got) != want {
		t.Errorf("%q\nwant %q", got, want)
	}
	if rides := asRides(several, noon, noon); len(rides.List) != 3 || rides.List[2].Amount != -onayclient.Tenge(700)/3 {
		t.Errorf("rows of several days %+v", rides.List)
	}
	rides := asRides(list, noon.Add(-time.Hour), noon)
	if len(rides.List) != 2 || rides.List[0].Amount != -onayclient.Tenge(120) || !rides.List[0].At.After(rides.List[1].At) {
		t.Errorf("rows %+v", rides.List)
	}
}
