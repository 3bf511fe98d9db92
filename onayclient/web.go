package onayclient

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"time"

	"onaybot/onayclient/gate"
)

// stepCheck is the question for a card (observed).
var stepCheck = Step{"card read", "check", false,
	"HTTP 200 with JSON: result with pan and balance, type true", "onayclient/web.go", "check"}

// maxPages ends a listing whose page count never does: 5 000 transactions at 50 a page, more
// than three years of a commuter.
const maxPages = 100

// web is the dialect of the cabinet's own pages: a session and a token from the start page,
// forms for the questions, JSON for the answers.
type web struct {
	c *Client

	added sync.Map // the PANs in the account

	mu      sync.Mutex
	current *session
}

// session is what one visit of the start page is good for: many requests (assumed). It is
// replaced, never changed.
type session struct {
	token string // "": the start page has to be visited
	in    bool   // the cookie is signed in
}

func newWeb(c *Client) *web {
	c.http.Jar = newJar(c.base)
	return &web{c: c, current: &session{}}
}

func (w *web) steps() []Step { return []Step{stepStart, stepCheck, stepSignIn, stepAdd, stepDetail} }

// card asks /check for a card.
func (w *web) card(ctx context.Context, pan PAN) (card Card, err error) {
	err = w.post(ctx, stepCheck, url.Values{"pan": {pan.Digits()}}, func(x *Exchange) (err error) {
		card, err = parseCheck(x.Answer, pan)
		card.At = x.At
		return err
	})
	return card, err
}

// transactions signs in, adds the card to the account and reads its history page by page. If
// the account does not show the card any more, it is added once again.
func (w *web) transactions(ctx context.Context, pan PAN, from, to time.Time) ([]Transaction, error) {
	l := &listing{from: from, to: to, now: w.c.config.Now()}
	for again := false; ; again = true {
		err := w.addAndList(ctx, pan, l)
		if err == nil {
			return l.done(w.c.config.Log, pan), nil
		}
		if !errors.Is(err, ErrNoCard) {
			return nil, err
		}
		_, added := w.added.LoadAndDelete(pan)
		switch {
		case !added: // the cabinet knows no such card
			return nil, err
		case again:
			return nil, &Error{Kind: ErrUnavailable, Op: stepDetail.Op, Err: errNotShown}
		}
	}
}

func (w *web) addAndList(ctx context.Context, pan PAN, l *listing) error {
	if err := w.add(ctx, pan); err != nil {
		return err
	}
	for page := 1; page <= maxPages; page++ {
		more, err := w.page(ctx, pan, l, page)
		if err != nil || !more {
			return err
		}
	}
	w.c.config.Log.Warn("listing cut off", "card", pan, "pages", maxPages)
	return nil
}

// add puts a card into the account, once in a process. Adding it again does no harm.
func (w *web) add(ctx context.Context, pan PAN) error {
	if _, added := w.added.Load(pan); added {
		return nil
	}
	err := w.post(ctx, stepAdd, url.Values{"pan": {pan.Digits()}}, parseDone)
	if errors.Is(err, errDeclined) { // /check, whose "no such card" is observed, says why
		if _, err := w.card(ctx, pan); err != nil {
			return err
		}
		return &Error{Kind: ErrUnavailable, Op: stepAdd.Op, Err: errNotShown}
	}
	if err == nil {
		w.added.Store(pan, true)
	}
	return err
}

// page adds one page to l and reports whether to read the next.
func (w *web) page(ctx context.Context, pan PAN, l *listing, page int) (more bool, err error) {
	zone := w.c.config.Location
	form := detailForm(pan, l.from.In(zone), l.to.In(zone), page)
	err = w.post(ctx, stepDetail, form, func(x *Exchange) error {
		list, pages, err := parsePage(x.Answer, zone)
		if err != nil {
			return err
		}
		more = l.add(list) && int64(page) < pages && !w.c.config.Once
		return nil
	})
	return more, err
}

// signIn fetches a session and signs it in unless it is.
func (w *web) signIn(ctx context.Context) error {
	if _, err := w.session(ctx, stepSignIn); err != nil {
		return err
	}
	if w.c.config.Login == "" {
		return ErrNoLogin
	}
	return w.enter(ctx)
}

// enter signs the session in unless it is. Credentials that were refused cost no request.
func (w *web) enter(ctx context.Context) error {
	return w.c.signInOnce(ctx, stepSignIn, func(ctx context.Context) error {
		if w.get().in {
			return nil
		}
		err := w.post(ctx, stepSignIn, signInForm(w.c.config.Login, w.c.config.Password), parseDone)
		if err == nil {
			s := w.get()
			w.replace(s, session{token: s.token, in: true})
		}
		return err
	})
}

// post sends a form with the session's token, which it renews once at the most. For what is
// behind the sign-in it signs in, and once more if the cabinet has forgotten that.
func (w *web) post(ctx context.Context, step Step, form url.Values, read func(*Exchange) error) error {
	renewed, again := w.c.config.Once, w.c.config.Once
	for {
		s, err := w.session(ctx, step)
		if err != nil {
			return err
		}
		err = w.send(ctx, step, form, s.token, func(x *Exchange) error {
			if err := refusal(x, renewed); err != nil {
				return err
			}
			return read(x)
		})
		unsigned := errors.Is(err, errUnsigned)
		switch {
		case unsigned && behindSignIn(step) && !again:
			again = true
			w.replace(s, session{token: s.token})
		case (isStale(err) || unsigned && !behindSignIn(step)) && !renewed:
			renewed = true
			w.replace(s, session{in: s.in && !errors.Is(err, errStartPage)})
		default:
			return final(err)
		}
	}
}

// send sends a form with a token.
func (w *web) send(ctx context.Context, step Step, form url.Values, token string, read func(*Exchange) error) error {
	filled := maps.Clone(form)
	filled.Set("csrf", token)
	return w.c.do(ctx, request{
		step: step, method: http.MethodPost, body: filled.Encode(), once: step == stepSignIn, read: read,
		header: http.Header{
			"Content-Type":     {"application/x-www-form-urlencoded; charset=UTF-8"},
			"X-Requested-With": {"XMLHttpRequest"},
		},
	})
}

// session returns a session that is fit for a step. All who need a new one share one visit
// of the start page, at a person's priority: until then nobody can ask for anything else.
func (w *web) session(ctx context.Context, step Step) (*session, error) {
	for {
		s := w.get()
		var err error
		switch {
		case behindSignIn(step) && !s.in:
			err = w.enter(ctx)
		case s.token == "":
			_, err = share(gate.ForAll(ctx), w.c, "session", func(ctx context.Context) (none struct{}, err error) {
				if w.get().token == "" {
					err = w.visit(ctx)
				}
				return none, err
			})
		default:
			return s, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// get returns the current session.
func (w *web) get() *session {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.current
}

// replace makes next the current session, unless another has taken old's place.
func (w *web) replace(old *session, next session) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current == old {
		w.current = &next
	}
}
