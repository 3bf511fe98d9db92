package onayclient

import (
	"bytes"
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"

	"github.com/PuerkitoBio/goquery"
)

// stepStart is a visit of the start page (observed), and of each page that redirects to it.
var stepStart = Step{"start page", "start page", false, "HTTP 200 with the start page", "onayclient/web_start.go", "/"}

// sessionCookie is the cookie that the start page sets (observed).
const sessionCookie = "PHPSESSID"

// Limits of the start page: how many redirects lead to it, how long a token may be.
const (
	maxHops  = 3
	maxToken = 512
)

// newJar returns a cookie jar that asks for the Russian pages (the cookie is observed).
func newJar(base *url.URL) http.CookieJar {
	jar, _ := cookiejar.New(nil) // never fails
	jar.SetCookies(base, []*http.Cookie{{Name: "lang", Value: "ru", Path: "/"}})
	return jar
}

// visit fetches the start page, over redirects within the same host, and makes the session
// that it gives the current one.
func (w *web) visit(ctx context.Context) error {
	r := request{step: stepStart, method: http.MethodGet, url: w.c.base.JoinPath(stepStart.path)}
	for range maxHops + 1 {
		token, next, err := w.arrive(ctx, r)
		if err != nil {
			return err
		}
		if token != "" {
			s := w.get()
			w.replace(s, session{token: token, in: s.in})
			return nil
		}
		if next == nil {
			break
		}
		r.url, r.hop = next, true
	}
	return &Error{Kind: ErrUnavailable, Op: stepStart.Op, Err: errLoop}
}

// arrive asks for a page. It yields the token, or where a redirect leads.
func (w *web) arrive(ctx context.Context, r request) (token string, next *url.URL, err error) {
	cookie := w.cookie()
	r.read = func(x *Exchange) (err error) {
		if next, err = hop(r.url, x); err == nil && next == nil {
			token, err = parseStart(x)
		}
		return err
	}
	err = w.c.do(ctx, r)
	if w.cookie() != cookie { // with another cookie nobody is signed in any more
		w.replace(w.get(), session{})
	}
	return token, next, err
}

func (w *web) cookie() string {
	for _, c := range w.c.http.Jar.Cookies(w.c.base.JoinPath("/")) {
		if c.Name == sessionCookie {
			return c.Value
		}
	}
	return ""
}

// hop returns where a redirect leads; nil if the answer is none. Another host is not
// followed, nor a step down from https: card numbers and passwords would go there.
func hop(from *url.URL, x *Exchange) (*url.URL, error) {
	if !isRedirect(x) {
		return nil, nil
	}
	to, err := from.Parse(x.Header.Get("Location"))
	if err != nil || to.Host != from.Host || (to.Scheme != from.Scheme && to.Scheme != "https") {
		return nil, changed("a redirect within the same host")
	}
	return to, nil
}

func isRedirect(x *Exchange) bool { return x.Status >= 300 && x.Status <= 399 }

// parseStart finds the token in the start page.
func parseStart(x *Exchange) (string, error) {
	token := tokenOf(x.Answer)
	switch {
	case token != "" && x.Status == http.StatusOK:
		return token, nil
	case x.Status == http.StatusForbidden || isCaptcha(x.Answer):
		return "", &Error{Kind: ErrBanned}
	default:
		return "", changed("csrftoken input")
	}
}

// tokenOf returns the value of the csrftoken input, "" if there is none to be used.
func tokenOf(page []byte) string {
	if !bytes.Contains(page, []byte("csrftoken")) {
		return ""
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page))
	if err != nil {
		return ""
	}
	token := doc.Find("input#csrftoken").AttrOr("value", "")
	if len(token) > maxToken {
		return ""
	}
	return token
}
