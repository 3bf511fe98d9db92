package alerts

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"onaybot/bot/texts"
)

// clockForm is a time of day such as 8:20, 08.20, 8 20 or 0820, after a short word
// or with an ending.
var clockForm = regexp.MustCompile(`^(?:\p{L}{1,2}\s+)?(\d{1,2})(?:\s*[:.,-]\s*|\s+)?(\d{2})(?:-\p{L}{1,3})?$`)

// parseClock reads a time of day, in minutes.
func parseClock(text string) (minutes int, ok bool) {
	m := clockForm.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(m[1]) // one or two digits
	minute, _ := strconv.Atoi(m[2])
	return hour*60 + minute, hour < 24 && minute < 60
}

// The forms of a day: 14.12 or 14.12.2026, 14 December, December 14.
var (
	numberedDay = regexp.MustCompile(`^(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}))?\.?$`)
	namedDay    = regexp.MustCompile(`^(\d{1,2})\s+(\p{L}+)\.?(?:\s+(\d{4}))?$`)
	monthFirst  = regexp.MustCompile(`^(\p{L}+)\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?$`)
)

// IsDay tells whether a text is a day in digits alone, which may be as many as
// those that end a card's number.
func IsDay(text string) bool { return numberedDay.MatchString(strings.TrimSpace(text)) }

// parseDay reads a day as [dayNumber] writes it: without a year, the next such day
// after today.
func parseDay(text string, today time.Time, c *texts.Catalogue) (day int, ok bool) {
	d, month, year := dayParts(strings.ToLower(strings.TrimSpace(text)), c)
	at := func(year int) time.Time { return time.Date(year, time.Month(month), d, 0, 0, 0, 0, today.Location()) }
	date := at(year)
	if year == 0 {
		date = at(today.Year())
		if !date.After(today) {
			date = at(today.Year() + 1)
		}
	}
	return dayNumber(date), month > 0 && date.Day() == d && int(date.Month()) == month
}

// dayParts are the numbers of a day; a month of 0: it is none.
func dayParts(text string, c *texts.Catalogue) (day, month, year int) {
	number := func(s string) int {
		n, _ := strconv.Atoi(s) // a few digits, or none
		return n
	}
	if m := numberedDay.FindStringSubmatch(text); m != nil {
		return number(m[1]), number(m[2]), number(m[3])
	}
	if m := namedDay.FindStringSubmatch(text); m != nil {
		return number(m[1]), monthOf(m[2], c), number(m[3])
	}
	if m := monthFirst.FindStringSubmatch(text); m != nil {
		return number(m[2]), monthOf(m[1], c), number(m[3])
	}
	return 0, 0, 0
}

// monthOf is the month that a word of any of the languages names, cut or with an
// ending; 0: none.
func monthOf(word string, c *texts.Catalogue) int {
	for month := 1; month <= 12; month++ {
		n := strconv.Itoa(month)
		for _, name := range append(c.Words("date.month_"+n), c.Words("date.short_"+n)...) {
			if strings.HasPrefix(word, strings.ToLower(name)) {
				return month
			}
		}
	}
	return 0
}
