package onayclient

import (
	"context"
	"errors"
	"net/url"
	"time"
)

// This file is the order of the steps behind the sign-in. What each looks like on the wire
// is assumed, and stands in web_assumed.go.

// maxPages ends a listing whose page count never does: 5 000 rows at 50 a page, more than
// three years of a commuter.
const maxPages = 100

// transactions signs in, adds the card to the account and reads its rows page by page.
func (w *web) transactions(ctx context.Context, pan PAN, from, to time.Time) ([]Transaction, error) {
	if w.account.login == "" {
		return nil, ErrNoLogin
	}
	l := &listing{from: from, to: to, now: w.now()}
	err := w.addAndList(ctx, pan, l)
	if errors.Is(err, ErrNoCard) && w.account.has(pan) {
		// The account does not show the card any more, or never did.
		w.account.forget(pan)
		err = w.addAndList(ctx, pan, l)
		if errors.Is(err, ErrNoCard) && w.account.has(pan) {
			return nil, &Error{Kind: ErrUnavailable, Op: stepDetail.op, Err: errNotShown}
		}
	}
	if err != nil {
		return nil, err
	}
	if l.dropped > 0 {
		w.log.Warn("rows left out", "card", pan, "rows", l.dropped, "err", l.why)
	}
	return l.newestFirst(), nil
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
	w.log.Warn("listing cut off", "card", pan, "pages", maxPages)
	return nil
}

// page adds one page of rows to l and reports whether the next is worth reading.
func (w *web) page(ctx context.Context, pan PAN, l *listing, page int) (more bool, err error) {
	form := detailForm(pan, l.from.In(w.zone), l.to.In(w.zone), page)
	err = w.postSigned(ctx, stepDetail, form, func(a answer) error {
		rows, pages, err := parsePage(a.body, w.zone)
		if err != nil {
			return err
		}
		more = l.add(rows) && int64(page) < pages && !w.once
		return nil
	})
	return more, err
}

// add puts a card into the account, once in a process. Adding it again does no harm.
func (w *web) add(ctx context.Context, pan PAN) error {
	if w.account.has(pan) {
		return nil
	}
	err := w.postSigned(ctx, stepAdd, addForm(pan), func(a answer) error { return parseDone(a.body) })
	if errors.Is(err, errDeclined) {
		return w.whyDeclined(ctx, pan)
	}
	if err == nil {
		w.account.remember(pan)
	}
	return err
}

// whyDeclined asks /check, whose "no such card" is observed, what a refusal to add means.
func (w *web) whyDeclined(ctx context.Context, pan PAN) error {
	if _, err := w.card(ctx, pan); err != nil {
		return err
	}
	return &Error{Kind: ErrUnavailable, Op: stepAdd.op, Err: errNotShown}
}

// postSigned is post behind the sign-in. It signs in at most once more, and renews the token
// at most once.
func (w *web) postSigned(ctx context.Context, st step, form url.Values, read func(answer) error) error {
	var used *session
	for renewed, again := w.once, w.once; ; {
		if err := w.signIn(ctx); err != nil {
			return err
		}
		s, err := w.session(ctx, used)
		if err != nil {
			return err
		}
		if s != used && used != nil {
			if err := w.signIn(ctx); err != nil { // the new session may be another one
				return err
			}
		}
		err = w.postWith(ctx, s, st, form, read, renewed)
		switch {
		case isStale(err) && !renewed:
			renewed, used = true, s
			w.account.leave(errors.Is(err, errStartPage))
		case errors.Is(err, errUnsigned) && !again:
			again = true
			w.account.leave(true)
		default:
			return final(err)
		}
	}
}

// signIn signs the session in unless it is. All who need it share one attempt; one that was
// refused is not repeated while the login and the password stay the same.
func (w *web) signIn(ctx context.Context) error {
	if w.account.isIn() {
		return nil
	}
	_, err := share(ctx, w.flights, "sign in", func(ctx context.Context) (none struct{}, err error) {
		if w.account.isIn() {
			return none, nil
		}
		return none, w.tryLogin(ctx, func(form url.Values, read func(answer) error) error {
			return w.post(ctx, stepSignIn, form, read)
		})
	})
	return err
}

// tryLogin sends the login and the password by send, unless they have been refused, and
// keeps what comes of it.
func (w *web) tryLogin(ctx context.Context, send func(url.Values, func(answer) error) error) error {
	if err := w.account.mayTry(ctx); err != nil {
		return stamped(err, stepSignIn.op, 0)
	}
	err := send(signInForm(w.account.login, w.account.password), func(a answer) error { return parseDone(a.body) })
	switch {
	case refusesLogin(err):
		return w.account.refuse(ctx)
	case err == nil:
		w.account.enter()
		return w.account.accepted(ctx)
	}
	return err
}
