package onayclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// mostCaptured is how much of an answer is in a capture, in bytes.
const mostCaptured = 128 << 10

// captureFormat is the format of a capture, with its version.
const captureFormat = "onaybot capture 1"

// Capture returns the exchange as text that can be attached to a report and replayed by a test. It is
// built from what the tables here and in capture_shape.go name, and from nothing else, so nothing
// personal or secret can be in it. card is the one that was asked for.
//
// Facts come first, "name: value": the format, the step, how its form is known, under "expect" what the
// client makes of the exchange, and under "by hand" what has to be filled in for a replay: the right
// "expect", and fields whose values were not kept. "broken" says why the answer ended early or never
// came. The request follows, each line behind ">", with the fields of a form one a line; then the
// answer, each line behind "<".
//
// The card's number becomes a test's number, every other one zeros. Times keep their layout and show one
// moment. Of other values the shape stands in answers and "x" in requests. Of an answer there are the
// first 128 KiB, which is more than a page of history has.
func (x Exchange) Capture(card PAN) string {
	s := &shaper{card: card.Digits(), host: x.Sent.URL.Host, ids: make(map[string]int)}
	body := string(x.Answer[:min(len(x.Answer), mostCaptured)])
	s.own = s.isAbout(x.Sent.URL.Path+string(x.Form), s.body(body))
	s.byHand = []string{"expect"}
	s.sent = true
	request := x.Sent.Method + " " + s.path(x.Sent.URL) + "\n" + s.headers(x.Sent.Header) + "\n" + s.form(x.Form)
	s.sent = false
	answer := strconv.Itoa(x.Status) + "\n" + s.headers(x.Header) + "\n" + s.body(body)
	facts := fmt.Sprintf("format: %s\nstep: %s\nbasis: %s\nexpect: %s\nby hand: %s\n",
		captureFormat, x.Step.Name, x.Step.Basis(), verdict(x.Err), strings.Join(s.byHand, ", "))
	switch {
	case errors.Is(x.Fault, errTimeout):
		facts += "broken: timeout\n"
	case x.Fault != nil:
		facts += "broken: connection broken\n"
	}
	if x.Status == 0 {
		return facts + "\n" + quoted("> ", request)
	}
	return facts + "\n" + quoted("> ", request) + "\n" + quoted("< ", answer)
}

// Summary tells the answer without quoting it: its status, media type and size, and the names of the
// fields if it is a JSON object.
func (x Exchange) Summary() string {
	text := fmt.Sprintf("HTTP %d, %s, %d bytes", x.Status, mediaType(x.Header.Get("Content-Type")), len(x.Answer))
	var fields map[string]json.RawMessage
	if json.Unmarshal(x.Answer, &fields) != nil {
		return text
	}
	names := slices.Sorted(maps.Keys(fields))
	for i, name := range names {
		if !fieldName.MatchString(name) {
			names[i] = "?"
		}
	}
	return text + " with fields " + strings.Join(names, ", ")
}

// verdict is "ok", or the kind of an error with what was missing or lay beneath.
func verdict(err error) string {
	var e *Error
	switch {
	case err == nil:
		return "ok"
	case !errors.As(err, &e):
		return "a fault of our own"
	case e.Missing != "":
		return fmt.Sprintf("%v: %s", e.Kind, e.Missing)
	case e.Err != nil && errors.Is(e.Kind, ErrUnavailable):
		return fmt.Sprintf("%v: %v", e.Kind, e.Err)
	default:
		return e.Kind.Error()
	}
}

// quoted is text with a mark before each line.
func quoted(mark, text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimRight(text, " \n"), "\n") {
		b.WriteString(strings.TrimRight(mark+line, " ") + "\n")
	}
	return b.String()
}

// What is kept of addresses and headers.
var (
	pathWords = strings.Fields("check signin cards add detail v1 v2 external card user sign-in customer tickets")
	pathOdd   = regexp.MustCompile(`[^x0._-]`)

	headerWords = strings.Fields(`Accept Accept-Language Allow Cache-Control Cf-Mitigated Cf-Ray Content-Encoding
		Content-Type Cookie Location Origin Referer Retry-After Server Set-Cookie User-Agent Www-Authenticate
		X-Application-Token X-Csrf-Token X-Ma-D X-Ma-Os X-Ma-Version X-Powered-By X-Requested-With X-Short-Token`)
	mediaTypes = strings.Fields("text/html text/plain application/json application/xml application/x-www-form-urlencoded")
	cookieName = regexp.MustCompile(`\b(?:PHPSESSID|JSESSIONID|XSRF-TOKEN|cf_clearance|lang|laravel_session|session)=`)
)

// path is the path of an address.
func (s *shaper) path(u *url.URL) string {
	parts := strings.Split(u.Path, "/")
	for i, part := range parts {
		switch {
		case slices.Contains(pathWords, part):
		case part == s.card:
			parts[i] = testCard
		default:
			parts[i] = pathOdd.ReplaceAllString(shape(part), "x")
		}
	}
	path := strings.Join(parts, "/")
	if u.RawQuery != "" {
		path += "?x"
	}
	return path
}

func (s *shaper) headers(h http.Header) string {
	return sortedLines(h, func(name, value string) string {
		name = http.CanonicalHeaderKey(name)
		if !slices.Contains(headerWords, name) {
			return ""
		}
		return name + ": " + s.header(name, value) + "\n"
	})
}

// sortedLines writes the values of a header or a form.
func sortedLines(values map[string][]string, line func(name, value string) string) string {
	var lines []string
	for name, all := range values {
		for _, value := range all {
			lines = append(lines, line(name, value))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func (s *shaper) header(name, value string) string {
	switch name {
	case "Content-Type":
		return mediaType(value)
	case "Retry-After":
		return s.text("retry-after", value)
	case "Location":
		to, err := url.Parse(value)
		if err != nil || to.Host != "" && to.Host != s.host {
			return "https://other.test/"
		}
		return s.path(to)
	case "Cookie", "Set-Cookie":
		names := cookieName.FindAllString(value, -1)
		slices.Sort(names)
		return strings.Join(names, "x; ") + "x"
	default:
		return "x"
	}
}

func mediaType(value string) string {
	media, _, _ := mime.ParseMediaType(value)
	if !slices.Contains(mediaTypes, media) {
		return "another media type"
	}
	return media
}

// form is the body of a request.
func (s *shaper) form(body []byte) string {
	if isObject(body) {
		return s.body(string(body))
	}
	fields, _ := url.ParseQuery(string(body)) // what cannot be read is left out
	return sortedLines(fields, func(field, value string) string {
		field = s.name(field)
		return field + "=" + s.text(field, value) + "\n"
	})
}
