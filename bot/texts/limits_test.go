package texts

import (
	"html"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// Telegram's limits, and what a phone shows without cutting it.
const (
	messageLimit = 4096 // UTF-16 units after the markup is taken out
	messageGood  = 900  // a screen; several stand in one message
	toastLimit   = 200
	commandLimit = 256
	buttonGood   = 38 // one in a row
	pairGood     = 19 // two in a row
)

// longest is the longest value of each variable that can come.
func longest(t Texts) Args {
	name := strings.Repeat("&", 40)
	money := t.Money(-99_999_999_999)
	when := HTML("")
	for _, day := range []string{"today", "yesterday", "tomorrow", "day"} {
		for _, form := range []string{At, AsOf, Since, After} {
			w := t.T("when."+form+"_"+day, Args{"Time": "23:59", "Day": "30 September 2026"})
			if len(w) > len(when) {
				when = w
			}
		}
	}
	return Args{
		"Card": t.Card(name, "0018"), "Name": strings.Repeat("Ж", 100), "Contact": strings.Repeat("@", 100),
		"Balance": money, "Threshold": money, "Max": money, "Need": money, "Amount": money,
		"From": "бесплатный проезд", "To": "бесплатный проезд", "By": "08:30", "Spent": money, "Added": "+" + money,
		"Last4": "0018", "Cities": "1, 2, 3, 4, 5, 6", "Rides": t.N("rides", 999_999_999), "At": when, "AsOf": when, "Since": when, "After": when,
		"Route": "1000-экспресс", "Vehicle": "5240 EY 02",
		"This": money, "Last": money, "Workday": money, "Weekend": money,
		"List": strings.Repeat("1000-экспресс (999), ", 5), "Lasts": t.T("stats.lasts_unknown", nil),
		"Code": "0000", "Label": strings.Repeat("Ж", 32), "Chat": t.T("share.person", nil), "Sees": t.T("share.rides", nil), "Link": strings.Repeat("l", 80),
		"Version": "v1.22.333-0.20261122101112-0123456789ab", "Chats": t.Number(9_999_999), "Cards": t.Number(9_999_999),
		"Links": t.Number(9_999_999), "Waiting": t.Number(9_999_999), "Due": t.Number(9_999_999), "Overdue": t.Number(9_999_999),
		"People": t.Number(9_999_999),
		"Used":   t.Number(9_999_999), "Left": t.Number(9_999_999), "Sent": t.Number(9_999_999), "Read": t.Number(9_999_999),
		"Seconds": t.Number(99_999), "Size": t.Tenths(999_999), "Most": t.Number(9_999_999), "PerCard": t.Tenths(99_999),
		"Weekday": t.T("date.weekday_3", nil),
		"Count":   t.N("topups", 999_999_999), "Old": t.Card(name, "0018"),
		"Fare": money, "Class": "бесплатный проезд", "What": strings.Repeat("Ж", 200) + ", бесплатный проезд",
		"Span": t.N("span.minutes", 999),
		"Time": "23:59", "Day": 30, "Month": t.T("date.month_9", nil), "Year": 2026,
	}
}

// shown is the text's length as Telegram counts it.
func shown(text HTML) int {
	plain := html.UnescapeString(tag.ReplaceAllString(string(text), ""))
	return len(utf16.Encode([]rune(plain)))
}

func filled(t Texts, key string, e entry) HTML {
	if e.plural() {
		return t.N(key, 999_999_999)
	}
	return t.T(key, longest(t))
}

func forEachFilled(t *testing.T, check func(t *testing.T, lang Lang, key string, text HTML)) {
	t.Helper()
	for _, lang := range Langs() {
		texts := in(t, lang)
		for key, e := range entries(t, lang) {
			check(t, lang, key, filled(texts, key, e))
		}
	}
}

func TestFilledTextsFit(t *testing.T) {
	t.Parallel()
	if messageGood*4 > messageLimit {
		t.Fatal("four of them would not fit into a message")
	}
	forEachFilled(t, func(t *testing.T, lang Lang, key string, text HTML) {
		if n := shown(text); n > messageGood {
			t.Errorf("%s: %s is %d characters long", lang, key, n)
		}
		if strings.Contains(string(text), "<no value>") || strings.Contains(string(text), "{{") {
			t.Errorf("%s: %s is not filled in: %q", lang, key, text)
		}
		if problem := markupProblem(string(text)); problem != "" {
			t.Errorf("%s: %s has %s when filled in: %q", lang, key, problem, text)
		}
	})
}

func TestButtonsFit(t *testing.T) {
	t.Parallel()
	pairs := []string{ // those that share a row with another
		"button.balance", "button.trips", "button.refresh", "button.rename", "button.threshold", "button.more",
		"button.up", "button.remove", "button.remove_yes", "button.keep", "button.skip", "button.back", "button.off",
		"button.newer", "button.older", "button.export", "button.cards", "button.threshold_change",
		"stats.view_day", "stats.view_month", "name.mum", "name.dad", "name.child", "name.me", "button.no_need", "button.alerts", "button.days",
		"button.replaced", "button.discard",
	}
	threes := []string{"period.1", "period.7", "period.30", "period.90", "period.all", "lang.name", "button.other"}
	forEachFilled(t, func(t *testing.T, lang Lang, key string, text HTML) {
		limit := 0
		switch {
		case slices.Contains(threes, key):
			limit = pairGood * 2 / 3
		case slices.Contains(pairs, key):
			limit = pairGood
		case strings.HasPrefix(key, "button.") && key != "button.stale", key == "add.pick_one":
			limit = buttonGood
		}
		if n := shown(text); limit > 0 && n > limit {
			t.Errorf("%s: the button %s is %d characters long, more than %d: %q", lang, key, n, limit, text)
		}
	})
}

func TestToastsFit(t *testing.T) {
	t.Parallel()
	toasts := slices.Sorted(maps.Keys(scan(t).plain))
	if !slices.Contains(toasts, "button.stale") {
		t.Errorf("the toasts are not found: %v", toasts)
	}
	for _, lang := range Langs() {
		texts := in(t, lang)
		for _, key := range toasts {
			text := texts.Plain(key, longest(texts))
			if n := len([]rune(text)); n > toastLimit || strings.ContainsAny(text, "<>\n") {
				t.Errorf("%s: %s does not fit a toast or a button: %q", lang, key, text)
			}
		}
	}
}

func TestCommandDescriptionsFit(t *testing.T) {
	t.Parallel()
	forEachFilled(t, func(t *testing.T, lang Lang, key string, text HTML) {
		if n := shown(text); strings.HasPrefix(key, "command.") && (n < 3 || n > commandLimit) {
			t.Errorf("%s: %s is %d characters long", lang, key, n)
		}
	})
}
