package onayclient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Capture is the exchange of one step, masked and ready to attach to a report.
//
// Its text is read line by line. First come facts, "name: value": the format with its
// version, the step, the dialect, the address, the time, and under "expect" what the client
// makes of the exchange. After an empty line follow the request, each of its lines behind
// "> ", and the answer, each behind "< "; the fields of a form stand one a line, as
// name=value. "kept" tells how much of a body is here if it is not the whole, and "broken" why
// the answer ended early, or why none came.
//
// Masked are card numbers, logins, passwords, cookies, tokens, names, addresses, phone
// numbers, number plates, routes and the ids of rows: the same value by the same placeholder.
// Times keep their order and layout, not their distance. Amounts and balances stay.
type Capture struct {
	Name string // of the file, such as "3-card-read.txt"
	Text string
}

const (
	captureFormat = "onaybot capture 1"
	captureHost   = "cabinet.test"
	langCookie    = "lang"
)

// Headers by what is done with their values. Those that are not listed keep their name.
var (
	secretHeaders = []string{"X-Application-Token", "X-Short-Token", "X-Ma-D", "Authorization"}
	keptHeaders   = []string{
		"Content-Type", "Accept", "Accept-Language", "X-Requested-With", "X-Ma-Os", "X-Ma-Version",
		"Cache-Control", "Server", "Allow", "X-Powered-By", "Content-Encoding", "Pragma",
	}
	droppedHeaders = []string{"Date", "Content-Length", "Age", "Connection"} // they tell nothing that is not here, or when
)

// Captures returns the exchanges of the walk, masked together, one for each step that sent a
// request.
func (r *Report) Captures() []Capture {
	steps := r.exchanges()
	raw := make([]*exchange, len(steps))
	for i, f := range steps {
		raw[i] = f.exchange
	}
	m := newMasker(r.pan, r.secrets, r.at, captureAt.Location(), raw)
	out := make([]Capture, len(steps))
	for i, f := range steps {
		out[i] = Capture{
			Name: fmt.Sprintf("%d-%s.txt", i+1, strings.ReplaceAll(f.Step, " ", "-")),
			Text: m.capture(r, f),
		}
	}
	return out
}

// exchanges are the findings that sent something. Of a step that another one judges it tells
// what that one expects.
func (r *Report) exchanges() []Finding {
	var steps []Finding
	for _, f := range r.Findings {
		switch n := len(steps); {
		case f.exchange == nil:
		case n > 0 && steps[n-1].exchange == f.exchange:
			steps[n-1].expect = f.expect
		default:
			steps = append(steps, f)
		}
	}
	return steps
}

// capture writes an exchange down.
func (m *masker) capture(r *Report, f Finding) string {
	var b strings.Builder
	x := f.exchange
	fact := func(name, value string) { fmt.Fprintf(&b, "%s: %s\n", name, value) }
	fact("format", captureFormat)
	fact("step", f.Step)
	fact("dialect", r.dialect)
	fact("base", m.path(r.base.String()))
	fact("basis", string(f.Basis))
	fact("at", captureAt.Format(time.RFC3339))
	fact("expect", f.expect)
	if x.fault != nil {
		fact("broken", x.fault.Error())
	}
	if x.size > int64(len(x.body)) {
		fact("kept", fmt.Sprintf("%d of %d bytes", len(x.body), x.size))
	}
	b.WriteString("\n")
	lines(&b, "> ", x.method+" "+m.path(x.url.RequestURI())+"\n"+m.headers(x, x.head)+"\n"+m.sent(x))
	if x.status != 0 {
		b.WriteString("\n")
		lines(&b, "< ", strconv.Itoa(x.status)+"\n"+m.headers(x, x.answer)+"\n"+m.body(x.body, x.asks()))
	}
	return b.String()
}

// lines writes text behind a mark, line by line.
func lines(b *strings.Builder, mark, text string) {
	for line := range strings.Lines(strings.TrimRight(strings.ReplaceAll(text, "\r", ""), "\n") + "\n") {
		b.WriteString(strings.TrimRight(mark+strings.TrimSuffix(line, "\n"), " ") + "\n")
	}
}

func (m *masker) headers(x *exchange, h http.Header) string {
	var b strings.Builder
	names := make([]string, 0, len(h))
	for name := range h {
		if !slices.Contains(droppedHeaders, http.CanonicalHeaderKey(name)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range h[name] {
			fmt.Fprintf(&b, "%s: %s\n", name, m.header(x, http.CanonicalHeaderKey(name), v))
		}
	}
	return b.String()
}

func (m *masker) header(x *exchange, name, value string) string {
	switch {
	case name == "User-Agent":
		agent, _, _ := strings.Cut(value, " ")
		return agent // the contact names a person
	case name == "Cookie":
		return m.cookies((&http.Request{Header: http.Header{"Cookie": {value}}}).Cookies())
	case name == "Set-Cookie":
		return m.setCookie(value)
	case name == "Retry-After":
		return strconv.Itoa(int(retryAfter(value, x.at) / time.Second))
	case slices.Contains(secretHeaders, name):
		if plain, ok := strings.CutPrefix(value, "Bearer "); ok {
			return "Bearer " + m.place("token", plain)
		}
		return m.place("token", value)
	case name == "Location":
		return m.path(value)
	case slices.Contains(keptHeaders, name):
		return m.text(value)
	default:
		return m.place("header", value)
	}
}

func (m *masker) cookies(all []*http.Cookie) string {
	parts := make([]string, len(all))
	for i, c := range all {
		parts[i] = c.Name + "=" + m.cookie(c)
	}
	return strings.Join(parts, "; ")
}

func (m *masker) cookie(c *http.Cookie) string {
	if c.Name == langCookie && len(c.Value) <= len("ru-RU") {
		return c.Value
	}
	return m.place("cookie", c.Value)
}

// setCookie keeps the attributes; a cookie that is to be deleted still is.
func (m *masker) setCookie(line string) string {
	c, err := http.ParseSetCookie(line)
	if err != nil {
		return "unreadable"
	}
	c.Value, c.Raw, c.Unparsed = m.cookie(c), "", nil
	switch {
	case !c.Expires.IsZero() && c.Expires.Year() < captureAt.Year():
		c.Expires = time.Unix(0, 0)
	case !c.Expires.IsZero():
		c.Expires = captureAt.AddDate(100, 0, 0)
	}
	return c.String()
}

// sent is the body of the request.
func (m *masker) sent(x *exchange) string {
	form, err := url.ParseQuery(string(x.sent))
	if err != nil || !isForm(x.head) {
		return m.body(x.sent, true)
	}
	var b strings.Builder
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range form[name] {
			fmt.Fprintf(&b, "%s=%s\n", m.text(name), oneLine(m.jsonText(keyClassOf(name), v)))
		}
	}
	return b.String()
}

func oneLine(s string) string { return strings.NewReplacer("\n", " ", "\r", " ").Replace(s) }

func isForm(h http.Header) bool {
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && media == "application/x-www-form-urlencoded"
}

// asks reports whether an exchange is more than a look at the first page, so that the answer
// may name a person.
func (x *exchange) asks() bool {
	return x.method != http.MethodGet || slices.ContainsFunc(secretHeaders, func(h string) bool { return x.head.Get(h) != "" })
}

// body masks a body by what it looks like, since what it says of itself may have changed.
func (m *masker) body(body []byte, asked bool) string {
	text := strings.ToValidUTF8(string(body), "\ufffd")
	trimmed := strings.TrimLeft(text, " \t\r\n"+byteOrderMark)
	if !strings.HasPrefix(trimmed, "{") && !strings.HasPrefix(trimmed, "[") {
		return m.page(text, asked)
	}
	masked := []byte(m.json(trimmed))
	var pretty bytes.Buffer
	if json.Indent(&pretty, masked, "", "  ") == nil {
		return pretty.String()
	}
	return string(masked)
}
