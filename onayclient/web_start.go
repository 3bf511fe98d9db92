package onayclient

import (
	"bytes"
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"

	"github.com/PuerkitoBio/goquery"
)

// sessionCookie is the cookie that the start page sets (observed).
const sessionCookie = "PHPSESSID"

// Limits of the start page: how many redirects lead to it, how long a token may be.
const (
	maxHops  = 3
	maxToken = 512
)

// newJar returns a cookie jar that asks for the Russian pages (the cookie is observed).
func newJar(base *url.URL) (http.CookieJar, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	jar.SetCookies(base, []*http.Cookie{{Name: "lang", Value: "ru", Path: "/"}})
	return jar, nil
}

// visit fetches the start page, over redirects within the same host.
func (w *web) visit(ctx context.Context) (*session, error) {
	w.sender.mu.Lock()
	err, sent := w.done[stepStart.op]
	w.sender.mu.Unlock()
	if w.once && sent {
		if err == nil {
			err = &Error{Kind: ErrUnavailable, Op: stepStart.op, Err: errLoop}
		}
		return nil, err
	}
	at := w.base.JoinPath(stepStart.path)
	for range maxHops + 1 {
		s, next, err := w.arrive(ctx, at)
		if err != nil || s != nil {
			return s, err
		}
		at = next
	}
	return nil, &Error{Kind: ErrUnavailable, Op: stepStart.op, Err: errLoop}
}

// arrive asks for the page at an address, by one request. It yields the session that is the
// current one from then on, or where a redirect leads.
func (w *web) arrive(ctx context.Context, at *url.URL) (*session, *url.URL, error) {
	cookie := w.cookie()
	var s session
	var next *url.URL
	err := w.do(ctx, call{step: stepStart, url: at, read: func(a answer) (err error) {
		if next, err = hop(at, a); err == nil && next == nil {
			s.token, err = parseStart(a)
		}
		return err
	}})
	w.account.leave(w.cookie() != cookie) // with another cookie nobody is signed in any more
	if err != nil || next != nil {
		return nil, next, err
	}
	w.keep(&s)
	return &s, nil, nil
}

// keep makes s the current session.
func (w *web) keep(s *session) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.current = s
}

func (w *web) cookie() string {
	for _, c := range w.jar.Cookies(w.base.JoinPath(stepStart.path)) {
		if c.Name == sessionCookie {
			return c.Value
		}
	}
	return ""
}

// hop returns where a redirect leads; nil if the answer is none. Another host is not
// followed, nor a step down from https: card numbers and passwords would go there.
func hop(from *url.URL, a answer) (*url.URL, error) {
	if !isRedirect(a) {
		return nil, nil
	}
	to, err := from.Parse(a.header.Get("Location"))
	if err != nil || to.Host != from.Host || (to.Scheme != from.Scheme && to.Scheme != "https") {
		return nil, changed("a redirect within the same host")
	}
	return to, nil
}

func isRedirect(a answer) bool { return a.status >= 300 && a.status <= 399 }

// parseStart finds the token in the start page (observed).
func parseStart(a answer) (string, error) {
	token := tokenOf(a.body)
	switch {
	case token != "" && a.status == http.StatusOK:
		return token, nil
	case isBan(a):
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
