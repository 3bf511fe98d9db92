package onayclient

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The steps of the app dialect: their paths, methods and headers were observed. That of the
// rides counts as assumed for the form of its times.
var (
	stepAppCard = Step{"card read", "app card", false,
		"HTTP 200 with JSON: success true, data.balance", "onayclient/app_assumed.go", "v1/external/card"}
	stepAppSignIn = Step{"sign-in", "app sign in", false,
		"HTTP 200 with JSON: success true, data.shortToken", "onayclient/app_assumed.go", "v1/external/user/sign-in"}
	stepAppCards = Step{"card in account", "app cards", false,
		"HTTP 200 with JSON: success true, a list with pan", "onayclient/app_assumed.go", "v2/external/customer/cards"}
	stepAppTickets = Step{"rides read", "app tickets", true,
		"HTTP 200 with JSON: success true, a list with payload", "onayclient/app_assumed.go", "v2/external/customer/tickets"}
)

// deviceKey is where the State keeps the device id.
const deviceKey = "cabinet.device"

// app is the dialect of the mobile app: an application token for balances, a sign-in for
// what belongs to the account.
type app struct {
	c      *Client
	bearer string

	mu      sync.Mutex
	current signedIn // zero when nobody is signed in
	cards   accountCards
}

// accountCards are the cards of the account as they were at a time.
type accountCards struct {
	numbers map[string]bool
	at      time.Time
}

func newApp(c *Client) (dialect, error) {
	token := strings.TrimSpace(strings.TrimPrefix(c.config.AppToken, "Bearer "))
	if token == "" || headerText(token) != token {
		return nil, errors.New("application token: want one line of printable characters")
	}
	if headerText(c.config.AppVersion) != c.config.AppVersion {
		return nil, errors.New("app version: want one line of printable characters")
	}
	if headerText(c.config.DeviceID) != c.config.DeviceID {
		return nil, errors.New("device id: want a UUID")
	}
	return &app{c: c, bearer: "Bearer " + token}, nil
}

func (a *app) steps() []Step { return []Step{stepAppCard, stepAppSignIn, stepAppCards, stepAppTickets} }

// card asks for a balance, which is told in tenge (observed). The answer names no type, so
// the fare class is unknown.
func (a *app) card(ctx context.Context, pan PAN) (Card, error) {
	card := Card{PAN: pan}
	err := a.c.do(ctx, request{
		step: stepAppCard, method: http.MethodGet, url: a.c.base.JoinPath(stepAppCard.path, pan.Digits()),
		header: http.Header{"X-Application-Token": {a.bearer}},
		read: func(x *Exchange) (err error) {
			card.At = x.At
			card.Balance, err = parseAppCard(x, pan)
			return err
		},
	})
	return card, err
}

// transactions reads the rides of a card that is in the account. The API tells those of all
// its cards at once, so readers of different cards share a request.
func (a *app) transactions(ctx context.Context, pan PAN, from, to time.Time) ([]Transaction, error) {
	cards, err := share(ctx, a.c, "app cards", a.accountCards)
	if err != nil {
		return nil, err
	}
	if !cards.numbers[pan.Digits()] {
		return nil, &Error{Kind: ErrNotInAccount, Op: stepAppCards.Op, Cities: a.c.config.Cities}
	}
	tickets, err := share(ctx, a.c, "app tickets", func(ctx context.Context) (tickets []parsed, err error) {
		err = a.get(ctx, stepAppTickets, nil, func(x *Exchange) (err error) {
			tickets, err = parseTickets(x)
			return err
		})
		return tickets, err
	})
	if err != nil {
		return nil, err
	}
	l := &listing{from: from, to: to, now: a.c.config.Now()}
	l.add(ridesOf(tickets, pan))
	return l.done(a.c.config.Log, pan), nil
}

// accountCards returns the account's cards of all cities as they are or were a short while
// ago.
func (a *app) accountCards(ctx context.Context) (cards accountCards, err error) {
	a.mu.Lock()
	known := a.cards
	a.mu.Unlock()
	if known.numbers != nil && a.c.config.Now().Sub(known.at).Abs() < cardsKept {
		return known, nil
	}
	cards.numbers = make(map[string]bool)
	for _, city := range a.c.config.Cities {
		err := a.get(ctx, stepAppCards, cardsQuery(city), func(x *Exchange) error {
			cards.at = x.At
			return parseAppCards(x, cards.numbers)
		})
		if err != nil {
			return accountCards{}, err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cards = cards
	return cards, nil
}

// get asks for what belongs to the account. A 401 or 403 is answered by one sign-in and one
// repetition (observed), unless the sign-in was made for this.
func (a *app) get(ctx context.Context, step Step, query url.Values, read func(*Exchange) error) error {
	for used := ""; ; {
		in, fresh, err := a.session(ctx, used)
		if err != nil {
			return err
		}
		at := a.c.base.JoinPath(step.path)
		at.RawQuery = query.Encode()
		err = a.c.do(ctx, request{
			step: step, method: http.MethodGet, url: at, most: maxTickets,
			header: http.Header{"X-Short-Token": {in.short}, "X-MA-D": {in.device}, "X-MA-Version": {a.c.config.AppVersion}},
			read: func(x *Exchange) error {
				if !fresh && (x.Status == http.StatusUnauthorized || x.Status == http.StatusForbidden) {
					return &Error{Kind: errUnsigned}
				}
				return read(x)
			},
		})
		if !errors.Is(err, errUnsigned) {
			return err
		}
		used = in.short
	}
}

// session returns a session other than that of the short token used, which was refused. It is
// fresh if it comes of a sign-in made for this.
func (a *app) session(ctx context.Context, used string) (in signedIn, fresh bool, err error) {
	if in := a.otherThan(used); in.short != "" {
		return in, a.c.config.Once, nil
	}
	err = a.signIn(ctx)
	return a.otherThan(""), true, err
}

// otherThan returns the current session unless its short token is used, which was refused.
func (a *app) otherThan(used string) signedIn {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.current.short == used {
		a.current = signedIn{}
	}
	return a.current
}

// signIn signs in with the phone number and the password (observed) unless somebody has.
func (a *app) signIn(ctx context.Context) error {
	if a.c.config.Login == "" {
		return ErrNoLogin
	}
	return a.c.signInOnce(ctx, stepAppSignIn, func(ctx context.Context) error {
		if a.otherThan("").short != "" {
			return nil
		}
		device, err := a.loadDevice(ctx)
		if err != nil {
			return err
		}
		body, err := json.Marshal(signInBody{Phone: a.c.config.Login, Password: a.c.config.Password, OS: a.c.config.AppOS})
		if err != nil {
			return err
		}
		return a.c.do(ctx, request{
			step: stepAppSignIn, method: http.MethodPut, body: string(body), once: true,
			header: http.Header{
				"Content-Type": {"application/json"}, "X-Application-Token": {a.bearer},
				"X-MA-D": {device}, "X-MA-OS": {strconv.Itoa(a.c.config.AppOS)}, "X-MA-Version": {a.c.config.AppVersion},
			},
			read: func(x *Exchange) error {
				in, err := parseSignedIn(x)
				if err == nil {
					a.enter(ctx, in, device)
				}
				return err
			},
		})
	})
}

// enter takes a new session over, and keeps the device id if the API named another than the
// one that was sent. If that fails, the next sign-in costs the operator no more than another
// entry in his list of devices.
func (a *app) enter(ctx context.Context, in signedIn, sent string) {
	if !isDevice(in.device) {
		in.device = sent
	}
	if in.device != sent {
		if err := a.keepDevice(context.WithoutCancel(ctx), in.device); err != nil {
			a.c.config.Log.Error("device id not kept for the next sign-in", "err", err)
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.current = in
}

// loadDevice returns the device id to sign in with: the one the API named last, the one that
// was configured, or one made here, which is written down before it is used.
func (a *app) loadDevice(ctx context.Context) (string, error) {
	value, err := a.c.config.State.Get(ctx, deviceKey)
	if err != nil {
		return "", fmt.Errorf("read the device id: %w", err)
	}
	given, id, _ := strings.Cut(value, " ")
	if given == a.c.config.DeviceID && isDevice(id) {
		return id, nil
	}
	id = cmp.Or(a.c.config.DeviceID, newUUID())
	return id, a.keepDevice(ctx, id)
}

// keepDevice writes a device id down beside the configured one: with another it is of no use.
func (a *app) keepDevice(ctx context.Context, id string) error {
	if err := a.c.config.State.Set(ctx, deviceKey, a.c.config.DeviceID+" "+id); err != nil {
		return fmt.Errorf("write the device id: %w", err)
	}
	return nil
}

// isDevice reports whether id can stand in a header and in the State.
func isDevice(id string) bool {
	return id != "" && len(id) <= maxText && headerText(id) == id && !strings.Contains(id, " ")
}

// newUUID returns a random UUID (version 4).
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
