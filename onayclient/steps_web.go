package onayclient

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// walkDays is how many days back a walk asks for rides.
const walkDays = 30

// The steps of the web dialect, in the order of a walk.
var (
	stageReach = stage{name: "cabinet reachable", file: "onayclient/web_start.go", wants: "HTTP 200 with the start page"}
	stageHop   = stage{name: "redirect followed", file: "onayclient/web_start.go", wants: "the start page, or a redirect to it"}
	stageToken = stage{name: "token found", file: "onayclient/web_start.go", wants: "csrftoken input", judges: true}
	stageCard  = stage{name: "card read", file: "onayclient/web.go", wants: "HTTP 200 with JSON: result with pan and balance, type true"}

	stageSignIn = stage{name: "sign-in", file: "onayclient/web_assumed.go", assumed: true, wants: "HTTP 200 with JSON: type true"}
	stageAdd    = stage{name: "card added", file: "onayclient/web_assumed.go", assumed: true, wants: "HTTP 200 with JSON: type true"}
	stageRides  = stage{name: "rides read", file: "onayclient/web_assumed.go", assumed: true, wants: "HTTP 200 with JSON: result with pages and rows, type true"}
)

func (*web) name() string { return "web" }

func (w *web) root() *url.URL { return w.base }

func (w *web) secrets() []string { return []string{w.account.login, w.account.password} }

// webWalk is a walk with a session of its own.
type webWalk struct {
	*web
	*walk
	session *session
}

func (w *web) walk(ctx context.Context, t *walk) {
	v := &webWalk{walk: t, web: &web{
		sender: t.sender, base: w.base, jar: w.jar, flights: w.flights, account: w.account, zone: w.zone, log: w.log,
	}}
	card := ""
	if t.pan.IsZero() {
		card = NeedsCard
	}
	started := v.start(ctx)
	v.step(ctx, stageCard, first(card, started), v.readCard)
	account := started
	if w.account.login == "" {
		account = NeedsAccount
	}
	if !v.step(ctx, stageSignIn, account, v.logIn) {
		account = first(account, needs(stageSignIn))
	}
	added := account
	if !v.step(ctx, stageAdd, first(card, account), v.addCard) {
		added = first(account, needs(stageAdd))
	}
	v.step(ctx, stageRides, first(card, added), v.readRides)
}

// first returns the first reason there is.
func first(reasons ...string) string {
	for _, r := range reasons {
		if r != "" {
			return r
		}
	}
	return ""
}

// start walks to the start page and its token, and returns why the rest cannot follow, if so.
func (v *webWalk) start(ctx context.Context) string {
	at, failure := v.base.JoinPath(stepStart.path), error(nil)
	arrive := func(ctx context.Context) (string, string, error) {
		var err error
		v.session, at, err = v.web.arrive(ctx, at)
		if errors.Is(err, ErrChanged) && v.recorder.answered() {
			failure, err = err, nil // there is an answer; what is wrong with it the next step says
		}
		return v.recorder.summary(), "redirect", err
	}
	held := v.step(ctx, stageReach, "", arrive)
	for hops := 0; held && at != nil; hops++ {
		if hops == maxHops {
			failure, at = &Error{Kind: ErrUnavailable, Op: stepStart.op, Err: errLoop}, nil
			break
		}
		held = v.step(ctx, stageHop, "", arrive)
	}
	if !held {
		v.step(ctx, stageToken, needs(stageReach), nil)
		return needs(stageToken)
	}
	if !v.step(ctx, stageToken, "", func(context.Context) (string, string, error) {
		if failure != nil {
			return "", "", failure
		}
		return fmt.Sprintf("%d characters", len(v.session.token)), "token", nil
	}) {
		return needs(stageToken)
	}
	return ""
}

// ask sends a form with the walk's session, which is as fresh as can be.
func (v *webWalk) ask(ctx context.Context, st step, form url.Values, read func(answer) error) error {
	return final(v.postWith(ctx, v.session, st, form, read, true))
}

func (v *webWalk) readCard(ctx context.Context) (detail, expect string, err error) {
	var card Card
	err = v.ask(ctx, stepCheck, checkForm(v.pan), func(a answer) (err error) {
		card, err = parseCheck(a.body, v.pan)
		return err
	})
	detail = describeCard(card)
	return detail, "card " + detail, err
}

// describeCard tells a reading without the number.
func describeCard(c Card) string {
	code := "type " + c.Type
	switch {
	case c.Type == "":
		code = "no type"
	case !is(typeShape, c.Type):
		code = "a type that is no code"
	}
	text := decimal(c.Balance) + " tenge, " + code
	if c.Blocked {
		text += ", blocked"
	}
	return text
}

// decimal writes money with both digits of its fraction.
func decimal(m Money) string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	return fmt.Sprintf("%s%d.%02d", sign, m/100, m%100)
}

func (v *webWalk) logIn(ctx context.Context) (detail, expect string, err error) {
	err = v.tryLogin(ctx, func(form url.Values, read func(answer) error) error {
		return v.ask(ctx, stepSignIn, form, read)
	})
	return "accepted", "signed in", err
}

func (v *webWalk) addCard(ctx context.Context) (detail, expect string, err error) {
	err = v.ask(ctx, stepAdd, addForm(v.pan), func(a answer) error { return parseDone(a.body) })
	if errors.Is(err, errDeclined) {
		err = &Error{Kind: ErrUnavailable, Op: stepAdd.op, Err: errNotShown}
	}
	return "in the account", "added", err
}

func (v *webWalk) readRides(ctx context.Context) (detail, expect string, err error) {
	from := v.now.AddDate(0, 0, -walkDays)
	l := &listing{from: from, to: v.now.Add(time.Minute), now: v.now}
	var pages int64
	form := detailForm(v.pan, from.In(v.zone), v.now.In(v.zone), 1)
	err = v.ask(ctx, stepDetail, form, func(a answer) error {
		rows, n, err := parsePage(a.body, v.zone)
		pages = n
		l.add(rows)
		return err
	})
	if errors.Is(err, ErrNoCard) {
		err = &Error{Kind: ErrUnavailable, Op: stepDetail.op, Err: errNotShown}
	}
	n := len(l.newestFirst())
	detail = fmt.Sprintf("%d rows of the last %d days on the first page of %d%s", n, walkDays, pages, leftOut(l))
	return detail, fmt.Sprintf("rows %d", n), err
}

// leftOut tells of the rows in doubt, if there were any.
func leftOut(l *listing) string {
	if l.dropped == 0 {
		return ""
	}
	return fmt.Sprintf("; %d left out, the last for want of %s", l.dropped, missing(l.why))
}

// missing says what a row in doubt lacked.
func missing(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Missing != "" {
		return e.Missing
	}
	return "a good form"
}
