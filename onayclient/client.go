package onayclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"onaybot/onayclient/gate"
)

// budgetKey is where the State keeps the day's count of requests.
const budgetKey = "cabinet.requests"

// Client reads cards from one cabinet. It is safe for concurrent use. One serves a whole
// process: a second one beside it would know nothing of the first one's budget.
type Client struct {
	config  Config
	base    *url.URL
	http    *http.Client
	gate    *gate.Gate
	breaker *breaker
	account *account
	dialect dialect
	flights flights
	retry   time.Duration // the longest pause before a request is repeated
	sent    atomic.Int64  // requests

	mu    sync.Mutex
	first map[asked]error // with Once: what came of each step
}

// dialect is one wire form of the cabinet. Its methods return an *Error for what the cabinet
// did.
type dialect interface {
	card(ctx context.Context, pan PAN) (Card, error)
	transactions(ctx context.Context, pan PAN, from, to time.Time) ([]Transaction, error)
	signIn(ctx context.Context) error
	steps() []Step
}

// Status is how a client stands with its cabinet at a moment.
type Status struct {
	Breaker BreakerState
	Until   time.Time // when a breaker that is open, paused or banned lets a request through
	PerDay  int       // requests a day has; 0: no limit
	Left    int       // of them today; 0 without a limit
	Most    int       // requests a day can have at all, by the rate and by PerDay; 0: no limit
	Sent    int64     // requests since the client was made
	Refused bool      // the account's login or password was refused, and is not tried again
}

// New returns a client of the cabinet that config describes. It sends nothing yet.
func New(config Config) (*Client, error) {
	base, err := config.base()
	if err != nil {
		return nil, err
	}
	if config.State == nil {
		return nil, errors.New("cabinet client: want a State")
	}
	config = config.withDefaults()
	c := &Client{
		config: config, base: base, http: newHTTP(), breaker: newBreaker(config),
		account: &account{config: config}, retry: 500 * time.Millisecond, first: make(map[asked]error),
		gate: gate.New(gate.Config{
			Rate: config.Rate, PerDay: config.PerDay, State: config.State, Key: budgetKey,
			Location: config.Location, Now: config.Now,
		}),
	}
	c.flights.life, c.flights.end = context.WithCancel(context.Background())
	if config.Dialect != App {
		c.dialect = newWeb(c)
	} else if c.dialect, err = newApp(c); err != nil {
		return nil, err
	}
	return c, nil
}

// Card reads the balance and the state of a card, by one request once there is a session.
// Errors: ErrNoCard, ErrBusy, ErrBanned, ErrUnavailable or ErrChanged in an *[Error]. If ctx's
// deadline passes, the error is ErrBusy, and if ctx is cancelled, its own. The zero PAN is a
// *[PANError], and work marked by [Unless] may end with ErrNotNeeded. The app dialect tells
// neither the type nor whether the card is blocked, and never ErrNoCard.
func (c *Client) Card(ctx context.Context, pan PAN) (Card, error) {
	if pan.IsZero() {
		return Card{}, &PANError{Reason: ReasonNotNumber}
	}
	card, err := share(ctx, c, "card "+pan.Digits(), func(ctx context.Context) (Card, error) {
		return c.dialect.card(ctx, pan)
	})
	if err != nil {
		return Card{}, c.explain(ctx, "read card", err)
	}
	return card, nil
}

// Transactions reads a card's history from from to to, both included, newest first, each ID
// once. It signs in and adds the card to the operator's account as needed, then asks for a
// page of 50 transactions a request; the newest 5 000 at the most are read. Unknown
// operations are kept. A transaction without a time, with a time to come, or with an amount
// that does not fit is left out and logged; a page of nothing else is ErrChanged. Callers
// share the result and must not change it.
//
// The app dialect reads the account's own cards alone, and only the rides the app knows of:
// it adds no card, and lists no top-ups.
//
// Errors are those of Card, and ErrNoLogin, ErrBadLogin and ErrNotInAccount.
func (c *Client) Transactions(ctx context.Context, pan PAN, from, to time.Time) ([]Transaction, error) {
	switch {
	case pan.IsZero():
		return nil, &PANError{Reason: ReasonNotNumber}
	case to.Before(from):
		return nil, errors.New("read rides: the period ends before it begins")
	case c.config.Login == "":
		return nil, ErrNoLogin
	}
	// Two who ask "until now" a moment apart share: what is newer than the first one's now was
	// not there when the cabinet was asked.
	key := fmt.Sprintf("rides %s %d %d", pan.Digits(), from.UnixNano(), to.Truncate(time.Minute).Unix())
	list, err := share(ctx, c, key, func(ctx context.Context) ([]Transaction, error) {
		return c.dialect.transactions(ctx, pan, from, to)
	})
	return list, c.explain(ctx, "read rides", err)
}

// SignIn signs in to the operator's account unless the session is signed in. Without a login,
// and with one that was refused before, it comes as far as the web cabinet's start page; the
// error is then ErrNoLogin or ErrBadLogin. Other errors are those of Card.
func (c *Client) SignIn(ctx context.Context) error {
	return c.explain(ctx, "sign in", c.dialect.signIn(ctx))
}

// Status tells how the client stands with the cabinet. It sends nothing; the error is that
// of the [State].
func (c *Client) Status(ctx context.Context) (s Status, err error) {
	s.Most, s.Sent = c.gate.Capacity(), c.sent.Load()
	if s.Left, s.PerDay, err = c.gate.Left(ctx); err != nil {
		return Status{}, fmt.Errorf("read the budget: %w", err)
	}
	if s.Breaker, s.Until, err = c.breaker.status(ctx); err != nil {
		return Status{}, err
	}
	if s.Refused, err = c.account.isRefused(ctx); err != nil {
		return Status{}, err
	}
	return s, nil
}

// explain tells errors that are not the cabinet's in the words of this package.
func (c *Client) explain(ctx context.Context, op string, err error) error {
	var e *Error
	switch {
	case err == nil, errors.Is(err, ErrNotNeeded), errors.Is(err, ErrNoLogin):
		return err
	case errors.As(err, &e):
		return named(err, op)
	case errors.Is(err, context.Canceled) && ctx.Err() == nil: // by Close, or whoever began it left long ago
		return &Error{Kind: ErrUnavailable, Op: op, Err: errGivenUp}
	case errors.Is(err, context.DeadlineExceeded): // whether the queue was long or the cabinet slow
		return &Error{Kind: ErrBusy, Op: op, Until: c.config.Now().Add(c.gate.Estimate(ctx)), Err: err}
	case errors.Is(err, errClosed), errors.Is(err, errPanic):
		return &Error{Kind: ErrUnavailable, Op: op, Err: err}
	default:
		return fmt.Errorf("%s: %w", op, err)
	}
}

// Close breaks off what is under way, waits for it to end and closes idle connections.
// Further calls return ErrUnavailable.
func (c *Client) Close() {
	c.flights.end()
	c.flights.open.Lock()
	defer c.flights.open.Unlock()
	c.http.CloseIdleConnections()
}
