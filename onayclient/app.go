package onayclient

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// The steps of the app dialect: their paths, methods and headers were observed.
var (
	stepAppCard    = step{op: "app card", method: http.MethodGet, path: "v1/external/card"}
	stepAppSignIn  = step{op: "app sign in", method: http.MethodPut, path: "v1/external/user/sign-in"}
	stepAppCards   = step{op: "app cards", method: http.MethodGet, path: "v2/external/customer/cards"}
	stepAppTickets = step{op: "app tickets", method: http.MethodGet, path: "v2/external/customer/tickets"}
)

// WithApp makes the client speak the app dialect: the JSON API behind the mobile app, at a
// host that the operator's agreement with the carrier names. token is the application token
// of that agreement, with or without "Bearer" before it. deviceID is a UUID by which the API
// knows this installation; an empty one is made. Either way the API may name another at the
// sign-in, and that is kept in the [State]. cityID is the city whose cards the account shows,
// 1 for Almaty. [WithLogin] takes the phone number of the account.
func WithApp(token, deviceID string, cityID int) Option {
	return func(c *config) {
		c.speak = func(p parts) (dialect, error) { return newApp(p, token, deviceID, cityID) }
	}
}

// app is the dialect of the mobile app: an application token for balances, a sign-in for
// what belongs to the account.
type app struct {
	*sender
	base    *url.URL
	flights *flights
	account *account
	device  *device
	log     *slog.Logger
	bearer  string
	city    int

	mu    sync.Mutex
	short string // the session's short token; "" when nobody is signed in
	cards accountCards
}

// accountCards are the cards of the account as they were at a time.
type accountCards struct {
	numbers map[string]struct{}
	at      time.Time
}

func newApp(p parts, token, deviceID string, cityID int) (*app, error) {
	token = strings.TrimSpace(strings.TrimPrefix(token, "Bearer "))
	if token == "" || headerText(token) != token {
		return nil, errors.New("application token: want one line of printable characters")
	}
	if headerText(deviceID) != deviceID {
		return nil, errors.New("device id: want a UUID")
	}
	return &app{
		sender: p.sender, base: p.base, flights: p.flights, log: p.config.log,
		// Another token makes another account: a refusal of the old one says nothing of it.
		account: newAccount(p.base.String()+" "+token, p.config),
		device:  &device{state: p.config.state, given: deviceID},
		bearer:  "Bearer " + token, city: cityID,
	}, nil
}

func (a *app) login() *account { return a.account }

// card asks for a balance, which is told in tenge (observed). The answer names no type, so
// the fare class is unknown.
func (a *app) card(ctx context.Context, pan PAN) (Card, error) {
	card := Card{PAN: pan}
	err := a.do(ctx, call{
		step: stepAppCard,
		url:  a.base.JoinPath(stepAppCard.path, pan.Digits()),
		head: http.Header{"X-Application-Token": {a.bearer}},
		read: func(ans answer) (err error) {
			card.At = ans.at
			card.Balance, err = parseAppCard(ans, pan)
			return err
		},
	})
	if err != nil {
		return Card{}, err
	}
	return card, nil
}

// transactions reads the tickets of a card that is in the account. The API tells those of
// all its cards at once, so readers of different cards share a request.
func (a *app) transactions(ctx context.Context, pan PAN, from, to time.Time) ([]Transaction, error) {
	if a.account.login == "" {
		return nil, ErrNoLogin
	}
	mine, err := a.holds(ctx, pan)
	if err != nil {
		return nil, err
	}
	if !mine {
		return nil, &Error{Kind: ErrNotInAccount, Op: stepAppCards.op}
	}
	tickets, err := share(ctx, a.flights, "app tickets", a.tickets)
	if err != nil {
		return nil, err
	}
	l := &listing{from: from, to: to, now: a.now()}
	l.add(ticketsOf(tickets, pan))
	if l.dropped > 0 {
		a.log.Warn("tickets left out", "card", pan, "tickets", l.dropped, "err", l.why)
	}
	return l.newestFirst(), nil
}

// holds reports whether the account has a card.
func (a *app) holds(ctx context.Context, pan PAN) (bool, error) {
	cards, err := share(ctx, a.flights, "app cards", a.accountCards)
	if err != nil {
		return false, err
	}
	_, mine := cards.numbers[pan.Digits()]
	return mine, nil
}

// accountCards returns the account's cards as they are or were a short while ago.
func (a *app) accountCards(ctx context.Context) (accountCards, error) {
	if known := a.knownCards(); known.numbers != nil && a.now().Sub(known.at).Abs() < cardsKept {
		return known, nil
	}
	var cards accountCards
	err := a.getSigned(ctx, stepAppCards, cardsQuery(a.city), func(ans answer) (err error) {
		cards.at = ans.at
		cards.numbers, err = parseAppCards(ans)
		return err
	})
	if err != nil {
		return accountCards{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cards = cards
	return cards, nil
}

func (a *app) knownCards() accountCards {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.cards
}

func (a *app) tickets(ctx context.Context) (tickets []ticket, err error) {
	err = a.getSigned(ctx, stepAppTickets, nil, func(ans answer) (err error) {
		tickets, err = parseTickets(ans)
		return err
	})
	return tickets, err
}

// getSigned asks for what belongs to the account. A 401 or 403 is answered by one sign-in
// and one repetition (observed).
func (a *app) getSigned(ctx context.Context, st step, query url.Values, read func(answer) error) error {
	for used := ""; ; {
		short, fresh := a.newerThan(used), false
		if short == "" {
			var err error
			if short, err = a.join(ctx, used); err != nil {
				return err
			}
			fresh = true
		}
		fresh = fresh || a.once
		err := a.getWith(ctx, st, query, short, fresh, read)
		if !errors.Is(err, errUnsigned) {
			return err
		}
		used = short
	}
}

// getWith asks with a short token, which is fresh if it comes of a sign-in made for this.
func (a *app) getWith(ctx context.Context, st step, query url.Values, short string, fresh bool, read func(answer) error) error {
	device, err := a.device.current(ctx)
	if err != nil {
		return err
	}
	at := a.base.JoinPath(st.path)
	at.RawQuery = query.Encode()
	head := http.Header{"X-Short-Token": {short}, "X-MA-D": {device}, "X-MA-Version": {appVersion}}
	return a.do(ctx, call{step: st, url: at, head: head, most: maxTickets, read: func(ans answer) error {
		if !fresh && (ans.status == http.StatusUnauthorized || ans.status == http.StatusForbidden) {
			return &Error{Kind: errUnsigned}
		}
		return read(ans)
	}})
}

// join signs in, unless somebody has since used was refused. All who need a session share
// one attempt; credentials that were refused are not tried again.
func (a *app) join(ctx context.Context, used string) (string, error) {
	return share(ctx, a.flights, "sign in", func(ctx context.Context) (string, error) {
		if short := a.newerThan(used); short != "" {
			return short, nil
		}
		if err := a.account.mayTry(ctx); err != nil {
			return "", stamped(err, stepAppSignIn.op, 0)
		}
		return a.signIn(ctx)
	})
}

// newerThan returns the current short token unless it is used, which was refused; else "".
func (a *app) newerThan(used string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.short == used {
		a.short = ""
	}
	return a.short
}

// signIn sends the phone number and the password (observed).
func (a *app) signIn(ctx context.Context) (string, error) {
	device, err := a.device.current(ctx)
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(signInBody{Phone: a.account.login, Password: a.account.password, OS: appDeviceOS})
	if err != nil {
		return "", err
	}
	var in signedIn
	err = a.do(ctx, call{
		step: stepAppSignIn, url: a.base.JoinPath(stepAppSignIn.path), body: string(body), once: true,
		head: http.Header{
			"Content-Type": {"application/json"}, "X-Application-Token": {a.bearer},
			"X-MA-D": {device}, "X-MA-OS": {appOS}, "X-MA-Version": {appVersion},
		},
		read: func(ans answer) (err error) { in, err = parseSignedIn(ans); return err },
	})
	if errors.Is(err, errDeclined) {
		return "", a.account.refuse(ctx)
	}
	if err != nil {
		return "", err
	}
	if err := a.account.accepted(ctx); err != nil {
		return "", err
	}
	a.take(ctx, in)
	return in.short, nil
}

// take takes the new session over. A device id that cannot be kept holds until the next
// restart, which then costs the operator no more than another entry in his list of devices.
func (a *app) take(ctx context.Context, in signedIn) {
	if err := a.device.become(ctx, in.device); err != nil {
		a.log.Error("device id not kept for a restart", "err", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.short = in.short
}
