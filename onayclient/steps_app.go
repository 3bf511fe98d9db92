package onayclient

import (
	"context"
	"fmt"
	"net/url"
	"time"
)

// The steps of the app dialect, in the order of a walk. That of the rides counts as assumed
// for the form of its times; the rest of it was observed.
var (
	stageAppCard    = stage{name: "card read", file: "onayclient/app_assumed.go", wants: "HTTP 200 with JSON: success true, data.balance"}
	stageAppSignIn  = stage{name: "sign-in", file: "onayclient/app_assumed.go", wants: "HTTP 200 with JSON: success true, data.shortToken"}
	stageAppCards   = stage{name: "card in account", file: "onayclient/app_assumed.go", wants: "HTTP 200 with JSON: success true, a list with pan"}
	stageAppTickets = stage{name: "rides read", file: "onayclient/app_assumed.go", assumed: true, wants: "HTTP 200 with JSON: success true, a list with payload"}
)

func (*app) name() string { return "app" }

func (a *app) root() *url.URL { return a.base }

func (a *app) secrets() []string {
	return []string{a.account.login, a.account.password, a.bearer[len("Bearer "):], a.device.given}
}

// appWalk is a walk with a session of its own.
type appWalk struct {
	*app
	*walk
	short string
}

func (a *app) walk(ctx context.Context, t *walk) {
	v := &appWalk{walk: t, app: &app{
		sender: t.sender, base: a.base, flights: a.flights, account: a.account, device: a.device,
		log: a.log, bearer: a.bearer, city: a.city,
	}}
	card, account := "", ""
	if t.pan.IsZero() {
		card = NeedsCard
	}
	if a.account.login == "" {
		account = NeedsAccount
	}
	v.step(ctx, stageAppCard, card, v.readCard)
	if !v.step(ctx, stageAppSignIn, account, v.logIn) {
		account = first(account, needs(stageAppSignIn))
	}
	mine := account
	if !v.step(ctx, stageAppCards, first(card, account), v.findCard) {
		mine = first(account, needs(stageAppCards))
	}
	v.step(ctx, stageAppTickets, first(card, mine), v.readRides)
}

func (v *appWalk) readCard(ctx context.Context) (detail, expect string, err error) {
	card, err := v.app.card(ctx, v.pan)
	detail = describeCard(card)
	return detail, "card " + detail, err
}

func (v *appWalk) logIn(ctx context.Context) (detail, expect string, err error) {
	v.short, err = v.join(ctx, "")
	return "accepted", "signed in", err
}

func (v *appWalk) findCard(ctx context.Context) (detail, expect string, err error) {
	n := 0
	err = v.getWith(ctx, stepAppCards, cardsQuery(v.city), v.short, true, func(a answer) error {
		numbers, err := parseAppCards(a)
		n = len(numbers)
		if _, mine := numbers[v.pan.Digits()]; err == nil && !mine {
			return &Error{Kind: ErrNotInAccount}
		}
		return err
	})
	return fmt.Sprintf("one of %d cards", n), "in the account", err
}

func (v *appWalk) readRides(ctx context.Context) (detail, expect string, err error) {
	l := &listing{from: v.now.AddDate(0, 0, -walkDays), to: v.now.Add(time.Minute), now: v.now}
	err = v.getWith(ctx, stepAppTickets, nil, v.short, true, func(a answer) error {
		tickets, err := parseTickets(a)
		l.add(ticketsOf(tickets, v.pan))
		return err
	})
	n := len(l.newestFirst())
	detail = fmt.Sprintf("%d rides of the last %d days%s", n, walkDays, leftOut(l))
	return detail, fmt.Sprintf("rows %d", n), err
}
