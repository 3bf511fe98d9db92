package family

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"onaybot/bot/texts"
)

// vocabulary is the words that mean something in an answer, in all languages. A word of five
// letters or more stands for whatever begins with it. All other words are read over.
type vocabulary struct {
	routes  []string // "route" 92, 92-"bus"
	endings []string // 92"-й", 92"-ші", 92"nd"
	dates   []string // 23 "November", and what counts days: 2 "days" ago
	nth     []string // 23"-го", which may be a date by itself
	hours   []string // 8 "h"
	minutes []string // 15 "min"
	parts   map[part][]string
	late    []string // "in the evening", beside which a time may be meant as one of twelve hours
	small   []string // words of one letter
}

// part is a part of the day that stands beside a time and belongs to it.
type part int

const (
	noPart part = iota
	morning
	afternoon
	evening
	night
)

func vocabularyOf(c *texts.Catalogue) vocabulary {
	return vocabulary{
		routes: c.Words("proof.words_route"), endings: c.Words("proof.words_ending"), dates: c.Words("proof.words_date"),
		nth: c.Words("proof.words_nth"), hours: c.Words("proof.words_hour"), minutes: c.Words("proof.words_minute"),
		parts: map[part][]string{
			morning: c.Words("proof.words_morning"), afternoon: c.Words("proof.words_afternoon"),
			evening: c.Words("proof.words_evening"), night: c.Words("proof.words_night"),
		},
		late: c.Words("proof.words_late"), small: c.Words("proof.words_small"),
	}
}

// has tells whether a word is one of a list.
func has(list []string, word string) bool {
	return slices.ContainsFunc(list, func(w string) bool {
		return word == w || utf8.RuneCountInString(w) >= 5 && strings.HasPrefix(word, w)
	})
}

// part is the part of the day that a word names.
func (v vocabulary) part(word string) part {
	for p, list := range v.parts {
		if word != "" && has(list, word) {
			return p
		}
	}
	return noPart
}

// token is a word of an answer, in lower case, or a number with what is written to it.
type token struct {
	gap  string // what stands before it
	text string

	number bool // the rest is that of a number: "92", "92-й", "т5"
	digits string
	before string // letters
	after  string // letters, without a hyphen
	hyphen bool   // one stands before those
}

// bare tells whether a token is digits alone.
func (t token) bare() bool { return t.number && t.before == "" && t.after == "" }

// glued tells whether a token follows the one before it as 15 does in "8 15" and in "8,15".
func (t token) glued() bool {
	return t.gap == "," || t.gap != "" && strings.TrimSpace(t.gap) == "" && !strings.Contains(t.gap, "\n")
}

var (
	spelling = strings.NewReplacer("‐", "-", "‑", "-", "–", "-", "—", "-", "−", "-", "и\u0306", "й", "ё", "е",
		"a.m.", "am", "p.m.", "pm", "№", " № ", "#", " № ")
	joined     = regexp.MustCompile(`(\d\pL{0,2})[-/](\d{1,2}:\d\d)|(\d:\d\d)[-/](\d)`) // a route and a time
	numberForm = regexp.MustCompile(`^(\pL{0,2}?)-?(\d{1,3})(-?)(\pL*)$`)
)

// tokens splits an answer into words and numbers.
func (v vocabulary) tokens(text string) (list []token) {
	text = joined.ReplaceAllString(spelling.Replace(strings.ToLower(text)), "$1$3 / $2$4")
	gap := ""
	for text != "" {
		end := strings.IndexFunc(text, separates)
		if end < 0 {
			end = len(text)
		}
		word := strings.TrimLeft(text[:end], punctuation)
		gap += text[:end-len(word)]
		text = text[end:]
		if core := strings.TrimRight(word, punctuation); core != "" {
			list = append(list, v.token(gap, core)...)
			gap = word[len(core):]
		}
		if text != "" {
			_, size := utf8.DecodeRuneInString(text)
			gap, text = gap+text[:size], text[size:]
		}
	}
	return list
}

const punctuation = ".:-/'’`"

func separates(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '№' && !strings.ContainsRune(punctuation, r)
}

// token makes a token of a word, or two of "8ч" and "6pm".
func (v vocabulary) token(gap, word string) []token {
	m := numberForm.FindStringSubmatch(word)
	if m == nil {
		return []token{{gap: gap, text: word}}
	}
	t := token{gap: gap, text: word, number: true, digits: m[2], before: m[1], after: m[4], hyphen: m[3] != ""}
	if t.before != "" || t.after == "" || !has(v.hours, t.after) && v.part(t.after) == noPart {
		return []token{t}
	}
	return append(v.token(gap, t.digits), token{gap: " ", text: t.after})
}
