package onayclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"onaybot/onayclient/gate"
)

// budgetKey is where the State keeps the day's count of requests.
const budgetKey = "cabinet.requests"

// Client reads cards from one cabinet. It is safe for concurrent use. One serves a whole
// process: a second one beside it would know nothing of the first one's budget.
type Client struct {
	stop    context.CancelFunc
	http    *http.Client
	gate    *gate.Gate
	circuit *circuit
	sent    *atomic.Int64 // requests
	flights *flights
	dialect dialect
	now     func() time.Time
}

// dialect is one wire form of the cabinet. Its methods return *Error for what the cabinet
// did, and need not share or explain anything: the Client does.
type dialect interface {
	card(ctx context.Context, pan PAN) (Card, error)
	transactions(ctx context.Context, pan PAN, from, to time.Time) ([]Transaction, error)
	login() *account
	steps() []Step
	enter(ctx context.Context) error
}

// parts is what a dialect is made of: the one way out, the sharing of work, and the options.
type parts struct {
	*sender
	flights *flights
	base    *url.URL
	config  config
}

// speaker makes a dialect. A dialect is a file with one of these, and an [Option] that picks
// it; it sends nothing yet.
type speaker func(parts) (dialect, error)

// New returns a client of the cabinet at baseURL, an http or https address that may have a
// path. It speaks the web dialect unless [WithApp] is among the options, and sends nothing
// yet.
func New(baseURL string, opts ...Option) (*Client, error) {
	base, err := parseBase(baseURL)
	if err != nil {
		return nil, err
	}
	c := defaults()
	for _, o := range opts {
		o(&c)
	}
	life, stop := context.WithCancel(context.Background())
	s := newSender(life, c)
	flights := newFlights(life, s.gate.Check, c.log)
	spoken, err := c.speak(parts{sender: s, flights: flights, base: base, config: c})
	if err != nil {
		stop()
		return nil, err
	}
	return &Client{stop: stop, http: s.http, gate: s.gate, circuit: s.circuit, sent: s.sent, flights: flights, now: c.now, dialect: spoken}, nil
}

// parseBase accepts an address without credentials, query or fragment. The error quotes
// nothing of it, for it might hold a password.
func parseBase(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, errors.New("cabinet address: not a URL")
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return nil, errors.New("cabinet address: want http:// or https:// and a host")
	case u.User != nil, u.RawQuery != "", u.Fragment != "":
		return nil, errors.New("cabinet address: want no user, query or fragment")
	}
	return u, nil
}

// Card reads the balance and the state of a card, by one request once there is a session.
// Errors: ErrNoCard, ErrBusy, ErrBanned, ErrUnavailable or ErrChanged in an *[Error];
// ctx's own if it was cancelled; a *[PANError] for the zero PAN. The app dialect tells
// neither the type nor whether the card is blocked, and never ErrNoCard.
func (c *Client) Card(ctx context.Context, pan PAN) (Card, error) {
	if pan.IsZero() {
		return Card{}, &PANError{Reason: ReasonNotNumber}
	}
	card, err := share(ctx, c.flights, "card "+pan.Digits(), func(ctx context.Context) (Card, error) {
		return c.dialect.card(ctx, pan)
	})
	if err != nil {
		return Card{}, c.explain(ctx, "read card", err)
	}
	return card, nil
}

// Transactions reads the rows of a card from from to to, both included, newest first, each
// ID once. It signs in and adds the card to the operator's account as needed, then asks for
// a page of 50 rows a request; at most 5 000 rows, the newest, are read. Unknown operations
// are kept. A row without a time, with a time to come, or with a figure that does not fit
// is left out and logged; a page of nothing else is ErrChanged. The result is the caller's
// to read, not to change.
//
// The app dialect reads the account's own cards alone, and only the rides the app knows of:
// it adds no card, and lists no top-ups.
//
// Errors are those of Card, and ErrNoLogin, ErrBadLogin and ErrNotInAccount.
func (c *Client) Transactions(ctx context.Context, pan PAN, from, to time.Time) ([]Transaction, error) {
	if pan.IsZero() {
		return nil, &PANError{Reason: ReasonNotNumber}
	}
	if to.Before(from) {
		return nil, errors.New("read rides: the period ends before it begins")
	}
	// Two who ask "until now" a moment apart share: what is newer than the first one's now was
	// not there when the cabinet was asked.
	key := fmt.Sprintf("rides %s %d %d", pan.Digits(), from.UnixNano(), to.Truncate(time.Minute).Unix())
	rows, err := share(ctx, c.flights, key, func(ctx context.Context) ([]Transaction, error) {
		return c.dialect.transactions(ctx, pan, from, to)
	})
	if err != nil {
		return nil, c.explain(ctx, "read rides", err)
	}
	return rows, nil
}

// explain tells errors that are not the cabinet's in the words of this package.
func (c *Client) explain(ctx context.Context, op string, err error) error {
	var e *Error
	err = stamped(budgetError(err), op, 0)
	switch {
	case errors.As(err, &e), errors.Is(err, ErrNoLogin):
		return err
	case errors.Is(err, errClosed), errors.Is(err, errPanic):
		return &Error{Kind: ErrUnavailable, Op: op, Err: err}
	case errors.Is(err, context.Canceled) && ctx.Err() == nil: // by Close, not by the caller
		return &Error{Kind: ErrUnavailable, Op: op, Err: errClosed}
	case errors.Is(err, errQueued):
		return &Error{Kind: ErrBusy, Op: op, Until: c.now().Add(c.gate.Estimate(ctx)), Err: context.DeadlineExceeded}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Kind: ErrUnavailable, Op: op, Err: err}
	default:
		return fmt.Errorf("%s: %w", op, err)
	}
}

// Background marks the work of ctx as one that yields to waiting people. A person who comes
// to want the same card meanwhile takes it along.
func Background(ctx context.Context) context.Context { return gate.Background(ctx) }

// Close breaks off what is under way, waits for it to end and closes idle connections.
// Further calls return ErrUnavailable.
func (c *Client) Close() {
	c.stop()
	c.flights.close()
	c.http.CloseIdleConnections()
}
