package onayclient_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// secrets must not be in a capture, wherever they stand in an exchange.
var secrets = []string{
	unified, "9643 1085 0330 0000 017", "08503300000017", "00000017", reduced, "9643-9085-0330-0000-027",
	"Айгерим Сапарова", "Aigerim Saparova", "Aigerim", "Сапарова А. Б.", "operator@example.kz", "sapar@mail.kz",
	"+7 (701) 123-45-67", "77011234567", "7011234567", "850101300123", "524EY02", "524 EY 02", "A123BCD",
	"(2550)524EY02", "121-экспресс", "22.11.2026 08:12:31", "2026-11-21T07:41:09+05:00", "21/11/2026", "1795228869", "07:41:09",
	"correct horse", "eyJhbGciOiJIUzI1NiJ9", "0b7a1c52-9c1f-4a5e-8f33-3e0f4a1d2c3b", "s3cr3t", "QWxhZGRpbjpvcGVu==",
	"203.0.113.77", "cabinet.example.kz", "Too many requests from 203.0.113.77", "Карта 9643 1085 0330 0000 017, Айгерим",
}

// places are where a secret may stand in an answer.
var places = []string{
	`{"%s":{"balance":1,"type":true}}`, `{"result":{"%s":"ride","pan":"x"}}`, `{"x":"%s"}`, `{"x":["a",{"y":"%s"}]}`, `"%s"`,
	`{"type":"%[1]s","success":"%[1]s","message":"%[1]s","operation":"%[1]s","stopList":"%[1]s"}`, `{"message":"OK %s"}`,
	`{"balance":"%[1]s","amount":"%[1]s","cost":"%[1]s","page":"%[1]s","pages":"%[1]s","id":"%[1]s","pan":"%[1]s"}`,
	`["%s"]`, `{"name":"%s`, `{"x":1} %s`, `{"x":1,%s}`, `[%s`, `%s`, `{"x":"\q%s"}`, `{"x":tru%s}`, "{\"x\":1\"%s\\",
	`<p>%s</p>`, `<p title="%s" onclick='f("%[1]s")'>`,
	`<input id="%[1]s" name="%[1]s" type="%[1]s" value="%[1]s" placeholder="%[1]s">`, `<!-- %s -->`, `<![CDATA[%s]]>`,
	`<script>var csrfToken = '%s';</script>`, `<style>%s</style>`, `<title>%s</title>`, `<textarea>%s</textarea>`,
	`<a href="/card/%[1]s?x=%[1]s">`, `<%s>`, `<p %s=1>`, `</%s>`, `<meta name="csrf-token" content="%s">`, `<!DOCTYPE %s>`,
	`<svg><text>%s</text></svg>`, `<?php echo "%s" ?>`, `<plaintext>%s`,
}

// numberPlaces are where a secret may stand that is a number.
var numberPlaces = []string{
	`{"x":%s}`, `[%s,-%[1]s,%[1]s.5]`, `{"type":%[1]s,"id":%[1]s,"pan":%[1]s}`,
	`{"balance":%[1]s,"amount":%[1]s,"cost":%[1]s,"page":%[1]s,"pages":%[1]s}`,
}

// TestNoSecretIsInACapture wherever it stands in an answer or a request.
func TestNoSecretIsInACapture(t *testing.T) {
	t.Parallel()
	for i, secret := range secrets {
		written := []string{
			secret, html.EscapeString(secret), url.QueryEscape(secret), quotedJSON(secret), strings.ToUpper(secret),
		}
		for j, place := range places {
			discreet(t, exchangeOf(secret, fmt.Sprintf(place, written[(i+j)%len(written)])), secret)
		}
		if strings.Trim(secret, "0123456789") != "" {
			continue
		}
		for _, place := range numberPlaces {
			discreet(t, exchangeOf(secret, fmt.Sprintf(place, secret)), secret)
		}
	}
}

// quotedJSON is text with all its letters escaped.
func quotedJSON(text string) string {
	var b strings.Builder
	for _, r := range text {
		fmt.Fprintf(&b, `\u%04x`, r)
	}
	return b.String()
}

// exchangeOf is one that has a secret everywhere, with body for an answer.
func exchangeOf(secret, body string) onayclient.Exchange {
	plain := url.QueryEscape(secret)
	form := url.Values{secret: {secret}}
	for _, name := range []string{"csrf", "login", "password", "page", "from", "message"} {
		form.Set(name, secret)
	}
	sent := form.Encode()
	if len(body)%2 == 0 {
		text, _ := json.Marshal(map[string]any{"phoneNumber": secret, secret: 1, "deep": []string{secret}}) // cannot fail
		sent = string(text)
	}
	at := &url.URL{Scheme: "https", Host: secret, Path: "/" + secret + "/check/" + secret, RawQuery: plain + "=" + plain}
	return onayclient.Exchange{
		Step: onayclient.Step{Name: "card read"}, Form: []byte(sent), Status: http.StatusOK, Answer: []byte(body),
		Sent:   &http.Request{Method: http.MethodPost, URL: at, Header: headersOf(secret, plain)},
		Header: headersOf(secret, plain), Fault: &url.Error{Op: "Get", URL: secret, Err: http.ErrBodyReadAfterClose},
	}
}

func headersOf(secret, plain string) http.Header {
	h := http.Header{
		"Cookie":     {"PHPSESSID=" + plain + "; " + plain + "=1"},
		"Set-Cookie": {"PHPSESSID=" + plain + "; Path=/" + plain, plain + "=" + plain},
		"Location":   {"https://" + secret + "/" + plain + "/?" + plain + "=" + plain},
		secret:       {"1"}, "X-" + secret: {secret}, "Content-Type": {"text/html; charset=" + secret},
	}
	for _, name := range strings.Fields("X-MA-D X-Short-Token X-Application-Token Authorization Retry-After User-Agent") {
		h[name] = []string{"Bearer " + secret}
	}
	return h
}

// discreet looks for secrets in what is saved and in what is printed, and saves it again.
func discreet(t testing.TB, x onayclient.Exchange, secrets ...string) {
	t.Helper()
	text := x.Capture(mustPAN(t, unified))
	for _, shown := range []string{text, x.Summary()} {
		_, shown, _ = strings.Cut(shown, "\n") // the format's version is no secret's
		shown = strings.ToLower(shown)
		for _, secret := range secrets {
			if strings.Contains(shown, strings.ToLower(secret)) {
				t.Errorf("%q of %s is in\n%s", secret, x.Answer, shown)
			}
		}
	}
	again := readCapture(t, text).Capture(mustPAN(t, captureCard))
	if withoutFacts(again) != withoutFacts(text) {
		t.Fatalf("%s became\n%s\nand then\n%s", x.Answer, text, again)
	}
}

// FuzzCapture: no answer gives a secret away, and no capture changes when it is saved again.
func FuzzCapture(f *testing.F) {
	for i, place := range places {
		f.Add(fmt.Appendf(nil, place, secrets[i%len(secrets)]))
	}
	for _, file := range captures(f) {
		f.Add(readCapture(f, file).Answer)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		x := exchangeOf("Айгерим", string(body))
		text := x.Capture(mustPAN(t, unified))
		for _, secret := range secrets {
			if len(secret) > 8 && strings.Contains(text, secret) {
				t.Fatalf("%q of %q is in\n%s", secret, body, text)
			}
		}
		discreet(t, x, "sapar@mail.kz")
	})
}

const bearer = "operators-own-5f2c9d"

// TestNoCaptureOfTheSimulatedCabinetGivesAnythingAway, with every fault there is in both dialects.
func TestNoCaptureOfTheSimulatedCabinetGivesAnythingAway(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"web", "app"} {
		for _, kind := range append(cabinetsim.FaultKinds(), "") {
			t.Run(dialect+" "+string(kind), func(t *testing.T) {
				t.Parallel()
				s := newSite(t, cabinetsim.WithAppToken(bearer))
				s.account(t, 3)
				var seen []onayclient.Exchange
				changes := []change{func(c *onayclient.Config) {
					c.Timeout, c.Once, c.Version, c.Contact = 150*time.Millisecond, true, "1", "admin@example.kz"
					c.Observe = func(x onayclient.Exchange) { seen = append(seen, x) }
				}}
				if dialect == "app" {
					changes = append(changes, withApp(bearer, ""))
				}
				c := s.client(t, changes...)
				for _, on := range []cabinetsim.Kind{
					cabinetsim.KindDetail, cabinetsim.KindCheck, cabinetsim.KindAppTickets, cabinetsim.KindAppCard,
				} {
					setFault(s, cabinetsim.Fault{Kind: kind, On: on, Delay: 200 * time.Millisecond, RetryAfter: "60", Size: 2 << 20})
				}
				_, _ = c.Card(t.Context(), mustPAN(t, unified)) // fails or not
				_, _ = c.Transactions(t.Context(), mustPAN(t, unified), s.clock.now().AddDate(0, 0, -30), s.clock.now())
				if len(seen) == 0 {
					t.Fatal("nothing was sent")
				}
				for _, x := range seen {
					discreet(t, x, wireSecrets(x)...)
				}
			})
		}
	}
}

// setFault sets a fault if there is one and it touches what it is set on.
func setFault(s *site, f cabinetsim.Fault) {
	defer func() { _ = recover() }()
	s.SetFault(f)
}

// wireSecrets are those of the test and what the exchange itself carries.
func wireSecrets(x onayclient.Exchange) []string {
	found := []string{unified, unified[11:], login, password, bearer, "admin@example.kz", "127.0.0.1", "ETK-OnLine"}
	for _, c := range append(x.Sent.Cookies(), (&http.Response{Header: x.Header}).Cookies()...) {
		found = append(found, c.Value)
	}
	for _, name := range []string{"X-Short-Token", "X-MA-D"} {
		found = append(found, x.Sent.Header[name]...)
	}
	form, _ := url.ParseQuery(string(x.Form))
	found = append(found, form.Get("csrf"))
	var long []string
	for _, s := range found {
		if len(s) > 3 {
			long = append(long, s)
		}
	}
	return long
}
