package texts

import (
	"math"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"onaybot/onayclient"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "0", 7: "7", 999: "999", 1000: "1\u202f000", 1240: "1\u202f240", 999999: "999\u202f999", 1000000: "1\u202f000\u202f000",
		-80: "\u221280", -1240: "\u22121\u202f240", -999: "\u2212999",
		math.MinInt64: "\u22129\u202f223\u202f372\u202f036\u202f854\u202f775\u202f808",
	} {
		if got := in(t, RU).Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestMoney(t *testing.T) {
	t.Parallel()
	for m, want := range map[onayclient.Money]string{
		0: "0\u202f₸", 12000: "120\u202f₸", 124000: "1\u202f240\u202f₸", -8000: "\u221280\u202f₸", 100_000_00: "100\u202f000\u202f₸",
		12005: "120,05\u202f₸", 12050: "120,50\u202f₸", -50: "\u22120,50\u202f₸", 1: "0,01\u202f₸", -124050: "\u22121\u202f240,50\u202f₸",
		math.MinInt64: "\u221292\u202f233\u202f720\u202f368\u202f547\u202f758,08\u202f₸",
	} {
		if got := in(t, RU).Money(m); got != want {
			t.Errorf("Money(%d) = %q, want %q", m, got, want)
		}
	}
	for lang, want := range map[Lang]string{RU: "0,50\u202f₸", KK: "0,50\u202f₸", EN: "0.50\u202f₸"} {
		if got := in(t, lang).Money(50); got != want {
			t.Errorf("%s: Money(50) = %q, want %q", lang, got, want)
		}
	}
}

func TestSigned(t *testing.T) {
	t.Parallel()
	for m, want := range map[onayclient.Money]string{100000: "+1\u202f000\u202f₸", -6000: "\u221260\u202f₸", 0: "0\u202f₸", 1: "+0,01\u202f₸"} {
		if got := in(t, RU).Signed(m); got != want {
			t.Errorf("Signed(%d) = %q, want %q", m, got, want)
		}
	}
}

func TestClockIsTheZones(t *testing.T) {
	t.Parallel()
	for at, want := range map[time.Time]string{
		time.Date(2026, 11, 22, 3, 12, 31, 0, time.UTC):  "08:12",
		time.Date(2026, 11, 22, 19, 0, 0, 0, time.UTC):   "00:00",
		time.Date(2026, 11, 22, 18, 59, 59, 0, time.UTC): "23:59",
		time.Date(2026, 11, 22, 8, 12, 0, 0, zone):       "08:12",
	} {
		if got := in(t, EN).Clock(at); got != want {
			t.Errorf("Clock(%v) = %q, want %q", at, got, want)
		}
	}
}

func TestDayHasItsYearWhenItIsAnother(t *testing.T) {
	t.Parallel()
	newYear := time.Date(2026, 12, 31, 19, 0, 0, 0, time.UTC) // midnight in Almaty
	for _, c := range []struct {
		at, now    time.Time
		ru, kk, en HTML
	}{
		{newYear, newYear, "1 января", "1 қаңтар", "1 January"},
		{newYear.Add(-time.Second), newYear, "31 декабря 2026", "2026 ж. 31 желтоқсан", "31 December 2026"},
		{newYear, newYear.Add(-time.Second), "1 января 2027", "2027 ж. 1 қаңтар", "1 January 2027"},
		{newYear.AddDate(0, 2, 24), newYear, "28 марта", "28 наурыз", "28 March"},
	} {
		for lang, want := range map[Lang]HTML{RU: c.ru, KK: c.kk, EN: c.en} {
			if got := in(t, lang).Day(c.at, c.now); got != want {
				t.Errorf("%s: Day(%v) = %q, want %q", lang, c.at, got, want)
			}
		}
	}
}

func TestMonthsAndWeekdaysAreAllDifferent(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 12, 0, 0, 0, zone)
	for _, lang := range Langs() {
		texts, months, days := in(t, lang), map[HTML]bool{}, map[HTML]bool{}
		for i := range 12 {
			month := time.Date(2026, time.Month(i+1), 1, 12, 0, 0, 0, zone)
			months[texts.Day(month, at)] = true
			days[texts.Weekday(at.AddDate(0, 0, i))] = true
		}
		if len(months) != 12 || len(days) != 7 {
			t.Errorf("%s has %d months and %d weekdays", lang, len(months), len(days))
		}
	}
}

func TestWeekdayIsTheZones(t *testing.T) {
	t.Parallel()
	sunday := time.Date(2026, 11, 22, 18, 59, 0, 0, time.UTC) // 23:59 in Almaty
	for lang, want := range map[Lang][2]HTML{RU: {"вс", "пн"}, KK: {"жс", "дс"}, EN: {"Sun", "Mon"}} {
		texts := in(t, lang)
		if got := [2]HTML{texts.Weekday(sunday), texts.Weekday(sunday.Add(time.Minute))}; got != want {
			t.Errorf("%s: %v, want %v", lang, got, want)
		}
	}
}

func TestWhen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 8, 20, 0, 0, zone)
	moments := map[string]time.Time{
		"today":       now.Add(-8 * time.Minute),
		"midnight":    time.Date(2026, 11, 22, 0, 0, 0, 0, zone),
		"yesterday":   time.Date(2026, 11, 21, 23, 59, 0, 0, zone),
		"tomorrow":    time.Date(2026, 11, 23, 0, 5, 0, 0, zone),
		"before":      time.Date(2026, 11, 20, 8, 12, 0, 0, zone),
		"another":     time.Date(2025, 11, 22, 8, 12, 0, 0, zone),
		"after it":    time.Date(2026, 11, 24, 8, 12, 0, 0, zone),
		"in UTC":      time.Date(2026, 11, 21, 19, 1, 0, 0, time.UTC),
		"in UTC late": time.Date(2026, 11, 22, 19, 1, 0, 0, time.UTC),
	}
	for _, c := range []struct{ moment, distance, clock string }{
		{"today", "today", "08:12"},
		{"midnight", "today", "00:00"},
		{"yesterday", "yesterday", "23:59"},
		{"tomorrow", "tomorrow", "00:05"},
		{"before", "day", "08:12"},
		{"another", "day", "08:12"},
		{"after it", "day", "08:12"},
		{"in UTC", "today", "00:01"},
		{"in UTC late", "tomorrow", "00:01"},
	} {
		for _, lang := range Langs() {
			for _, form := range []string{At, AsOf, Since, After} {
				texts, at := in(t, lang), moments[c.moment]
				want := texts.T("when."+form+"_"+c.distance, Args{"Time": c.clock, "Day": texts.Day(at, now)})
				if got := texts.When(form, at, now); got != want || !strings.Contains(string(got), c.clock) {
					t.Errorf("%s: %s, %s is %q, want %q", lang, form, c.moment, got, want)
				}
			}
		}
	}
}

func TestWhenReadsWell(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 8, 20, 0, 0, zone)
	if got := in(t, RU).When(At, now.AddDate(0, 0, -2), now); got != "20 ноября в 08:20" {
		t.Errorf("got %q", got)
	}
	if got := in(t, EN).When(At, now.AddDate(0, 0, -1), now); got != "yesterday at 08:20" {
		t.Errorf("got %q", got)
	}
}

func TestWhenKnowsYesterdayOverAChangeOfYear(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 1, 1, 0, 1, 0, 0, zone)
	if got := in(t, EN).When(At, now.Add(-2*time.Minute), now); got != "yesterday at 23:59" {
		t.Errorf("got %q", got)
	}
}

// A day of 23 hours is a day all the same.
func TestWhenKnowsYesterdayOverAChangeOfClocks(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Load(berlin)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 30, 0, 30, 0, 0, berlin) // the night before had 23 hours
	if got := c.In(EN).When(At, time.Date(2026, 3, 29, 0, 10, 0, 0, berlin), now); got != "yesterday at 00:10" {
		t.Errorf("got %q", got)
	}
}

func TestCardIsNameAndLastFour(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang Lang
		name string
		want HTML
	}{
		{RU, "Айша", "Айша ·4962"},
		{EN, "Айша", "Айша ·4962"},
		{RU, "<b>&", "&lt;b&gt;&amp; ·4962"},
		{RU, "", "Карта ·4962"},
		{EN, "", "Card ·4962"},
		{RU, "👩‍👧 Мама", "👩‍👧 Мама ·4962"},
		{RU, "سارة", "\u2068سارة\u2069 ·4962"},
		{RU, "Sara שרה", "\u2068Sara שרה\u2069 ·4962"},
	} {
		if got := in(t, c.lang).Card(c.name, "4962"); got != c.want {
			t.Errorf("%s: Card(%q) = %q, want %q", c.lang, c.name, got, c.want)
		}
	}
	if got := in(t, RU).Card("", "<b>"); strings.Contains(string(got), "<") {
		t.Errorf("the last four are not escaped: %q", got)
	}
}
