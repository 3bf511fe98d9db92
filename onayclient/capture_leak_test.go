package onayclient_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// spy notes every secret that goes over the wire: cookies, tokens and device ids.
type spy struct {
	next http.RoundTripper

	mu   sync.Mutex
	seen map[string]string // what it is
}

func (s *spy) RoundTrip(req *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(req.Body) // from memory
	req.Body = io.NopCloser(bytes.NewReader(body))
	s.mu.Lock()
	defer s.mu.Unlock()
	clone := &http.Request{Method: http.MethodPost, Header: req.Header, Body: io.NopCloser(bytes.NewReader(body))}
	s.note("csrf token", clone.PostFormValue("csrf"))
	for _, name := range []string{"X-Short-Token", "X-MA-D"} {
		for _, v := range req.Header[name] {
			s.note(name, v)
		}
	}
	resp, err := s.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	for _, c := range resp.Cookies() {
		if c.Name != "lang" {
			s.note("cookie", c.Value)
		}
	}
	return resp, nil
}

func (s *spy) note(what, value string) {
	if value != "" {
		s.seen[value] = what
	}
}

// Secrets of the leak tests' city.
const (
	own    = "9643108503300000033"
	holder = "Айгерим Сапарова" // where the cabinet names the card
	route  = "121-экспресс"
	plate  = "987XYZ02"
	bearer = "operators-own-5f2c9d"
)

// spied returns a client of s that walks in view of a spy.
func spied(t testing.TB, s *site, dialect string) (*onayclient.Client, *spy) {
	t.Helper()
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		t.Fatal("the default transport is another one")
	}
	own := transport.Clone()
	t.Cleanup(own.CloseIdleConnections)
	eye := &spy{next: own, seen: make(map[string]string)}
	opts := []onayclient.Option{
		onayclient.WithHTTPClient(&http.Client{Transport: eye}), onayclient.WithTimeout(150 * time.Millisecond),
		onayclient.WithUserAgent("1", "admin@example.kz"),
	}
	if dialect == "app" {
		opts = append(opts, onayclient.WithApp(bearer, "", 1))
	}
	return s.client(t, opts...), eye
}

// TestNoCaptureGivesAnythingAway walks into every fault there is in both dialects, and looks
// for everything that is secret or personal in what would be saved.
func TestNoCaptureGivesAnythingAway(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"web", "app"} {
		for _, kind := range append(cabinetsim.FaultKinds(), "") {
			t.Run(dialect+" "+string(kind), func(t *testing.T) {
				t.Parallel()
				s := newSite(t, cabinetsim.WithAppToken(bearer))
				peopled(t, s)
				c, eye := spied(t, s, dialect)
				onlyFrom(s, kind)
				captures := walk(t, c, own).Captures()
				if len(captures) == 0 {
					t.Fatal("nothing captured")
				}
				for _, got := range captures {
					eye.search(t, got)
				}
			})
		}
	}
}

// peopled gives the card a holder's name and rides.
func peopled(t testing.TB, s *site) {
	t.Helper()
	if err := s.Add(cabinetsim.Card{PAN: own, Type: "01.01", Name: holder, Balance: 124_000}); err != nil {
		t.Fatal(err)
	}
	if err := s.AddToAccount(own); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		row := ride(s, i+1)
		row.Route, row.Vehicle = route, plate
		if err := s.AddTransaction(own, row); err != nil {
			t.Fatal(err)
		}
	}
}

// onlyFrom switches a fault on for every request but the start page, if it touches others, so
// that the walk gets somewhere.
func onlyFrom(s *site, kind cabinetsim.FaultKind) {
	if kind == "" {
		return
	}
	set := func(on cabinetsim.Kind) (touches bool) {
		defer func() { touches = recover() == nil }()
		s.SetFault(cabinetsim.Fault{Kind: kind, On: on, Delay: 200 * time.Millisecond, RetryAfter: "60", Size: 2 << 20})
		return true
	}
	n := 0
	for _, on := range []cabinetsim.Kind{
		cabinetsim.KindDetail, cabinetsim.KindCheck, cabinetsim.KindAppTickets, cabinetsim.KindAppCard,
	} {
		if set(on) {
			n++
		}
	}
	if n == 0 {
		s.SetFault(cabinetsim.Fault{Kind: kind})
	}
}

// search looks for what must not be in a capture.
func (s *spy) search(t *testing.T, c onayclient.Capture) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	wanted := map[string]string{
		login: "login", password: "password", bearer: "application token", "admin@example.kz": "contact",
		own: "card number", own[8:]: "end of the card number", own[11:]: "last 8 digits",
		own[4:5] + own[6:]: "short number", own[:16]: "beginning of a number like it",
		route: "route", plate: "number plate", "Айгерим": "name", "Сапарова": "name", "2026": "year of a ride",
	}
	for v, what := range s.seen {
		wanted[v] = what
	}
	plain := decoded(c.Text)
	for v, what := range wanted {
		if strings.Contains(c.Text, v) || strings.Contains(plain, v) || strings.Contains(strings.ToLower(plain), strings.ToLower(v)) {
			t.Errorf("%s gives the %s away (%q):\n%s", c.Name, what, v, c.Text)
		}
	}
}

// decoded is text with the escapes of JSON and HTML undone.
func decoded(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		var s string
		if _, value, ok := strings.Cut(line, `": `); ok && json.Unmarshal([]byte(strings.TrimRight(value, ",\n")), &s) == nil {
			line = s + "\n"
		}
		out.WriteString(strings.NewReplacer("&#43;", "+", "&amp;", "&", `\/`, "/").Replace(line))
	}
	return out.String()
}
