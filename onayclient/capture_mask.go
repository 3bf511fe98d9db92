package onayclient

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// shortest values that are looked for everywhere; a shorter one is masked only where it is
// known to stand, for it would be found in every other word.
const (
	shortestSecret  = 3
	shortestLearned = 6
)

// masker replaces what could name a person, open a session or tell a movement, by value, by
// place and by shape. One value becomes the same placeholder wherever it stands, and stays of
// its kind (a card number passes the Luhn check), so that a masked exchange can be replayed.
//
// Kept are amounts, balances, type codes, the words of messages, and how many rows there
// are: without them an exchange would show nothing, and without the number they are
// nobody's.
type masker struct {
	known  map[string]string // values looked for everywhere
	placed map[string]string // "kind value" → placeholder
	counts map[string]int
	pans   map[string]string
	times  *timeline
	values *regexp.Regexp // the known ones
}

// newMasker returns a masker of the exchanges of one walk, of which secrets are known.
func newMasker(pan PAN, secrets []string, at time.Time, zone *time.Location, all []*exchange) *masker {
	m := &masker{
		known: make(map[string]string), placed: make(map[string]string),
		counts: make(map[string]int), pans: make(map[string]string),
		times: newTimeline(at, zone),
	}
	if !pan.IsZero() {
		m.pan(pan.Digits())
	}
	for _, s := range secrets {
		m.learn("secret", s, shortestSecret)
	}
	for _, x := range all {
		m.study(x)
	}
	m.times.settle()
	m.values = regexp.MustCompile(alternatives(m.known))
	return m
}

// study learns the values of an exchange that may turn up elsewhere.
func (m *masker) study(x *exchange) {
	if u := x.url; u != nil {
		m.known[u.Host] = captureHost
	}
	if form, err := url.ParseQuery(string(x.sent)); err == nil && isForm(x.head) {
		for name, values := range form {
			for _, v := range values {
				m.studyField(name, v)
			}
		}
	}
	for _, c := range (&http.Request{Header: x.head}).Cookies() {
		m.studyCookie(c)
	}
	for _, c := range (&http.Response{Header: x.answer}).Cookies() {
		m.studyCookie(c)
	}
	for _, name := range secretHeaders {
		m.learn("token", strings.TrimPrefix(x.head.Get(name), "Bearer "), shortestLearned)
	}
	body := string(x.body)
	for _, v := range hiddenValues(body) {
		m.learn("token", v, shortestLearned)
	}
	for _, v := range jsonSecrets(body) {
		m.learn("token", v, shortestLearned)
	}
	for _, text := range []string{body, string(x.sent)} {
		m.times.study(text)
	}
}

func (m *masker) studyField(name, value string) {
	switch {
	case keyClassOf(name) == keySecret:
		m.learn("token", value, shortestLearned)
	case keyClassOf(name) == keyPerson:
		m.learn("person", value, shortestSecret)
	}
}

func (m *masker) studyCookie(c *http.Cookie) {
	if c.Name == langCookie {
		return
	}
	m.learn("cookie", c.Value, shortestLearned)
	if plain, err := url.QueryUnescape(c.Value); err == nil {
		m.learn("cookie", plain, shortestLearned)
	}
}

// learn makes value be found everywhere, in the ways in which it may be written.
func (m *masker) learn(kind, value string, shortest int) {
	if len(value) < shortest || m.known[value] != "" {
		return
	}
	placeholder := m.place(kind, value)
	for _, form := range spellings(value) {
		m.known[form] = placeholder
	}
}

// place returns the placeholder of a value of a kind: the kind and a number.
func (m *masker) place(kind, value string) string {
	if value == "" {
		return ""
	}
	if p := m.known[value]; p != "" {
		return p
	}
	key := kind + " " + value
	if m.placed[key] == "" {
		m.placed[key] = fmt.Sprintf("%s-%d", kind, m.number(kind))
	}
	return m.placed[key]
}

func (m *masker) number(kind string) int {
	m.counts[kind]++
	return m.counts[kind]
}

// pan returns the card number that stands for another.
func (m *masker) pan(digits string) string {
	if m.pans[digits] == "" {
		body := fmt.Sprintf("964300000%09d", 100+m.number("pan"))
		for check := '0'; check <= '9'; check++ {
			if luhn(body + string(check)) {
				m.pans[digits] = body + string(check)
			}
		}
	}
	return m.pans[digits]
}

// digits masks a run of digits: a card number, a part of a known one, or any other that is
// long enough to name something.
func (m *masker) digits(run string) string {
	if len(run) == panDigits {
		return m.pan(run)
	}
	for whole, fake := range m.pans {
		if run == whole[4:5]+whole[6:] { // the cabinet's short form
			return fake[4:5] + fake[6:]
		}
		if i := strings.Index(whole, run); i >= 0 && len(run) >= shortestLearned {
			return fake[i : i+len(run)]
		}
	}
	if len(run) < longNumber {
		return run
	}
	return m.fakeNumber(run)
}

// fakeNumber is a number of the same length.
func (m *masker) fakeNumber(run string) string {
	key := "number " + run
	if m.placed[key] == "" {
		fake := fmt.Sprintf("9%0*d", max(len(run)-1, 1), m.number("number"))
		m.placed[key] = fake[:max(len(run), 2)]
	}
	return m.placed[key]
}

// alternatives is the expression that finds any of the values, a long one before what is a
// part of it.
func alternatives(values map[string]string) string {
	all := slices.Collect(maps.Keys(values))
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	for i, v := range all {
		all[i] = regexp.QuoteMeta(v)
	}
	return strings.Join(all, "|")
}

// text masks a text by value, and what lies between the values by shape.
func (m *masker) text(s string) string {
	if len(m.known) == 0 {
		return m.shapes(s)
	}
	var b strings.Builder
	end := 0
	for _, at := range m.values.FindAllStringIndex(s, -1) {
		b.WriteString(m.shapes(s[end:at[0]]))
		b.WriteString(m.known[s[at[0]:at[1]]])
		end = at[1]
	}
	b.WriteString(m.shapes(s[end:]))
	return b.String()
}

// shapes masks by shape alone. Looking for e-mail addresses is slow, so it is done only where
// there may be one.
func (m *masker) shapes(s string) string {
	if strings.Contains(s, "@") {
		return anyOrEmail.ReplaceAllStringFunc(s, m.shape)
	}
	return anyShape.ReplaceAllStringFunc(s, m.shape)
}

// words is text that names no person either.
func (m *masker) words(s string) string { return m.names(capitalised, m.text(s)) }

// names masks every word that begins with a capital letter, unless it is one that sites use.
func (m *masker) names(words *regexp.Regexp, s string) string {
	return replaceParts(words, s, func(parts []string) string {
		if siteWords[strings.ToLower(parts[2])] {
			return parts[0]
		}
		return parts[1] + m.place("Name", parts[2])
	})
}

// path masks an address piece by piece, so that it keeps its form.
func (m *masker) path(s string) string {
	pieces := strings.Split(s, "/")
	for i, p := range pieces {
		pieces[i] = m.text(p)
	}
	return strings.Join(pieces, "/")
}
