// Package bot is what passengers see and do: commands, dialogs, buttons, the
// words of every message, and its sending.
//
// An update travels from Telegram into the inbox, from there through an
// ordered queue per chat to one handler, and is done in the same transaction
// that holds what the handler changed. What is to be told leaves through the
// outbox.
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
	"golang.org/x/time/rate"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// ErrUnauthorized says that Telegram does not know the token (any more).
var ErrUnauthorized = errors.New("telegram does not accept the token")

const drainTimeout = 8 * time.Second // for handlers at work when shutdown comes

// Config is what a [Bot] is made of.
type Config struct {
	Token     string
	APIURL    string  // of the Bot API
	Rate      float64 // messages a second in all; 0: no pacing
	Store     *store.Store
	Watcher   *watch.Watcher
	Cabinet   Cabinet
	Texts     *texts.Catalogue
	Fares     watch.Fares
	Threshold onayclient.Money // of a new link's low-balance alert
	Rides     bool             // a cabinet account is configured, so that rides can be read
	Proof     bool             // rides are shown only to chats that have proved they may see them
	Operator  Operator
	KeepDays  int     // how long rides are kept
	Admins    []int64 // Telegram users who are told what operators should know
	Allow     []int64 // users and groups who are served; empty: everybody
	Version   string
	Now       func() time.Time
	Log       *slog.Logger
	Meter     Meter // nil: nobody counts
}

// Cabinet tells how things stand with the cabinet.
type Cabinet interface {
	Status(ctx context.Context) (onayclient.Status, error)
}

// Operator is who runs the bot, as told to passengers; both may be empty.
type Operator struct{ Name, Contact string }

// Bot is a running bot.
type Bot struct {
	Config
	api      *tg.Bot
	sender   *sender
	outbox   *outbox
	dispatch *dispatcher
	signer   signer
	drawing  chan struct{} // holds a token for each picture being drawn
	admins   *groupAdmins
	polls    polls
	started  time.Time
	door     *door
	throttle *throttle
	odd      *rate.Limiter // of what is logged of updates that cannot be used
	repeats  repeats
	aside    sync.WaitGroup // small work beside the handlers
	stopping chan struct{}  // closed when shutdown begins
	unmet    sync.Map       // admins who have never spoken to the bot, as far as that is logged
	me       atomic.Pointer[models.User]
	fatal    context.CancelCauseFunc
}

// New makes a bot. Nothing is sent before [Bot.Run].
func New(c Config) (*Bot, error) {
	b := &Bot{
		Config: c, signer: newSigner(c.Token), started: c.Now(), fatal: func(error) {},
		stopping: make(chan struct{}), drawing: make(chan struct{}, drawAtOnce),
		door: newDoor(c.Now), throttle: newThrottle(c.Now), odd: newOddities(),
	}
	if b.Meter == nil {
		b.Meter = noMeter{}
	}
	transport := &transport{client: newHTTPClient(), save: b.receive, called: b.called}
	api, err := tg.New(c.Token,
		tg.WithServerURL(c.APIURL),
		tg.WithHTTPClient(pollTimeout, transport),
		tg.WithSkipGetMe(),
		tg.WithNotAsyncHandlers(),
		tg.WithDefaultHandler(func(context.Context, *tg.Bot, *models.Update) {}),
		tg.WithErrorsHandler(b.pollError),
		tg.WithAllowedUpdates(tg.AllowedUpdates{
			models.AllowedUpdateMessage, models.AllowedUpdateCallbackQuery, models.AllowedUpdateMyChatMember,
		}),
	)
	if err != nil {
		return nil, fmt.Errorf("make telegram client: %w", err)
	}
	b.api = api
	b.sender = &sender{api: api, store: c.Store, signer: b.signer, pace: newPace(c.Rate, c.Now), now: c.Now, log: c.Log}
	b.outbox = &outbox{
		store: c.Store, send: b.sender.send, render: b.renderEvent, now: c.Now, log: c.Log, meter: b.Meter,
		lost: b.undelivered, kicked: make(chan struct{}, 1), sent: map[int64]int{},
	}
	b.admins = newGroupAdmins(b.isAdmin, c.Now)
	b.dispatch = newDispatcher(c.Store.NextUpdate, b.handle, c.Log)
	return b, nil
}

// Kick has the outbox looked at: something was written into it, or its time
// has come.
func (b *Bot) Kick() { b.outbox.kick() }

// Run talks to Telegram until ctx ends; then it finishes what it has begun.
// It returns [ErrUnauthorized] when Telegram refuses the token.
func (b *Bot) Run(ctx context.Context) error {
	ctx, fatal := context.WithCancelCause(ctx)
	defer fatal(nil)
	b.fatal = fatal
	defer context.AfterFunc(ctx, func() { close(b.stopping) })()
	if err := b.introduce(ctx); err != nil {
		return err
	}
	if err := b.recover(ctx); err != nil {
		return err
	}
	b.dispatch.start(ctx)
	b.aside.Go(func() { b.keepDoor(ctx) })
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		b.outbox.run(ctx)
		b.dispatch.wait()
		b.aside.Wait()
	}()
	b.api.Start(ctx)
	select {
	case <-finished:
	case <-time.After(drainTimeout):
		b.Log.Warn("handlers still at work at shutdown; their updates are handled at the next start")
	}
	if err := context.Cause(ctx); errors.Is(err, ErrUnauthorized) {
		return err
	}
	return nil
}

// introduce learns the bot's own name and publishes its commands. Telegram
// may be out of reach at first: it is asked again until ctx ends.
func (b *Bot) introduce(ctx context.Context) error {
	for try := 0; ; try++ {
		me, err := b.api.GetMe(ctx)
		if err == nil {
			b.me.Store(me)
			b.polls.begin(b.Now())
			b.Log.Info("talking to telegram", "bot", me.Username)
			break
		}
		b.pollError(err)
		if errors.Is(err, tg.ErrorUnauthorized) || errors.Is(err, tg.ErrorNotFound) {
			return ErrUnauthorized
		}
		if err := sleep(ctx, min(time.Second<<min(try, 5), 30*time.Second)); err != nil {
			return nil
		}
	}
	b.aside.Go(func() { b.publishCommands(ctx) })
	return nil
}

// recover wakes the chats with updates left over from an earlier run.
func (b *Bot) recover(ctx context.Context) error {
	chats, err := b.Store.PendingChats(context.WithoutCancel(ctx))
	if err != nil {
		return fmt.Errorf("look through the inbox: %w", err)
	}
	b.dispatch.wake(chats...)
	return nil
}

// pollError takes the library's errors, which the transport has cleared of
// secrets and of messages.
func (b *Bot) pollError(err error) {
	switch {
	case errors.Is(err, context.Canceled):
	case errors.Is(err, tg.ErrorUnauthorized):
		b.fatal(ErrUnauthorized)
	case errors.Is(err, tg.ErrorConflict):
		if !b.polls.rivals(b.Now()) {
			return
		}
		b.Log.Error("another process polls with the same token; stop one of them", "err", err)
	default:
		b.Log.Warn("telegram", "err", err)
	}
}
