package watch

import (
	"reflect"
	"testing"
	"time"

	"onaybot/onayclient"
)

// friday is the evening before which rides of these tests were made.
var friday = at(27, 19, 0)

// daily is a ride at noon on each of so many days before a moment that fit.
func daily(before time.Time, ago int, amount onayclient.Money, fits func(time.Time) bool) []onayclient.Transaction {
	var list []onayclient.Transaction
	for n := 1; n <= ago; n++ {
		if day := days.Clock(before, -n, 12*60); fits(day) {
			list = append(list, onayclient.Transaction{At: day, Kind: onayclient.KindRide, Amount: -amount})
		}
	}
	return list
}

func TestUsualSpending(t *testing.T) {
	t.Parallel()
	offDay := func(at time.Time) bool { return !days.Works(at) }
	twice := func(list []onayclient.Transaction) []onayclient.Transaction { return append(list, list...) }
	longAgo := at(1, 0, 0).AddDate(-1, 0, 0)
	topUps := onayclient.Transaction{At: at(26, 9, 0), Kind: onayclient.KindTopUp, Amount: 90_000}
	for name, c := range map[string]struct {
		list            []onayclient.Transaction
		from            time.Time
		known           bool
		workday, dayOff onayclient.Money
		rides           float64
		commutes        bool
	}{
		"nothing":                    {},
		"twice on every working day": {twice(daily(friday, 60, 12000, days.Works)), time.Time{}, true, 24000, 0, 2, true},
		"and once on a day off": {append(twice(daily(friday, 60, 12000, days.Works)), daily(friday, 60, 6000, offDay)...),
			time.Time{}, true, 24000, 6000, 2, true},
		"days without a ride count, those before the first do not": {
			twice(daily(friday, 29, 12000, func(at time.Time) bool { return at.Weekday() == time.Thursday })),
			time.Time{}, true, onayclient.Tenge(60), 0, 10. / 20, false}, // the holiday is on a Tuesday
		"today and top-ups do not count": {append(daily(friday, 60, 12000, days.Works), topUps,
			onayclient.Transaction{At: friday, Kind: onayclient.KindRide, Amount: -99_000}),
			time.Time{}, true, 12000, 0, 1, true},
		"what is long ago does not": {append(daily(friday, 35, 12000, days.Works),
			daily(at(-20, 19, 0), 60, 99_000, days.Works)...), time.Time{}, true, 12000, 0, 1, true},
		"ridden on half of the working days": {daily(friday, 17, 12000, days.Works), longAgo, true, 12000, 0, 1, true},
		"on one less":                        {daily(friday, 16, 12000, days.Works), longAgo, true, 12000, 0, 1, false},
		"a fortnight":                        {daily(friday, 14, 12000, days.Works), time.Time{}, true, 12000, 0, 1, false},
		"less than that":                     {daily(friday, 13, 12000, days.Works), time.Time{}, false, 0, 0, 0, false},
		"five rides":                         {daily(friday, 30, 12000, days.Works)[16:], time.Time{}, false, 0, 0, 0, false},
		"known for a fortnight":              {daily(friday, 60, 12000, days.Works), at(13, 0, 0), true, 12000, 0, 1, true},
		"the first of them is half":          {daily(friday, 60, 12000, days.Works), at(13, 0, 1), false, 0, 0, 0, false},
	} {
		got, known := days.Usual(c.list, c.from, friday)
		want := Usual{Workday: c.workday, DayOff: c.dayOff, WorkdayRides: c.rides, Commutes: c.commutes}
		if got.days = (Calendar{}); known != c.known || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", name, got, known)
		}
	}
}

func TestHowLongABalanceLasts(t *testing.T) {
	t.Parallel()
	sunday := at(15, 9, 0)
	u := Usual{Workday: 24000, DayOff: 6000, days: days}
	for name, c := range map[string]struct {
		balance, spent onayclient.Money
		want           time.Time // zero: not even for today
		told           bool
	}{
		"not for today":         {5999, 0, time.Time{}, true},
		"for today alone":       {6000, 0, at(15, 0, 0), true},
		"today is paid for":     {0, 6000, at(15, 0, 0), true},
		"more spent than usual": {24000, 99000, at(16, 0, 0), true},
		"one short":             {6000 + 24000 - 1, 0, at(15, 0, 0), true},
		"until Thursday":        {6000 + 4*24000, 0, at(19, 0, 0), true},
		"over the weekend":      {6000 + 5*24000 + 2*6000, 0, at(22, 0, 0), true},
		"over the holiday":      {6000 + 6*24000 + 3*6000, 0, at(24, 0, 0), true},
		"for very long":         {99_999_999, 0, time.Time{}, false},
	} {
		if day, told := u.Lasts(c.balance, c.spent, sunday); !day.Equal(c.want) || told != c.told {
			t.Errorf("%s: %v, %v; want %v, %v", name, day, told, c.want, c.told)
		}
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	spent, added, rides := Totals([]onayclient.Transaction{
		{Kind: onayclient.KindRide, Amount: -12000}, {Kind: onayclient.KindRide, Amount: 0}, // on a pass
		{Kind: onayclient.KindTopUp, Amount: 100000}, {Kind: onayclient.KindRefund, Amount: 12000},
		{Kind: onayclient.KindCharge, Amount: -50}, {Kind: onayclient.KindReversal, Amount: -30000},
	})
	if spent != 12050 || added != 82000 || rides != 2 {
		t.Errorf("spent %d, added %d, %d rides", spent, added, rides)
	}
}
