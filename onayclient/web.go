package onayclient

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// The steps of the web dialect that were observed.
var (
	stepStart = step{op: "start page", method: http.MethodGet, path: "/"}
	stepCheck = step{op: "check", method: http.MethodPost, path: "check"}
)

// web is the dialect of the cabinet's own pages: a session and a token from the start page,
// forms for the questions, JSON for the answers.
type web struct {
	*sender
	base    *url.URL
	jar     http.CookieJar
	flights *flights
	account *account
	zone    *time.Location
	log     *slog.Logger

	mu      sync.Mutex
	current *session // the newest; nil before the first
}

// newWeb makes the web dialect, with a cookie jar of its own.
func newWeb(p parts) (dialect, error) {
	jar, err := newJar(p.base)
	if err != nil {
		return nil, fmt.Errorf("make a cookie jar: %w", err)
	}
	p.http.Jar = jar
	return &web{
		sender: p.sender, base: p.base, jar: jar, flights: p.flights,
		account: newAccount(p.base.String(), p.config), zone: p.config.zone, log: p.config.log,
	}, nil
}

// session is what one visit of the start page is good for: many requests (assumed).
type session struct{ token string }

func (w *web) login() *account { return w.account }

// card asks /check for a card.
func (w *web) card(ctx context.Context, pan PAN) (Card, error) {
	var card Card
	err := w.post(ctx, stepCheck, checkForm(pan), func(a answer) (err error) {
		card, err = parseCheck(a.body, pan)
		card.At = a.at
		return err
	})
	if err != nil {
		return Card{}, err
	}
	return card, nil
}

// checkForm is what /check is asked besides the token (observed).
func checkForm(pan PAN) url.Values { return url.Values{"pan": {pan.Digits()}} }

// parseCheck reads the answer of /check (observed). It yields a card only if nothing about
// its figure is in doubt.
func parseCheck(body []byte, pan PAN) (Card, error) {
	result, err := parseReply(body)
	if err != nil {
		return Card{}, err
	}
	if named, err := result.text("pan"); err != nil || (named != "" && named != pan.Digits()) {
		return Card{}, result.lacks("pan", "the card that was asked for")
	}
	card := Card{PAN: pan}
	if card.Balance, err = result.money("balance"); err != nil {
		return Card{}, err
	}
	if !result.empty("stopList") {
		if card.Blocked, err = result.flag("stopList"); err != nil {
			return Card{}, err
		}
	}
	if card.Type, err = result.text("type"); err != nil {
		return Card{}, err
	}
	card.Name, err = result.text("name")
	return card, err
}

// parseReply reads the envelope around an answer and returns its result; type:false is
// ErrNoCard (observed for /check).
func parseReply(body []byte) (object, error) {
	reply, good, err := parseEnvelope(body)
	switch {
	case err != nil:
		return object{}, err
	case good:
		return reply.within("result")
	case !reply.empty("result"):
		return object{}, reply.lacks("result", "nothing beside type:false")
	default:
		return object{}, &Error{Kind: ErrNoCard}
	}
}

// parseEnvelope reads what every answer has: type, and errordetail after a fault behind the
// cabinet, which then says nothing about the card (both observed).
func parseEnvelope(body []byte) (reply object, good bool, err error) {
	if reply, err = parseObject(body); err != nil {
		return object{}, false, err
	}
	if !reply.empty("errordetail") {
		return object{}, false, &Error{Kind: ErrUnavailable, Err: errDetail}
	}
	good, err = reply.flag("type")
	if hint := hintOf(reply); !good && hint != nil {
		return object{}, false, hint
	}
	return reply, good, err
}

// post sends a form with the session's token. A stale one is replaced once.
func (w *web) post(ctx context.Context, st step, form url.Values, read func(answer) error) error {
	s, err := w.session(ctx, nil)
	if err != nil {
		return err
	}
	err = w.postWith(ctx, s, st, form, read, w.once)
	if w.once {
		return final(err)
	}
	if !isStale(err) && !errors.Is(err, errUnsigned) {
		return err
	}
	if s, err = w.session(ctx, s); err != nil {
		return err
	}
	return final(w.postWith(ctx, s, st, form, read, true))
}

// postWith sends a form with the token of s, which is fresh if it replaces a stale one.
func (w *web) postWith(ctx context.Context, s *session, st step, form url.Values, read func(answer) error, fresh bool) error {
	filled := url.Values{"csrf": {s.token}}
	for name, values := range form {
		filled[name] = values
	}
	return w.do(ctx, call{
		step: st,
		url:  w.base.JoinPath(st.path),
		form: filled,
		head: http.Header{
			"Content-Type":     {"application/x-www-form-urlencoded; charset=UTF-8"},
			"X-Requested-With": {"XMLHttpRequest"},
		},
		once: st == stepSignIn,
		read: func(a answer) error {
			if err := refusal(a, fresh); err != nil {
				return err
			}
			return read(a)
		},
	})
}

// session returns the current session, or a newer one than used if that proved stale. All
// who need a new one share one visit of the start page.
func (w *web) session(ctx context.Context, used *session) (*session, error) {
	if s := w.newerThan(used); s != nil {
		return s, nil
	}
	return share(ctx, w.flights, "session", func(ctx context.Context) (*session, error) {
		if s := w.newerThan(used); s != nil {
			return s, nil // it came while this caller was on its way here
		}
		return w.visit(ctx)
	})
}

func (w *web) newerThan(used *session) *session {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current == used {
		w.current = nil // nobody else need find out that it is stale
	}
	return w.current
}

// Kinds of answers that ask for something else first. They do not leave the package.
var (
	errStale     = errors.New("token or session refused")
	errStartPage = fmt.Errorf("%w: start page instead", errStale)
	errUnsigned  = errors.New("not signed in")
	errDeclined  = errors.New("declined")
)

func isStale(err error) bool { return errors.Is(err, errStale) }

// final is what an answer means that asks again for what it has just been given.
func final(err error) error {
	asked := new(Error)
	if !errors.As(err, &asked) {
		return err
	}
	e := &Error{Kind: ErrChanged, Op: asked.Op, Status: asked.Status, Err: asked.Kind}
	switch {
	case isStale(asked.Kind):
		e.Missing = "an answer to a fresh token"
	case errors.Is(asked.Kind, errUnsigned):
		e.Missing = "an answer to a signed-in session"
	default:
		return err
	}
	return e
}
