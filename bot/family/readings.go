package family

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// mostNumbers is how many numbers an answer of two rides can hold, with their days.
const mostNumbers = 16

// readClaims reads two rides out of an answer such as "вчера 92-й в 7:34, 22.11 маршрут 121 18 40": a route and
// a time each, both in the same order. Days are read over, and so are words that mean nothing here. It is false
// unless the answer can be read in one way only, so that none is ever tried against the rides.
func (v vocabulary) readClaims(text string) ([]claim, bool) {
	r := reader{vocabulary: v, tokens: v.tokens(text)}
	numbers := 0
	for i, t := range r.tokens {
		if strings.ContainsAny(t.text, "0123456789") {
			numbers++
		} else if r.strange(i) {
			return nil, false
		}
	}
	if numbers > mostNumbers {
		return nil, false
	}
	r.read(0, 0, nil)
	if len(r.readings) != 1 {
		return nil, false
	}
	return r.readings[0], true
}

// reader finds all ways to read an answer.
type reader struct {
	vocabulary
	tokens   []token
	readings [][]claim // those found, each once
}

// piece is a way to read some of the tokens: as a route, as a time, or as what is read over.
type piece struct {
	kind   byte // 'r', 't' or '-'
	tokens int
	route  string
	minute int
}

// orders are those in which a route and a time of each ride may stand.
var orders = []string{"rtrt", "trtr"}

// read reads the tokens from the i-th on, after some pieces; those from the free-th on belong to none of them.
func (r *reader) read(i, free int, before []piece) {
	form := formOf(before)
	if !slices.ContainsFunc(orders, func(order string) bool { return strings.HasPrefix(order, form) }) {
		return
	}
	if i == len(r.tokens) {
		r.end(before)
		return
	}
	if !strings.ContainsAny(r.tokens[i].text, "0123456789") {
		r.read(i+1, free, before)
		return
	}
	for _, p := range r.pieces(i, free) {
		next := i + p.tokens
		if p.kind == '-' {
			r.read(next, next, before)
			continue
		}
		r.read(next, next, append(slices.Clip(before), p))
	}
}

func formOf(pieces []piece) string {
	form := make([]byte, len(pieces))
	for i, p := range pieces {
		form[i] = p.kind
	}
	return string(form)
}

// end notes a reading, if it is whole and new.
func (r *reader) end(pieces []piece) {
	if len(pieces) != 4 {
		return
	}
	var claims []claim
	late := 0
	for i := 0; i < 4; i += 2 {
		route, at := pieces[i], pieces[i+1]
		if route.kind == 't' {
			route, at = at, route
		}
		claims = append(claims, claim{route.route, at.minute})
		if at.minute >= dayMinutes/2 {
			late++
		}
	}
	for _, t := range r.tokens {
		if has(r.late, t.text) {
			late--
		}
	}
	known := slices.ContainsFunc(r.readings, func(c []claim) bool { return slices.Equal(c, claims) })
	if late >= 0 && !known {
		r.readings = append(r.readings, claims)
	}
}

// strange tells a letter that stands alone beside a number, such as a route's: "12 Б", "Т 5".
func (r *reader) strange(i int) bool {
	t := r.tokens[i]
	if utf8.RuneCountInString(t.text) != 1 || t.text == "№" {
		return false
	}
	follows := i > 0 && r.tokens[i-1].bare() && t.glued()
	leads := i+1 < len(r.tokens) && r.tokens[i+1].number && r.tokens[i+1].glued()
	if t.text == "а" || t.text == "a" { // "and", before a number; behind it, it may be a route's
		return follows
	}
	known := has(r.small, t.text) || has(r.hours, t.text) || has(r.minutes, t.text)
	return (follows || leads) && !known
}

var (
	clockForm = regexp.MustCompile(`^(\d{1,2})([:.-]|ч|h|сағ)(\d\d)-?(\pL*)$`)
	dateForm  = regexp.MustCompile(`^(\d{1,2})[./-](\d{1,2})(?:[./-](?:\d\d|\d{4}))?-?\pL*$`)
	isoForm   = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	yearForm  = regexp.MustCompile(`^20\d\d-?\pL*$`)
)

// pieces are the ways to read the i-th token, which holds digits, with those that follow.
func (r *reader) pieces(i, free int) (list []piece) {
	t := r.tokens[i]
	if t.number {
		return append(r.numbers(i, free), r.hoursAt(i, free)...)
	}
	if m := clockForm.FindStringSubmatch(t.text); m != nil {
		if p, ok := r.clock(i, free, 1, m[1], m[3], r.part(m[4])); ok {
			list = append(list, p)
		}
	}
	m := dateForm.FindStringSubmatch(t.text)
	if m != nil && within(m[1], 1, 31) && within(m[2], 1, 12) || isoForm.MatchString(t.text) ||
		yearForm.MatchString(t.text) && i > 0 && has(r.dates, r.tokens[i-1].text) {
		list = append(list, piece{kind: '-', tokens: 1})
	}
	return list
}

// numbers are the ways to read a number as a route or as something to be read over.
func (r *reader) numbers(i, free int) (list []piece) {
	t := r.tokens[i]
	plain, date := r.ends(t), t.before == "" && within(t.digits, 1, 31)
	switch {
	case date && (plain && has(r.dates, r.word(i+1)) || has(r.dates, t.after)):
		return []piece{{kind: '-', tokens: 1}}
	case date && plain && (has(r.dates, r.word(i-1)) || has(r.nth, t.after)), r.counts(i):
		list = append(list, piece{kind: '-', tokens: 1})
	}
	route := plainRoute(t.before + t.digits + t.after)
	switch {
	case plain:
		route = plainRoute(t.digits)
	case t.hyphen && utf8.RuneCountInString(t.after) > 1: // an ending that is not known
		return list
	}
	if route != "" && !r.tellsHour(i, free) {
		list = append(list, piece{kind: 'r', tokens: 1, route: route})
	}
	return list
}

// tellsHour tells whether a word says that the i-th token is an hour, as сағат does, and belongs to no other.
func (r *reader) tellsHour(i, free int) bool { return i > free && has(r.hours, r.word(i-1)) }

// ends tells whether a number has nothing written to it but an ending, or a word for a route.
func (r *reader) ends(t token) bool {
	long := t.hyphen || t.after == "й" || utf8.RuneCountInString(t.after) > 1
	isEnding := has(r.endings, t.after) || has(r.nth, t.after)
	return t.before == "" && (t.after == "" || has(r.routes, t.after) || long && isEnding)
}

// counts tells the numbers of a list: "1.", "2)".
func (r *reader) counts(i int) bool {
	if t := r.tokens[i]; !t.bare() || t.digits != "1" && t.digits != "2" || i+1 == len(r.tokens) {
		return false
	}
	gap := r.tokens[i+1].gap
	return strings.HasPrefix(gap, ".") || strings.HasPrefix(gap, ")")
}

// hoursAt are the ways to read a number as the hours of a time: "8 15", "8 ч 15 мин", "6 вечера".
func (r *reader) hoursAt(i, free int) (list []piece) {
	t := r.tokens[i]
	add := func(tokens int, minutes string) {
		if p, ok := r.clock(i, free, tokens, t.digits, minutes, noPart); ok {
			list = append(list, p)
		}
	}
	hour := r.ends(t) && r.tellsHour(i, free)
	if has(r.routes, r.word(i-1)) || !t.bare() && !hour {
		return nil
	}
	switch after := r.word(i + 1); {
	case has(r.hours, after):
		add(2, "00")
		r.addMinutes(i+2, func(tokens int, minutes string) { add(2+tokens, minutes) })
	case hour, r.partAfter(i) != noPart:
		add(1, "00")
	}
	if i+1 < len(r.tokens) && r.tokens[i+1].glued() {
		r.addMinutes(i+1, func(tokens int, minutes string) { add(1+tokens, minutes) })
	}
	return list
}

// addMinutes adds the i-th token as minutes, if it can be, with a word for them.
func (r *reader) addMinutes(i int, add func(tokens int, minutes string)) {
	if i >= len(r.tokens) || !r.tokens[i].number || len(r.tokens[i].digits) != 2 || !r.ends(r.tokens[i]) {
		return
	}
	if has(r.minutes, r.word(i+1)) {
		add(2, r.tokens[i].digits)
		return
	}
	add(1, r.tokens[i].digits)
}

// clock is a time of so many tokens, with a part of the day that stands behind it or, in Kazakh, before.
func (r *reader) clock(i, free, tokens int, hours, minutes string, p part) (piece, bool) {
	if !within(hours, 0, 23) || !within(minutes, 0, 59) {
		return piece{}, false
	}
	hour, _ := strconv.Atoi(hours)
	minute, _ := strconv.Atoi(minutes)
	before := i - 1
	if has(r.hours, r.word(before)) {
		before--
	}
	if after := r.partAfter(i + tokens - 1); after != noPart {
		p, tokens = after, tokens+1
	} else if p == noPart && before >= free && leads(r.word(before)) {
		p = r.part(r.word(before))
	}
	return piece{kind: 't', tokens: tokens, minute: p.hour(hour)*60 + minute}, true
}

// partAfter is the part of the day that stands behind the i-th token and belongs to it.
func (r *reader) partAfter(i int) part {
	if word := r.word(i + 1); !leads(word) {
		return r.part(word)
	}
	return noPart
}

// leads tells a part of the day that stands before its time, as Kazakh has it: "кешкі 6:40".
func leads(word string) bool { return strings.HasSuffix(word, "ы") || strings.HasSuffix(word, "і") }

// hour is an hour of the day, of which the part is named: six in the evening is 18.
func (p part) hour(h int) int {
	switch {
	case (p == morning || p == night) && h == 12:
		return 0
	case p == afternoon && 1 <= h && h <= 6, p == evening && 1 <= h && h <= 11, p == night && 9 <= h && h <= 11:
		return h + 12
	}
	return h
}

// word is the text of the i-th token; "": there is none.
func (r *reader) word(i int) string {
	if i < 0 || i >= len(r.tokens) {
		return ""
	}
	return r.tokens[i].text
}

// within tells whether digits are a number from low to high.
func within(digits string, low, high int) bool {
	n, err := strconv.Atoi(digits)
	return err == nil && low <= n && n <= high
}
