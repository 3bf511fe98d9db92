// Package telegram is the only place that talks to Telegram. It receives
// updates, sends messages at the pace that Telegram allows, and draws the
// consequences of what Telegram refuses.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"onaybot/store"
)

// ErrUnauthorized says that Telegram does not know the token (any more).
var ErrUnauthorized = errors.New("telegram does not accept the token")

// Config is what a [Client] is made of.
type Config struct {
	Token  string
	APIURL string  // of the Bot API
	Rate   float64 // messages a second in all; 0: no pacing
	Store  *store.Store
	Now    func() time.Time
	Log    *slog.Logger
	// Called is told of each call of the Bot API and of its outcome, such as
	// "ok", "too_many_requests" or "unreachable". It may be nil.
	Called func(method, outcome string)
	// Heard is told the header of each answer of the Bot API. It may be nil.
	Heard func(http.Header)
}

// Client is the bot as Telegram knows it.
type Client struct {
	api       *tg.Bot
	transport *transport
	store     *store.Store
	signer    Signer
	pace      *pace
	health    health
	rival     rate.Sometimes // logs that another process polls
	admins    *lru.Cache[member, asked]
	moved     sync.Map     // groups that have become supergroups since the start: old id to new
	messages  atomic.Int64 // sent or edited since the start
	me        atomic.Pointer[models.User]
	stop      context.CancelCauseFunc // ends the polling
	now       func() time.Time
	log       *slog.Logger
}

// New makes a client. It sends nothing before [Client.Introduce].
func New(c Config) (*Client, error) {
	client := &Client{
		store: c.Store, signer: NewSigner(c.Token), pace: newPace(c.Rate, c.Now), now: c.Now, log: c.Log,
		rival: rate.Sometimes{Interval: time.Hour},
	}
	client.admins, _ = lru.New[member, asked](keepMembers) // fails on sizes below 1
	client.me.Store(&models.User{})
	client.transport = &transport{client: newHTTPClient(), heard: c.Heard, called: func(method, outcome string) {
		if method == methodPoll {
			client.health.note(outcome, c.Now())
		}
		if c.Called != nil {
			c.Called(method, outcome)
		}
	}}
	api, err := tg.New(c.Token,
		tg.WithServerURL(c.APIURL),
		tg.WithHTTPClient(pollTimeout, client.transport),
		tg.WithSkipGetMe(),
		tg.WithNotAsyncHandlers(),
		tg.WithDefaultHandler(func(context.Context, *tg.Bot, *models.Update) {}),
		tg.WithErrorsHandler(client.pollError),
		tg.WithAllowedUpdates(tg.AllowedUpdates{
			models.AllowedUpdateMessage, models.AllowedUpdateEditedMessage, models.AllowedUpdateCallbackQuery,
			models.AllowedUpdateMyChatMember, models.AllowedUpdateChatMember,
		}),
	)
	if err != nil {
		return nil, fmt.Errorf("make telegram client: %w", err)
	}
	client.api = api
	return client, nil
}

// Introduce learns the bot's own name. Telegram may be out of reach: it is
// asked again and again until ctx ends, whose error is then returned. The
// error is [ErrUnauthorized] when Telegram refuses the token.
func (c *Client) Introduce(ctx context.Context) error {
	for try := 0; ; try++ {
		me, err := c.api.GetMe(ctx)
		if err == nil {
			c.me.Store(me)
			c.health.begin(c.now())
			c.log.Info("talking to telegram", "bot", me.Username)
			return nil
		}
		if errors.Is(err, tg.ErrorUnauthorized) || errors.Is(err, tg.ErrorNotFound) {
			return ErrUnauthorized
		}
		c.pollError(err)
		if err := sleep(ctx, min(time.Second<<min(try, 5), 30*time.Second)); err != nil {
			return err
		}
	}
}

// Receive takes a batch of updates. Telegram forgets them once it has
// returned nil; after an error it hands them over again. Those that late marks
// have waited for the bot, not the bot for them.
type Receive func(ctx context.Context, batch []Update, late bool) error

// Poll asks Telegram for updates until ctx ends. It returns [ErrUnauthorized]
// when Telegram refuses the token, and otherwise nil.
func (c *Client) Poll(ctx context.Context, receive Receive) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	defer c.health.end()
	defer context.AfterFunc(ctx, c.health.end)() // the library may take long to end
	c.stop = stop
	c.transport.receive = func(ctx context.Context, batch []Update) error {
		return receive(ctx, batch, c.health.late(len(batch)))
	}
	c.api.Start(ctx)
	if err := context.Cause(ctx); errors.Is(err, ErrUnauthorized) {
		return err
	}
	return nil
}

// pollError takes the library's errors, which the transport has cleared of
// secrets and of messages.
func (c *Client) pollError(err error) {
	switch {
	case errors.Is(err, context.Canceled):
	case errors.Is(err, tg.ErrorUnauthorized):
		c.stop(ErrUnauthorized)
	case errors.Is(err, tg.ErrorConflict):
		c.rival.Do(func() { c.log.Error("another process polls with the same token; stop one of them", "err", err) })
	default:
		c.log.Warn("telegram", "err", err)
	}
}

// ID is the bot's own user id; 0 before [Client.Introduce].
func (c *Client) ID() int64 { return c.me.Load().ID }

// Username is the bot's own name, without the @.
func (c *Client) Username() string { return c.me.Load().Username }

// Signer signs what the client's buttons send back.
func (c *Client) Signer() Signer { return c.signer }

// Messages is how many messages have been sent or edited since the start.
func (c *Client) Messages() int64 { return c.messages.Load() }

// sleep waits; the error is that of a ctx that ends before.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
