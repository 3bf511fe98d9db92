package texts

import (
	"html"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/bidi"

	"onaybot/onayclient"
)

const (
	thin  = "\u202f" // narrow no-break space: between thousands, before ₸
	minus = "\u2212"
)

// Number writes n with its thousands apart: 1 240.
func (t Texts) Number(n int64) string {
	sign := ""
	digits := strconv.FormatInt(n, 10)
	if n < 0 {
		sign, digits = minus, digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(thin)
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Tenths writes a number of tenths, 2,3.
func (t Texts) Tenths(n int64) string {
	return t.Number(n/10) + t.decimal() + strconv.FormatInt(max(n%10, -n%10), 10)
}

// Money writes an amount in tenge, 1 240 ₸; tiyn only where there are any.
func (t Texts) Money(m onayclient.Money) string {
	sign, tiyn := "", int64(m)
	if tiyn < 0 {
		sign = minus
	}
	tenge, rest := tiyn/100, tiyn%100
	if tenge < 0 || rest < 0 {
		tenge, rest = -tenge, -rest
	}
	out := sign + t.Number(tenge)
	if rest != 0 {
		out += t.decimal() + string(rune('0'+rest/10)) + string(rune('0'+rest%10))
	}
	return out + thin + "₸"
}

// Signed is [Texts.Money] with a plus before what is above zero.
func (t Texts) Signed(m onayclient.Money) string {
	if m > 0 {
		return "+" + t.Money(m)
	}
	return t.Money(m)
}

func (t Texts) decimal() string {
	if t.Lang == EN {
		return "."
	}
	return ","
}

// Clock writes the time of day, 08:12.
func (t Texts) Clock(at time.Time) string { return at.In(t.zone).Format("15:04") }

// Day writes a date in words, with the year when it is not now's.
func (t Texts) Day(at, now time.Time) HTML {
	at, now = at.In(t.zone), now.In(t.zone)
	key := "date.day"
	if at.Year() != now.Year() {
		key = "date.day_year"
	}
	month := t.T("date.month_"+strconv.Itoa(int(at.Month())), nil)
	return t.T(key, Args{"Day": at.Day(), "Month": month, "Year": at.Year()})
}

// Weekday writes the short name of the day of the week.
func (t Texts) Weekday(at time.Time) HTML {
	return t.T("date.weekday_"+strconv.Itoa(int(at.In(t.zone).Weekday())), nil)
}

// The forms a moment is written in by [Texts.When].
const (
	At    = "at"    // at 08:12, yesterday at 08:12
	AsOf  = "as_of" // as of 08:12
	Since = "since" // since 08:30
	After = "after" // after 08:31, tomorrow after 08:31
)

// When writes a moment as seen from now, in one of the forms above.
func (t Texts) When(form string, at, now time.Time) HTML {
	args := Args{"Time": t.Clock(at), "Day": t.Day(at, now)}
	return t.T("when."+form+"_"+t.distance(at, now), args)
}

func (t Texts) distance(at, now time.Time) string {
	day := func(x time.Time) time.Time {
		y, m, d := x.In(t.zone).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	switch day(at).Sub(day(now)) {
	case 0:
		return "today"
	case -24 * time.Hour:
		return "yesterday"
	case 24 * time.Hour:
		return "tomorrow"
	}
	return "day"
}

// Card writes a card as the passenger's name for it and its last four digits:
// Айша ·4962. A card without a name is called by the language's word for one.
func (t Texts) Card(name, last4 string) HTML {
	if name == "" {
		return t.T("card.unnamed", Args{"Last4": last4})
	}
	return t.Name(name) + HTML(" ·"+html.EscapeString(last4))
}

// Name writes what somebody or something is called by a person.
func (t Texts) Name(name string) HTML { return HTML(html.EscapeString(isolated(name))) }

// isolated wraps a name that holds right-to-left letters, so that it does
// not turn the rest of its line around.
func isolated(name string) string {
	for _, r := range name {
		p, _ := bidi.LookupRune(r)
		if c := p.Class(); c == bidi.R || c == bidi.AL {
			return "\u2068" + name + "\u2069"
		}
	}
	return name
}
