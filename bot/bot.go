// Package bot says which handler answers what, whom the bot serves and how
// fast. It has /start, /help, /lang, /privacy and /forget itself.
//
// An update travels from Telegram into the inbox, from there through an
// ordered queue per chat to one handler, and is done in the same transaction
// that holds what the handler changed. What is to be told leaves through the
// outbox.
package bot

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"onaybot/bot/alerts"
	"onaybot/bot/cards"
	"onaybot/bot/chat"
	"onaybot/bot/family"
	"onaybot/bot/operator"
	"onaybot/bot/outbox"
	"onaybot/bot/rides"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

const drainTimeout = 8 * time.Second // for handlers at work when shutdown comes

// Config is what a [Bot] is made of.
type Config struct {
	Telegram  *telegram.Client
	Outbox    *outbox.Outbox
	Store     *store.Store
	Watcher   *watch.Watcher
	Cabinet   operator.Cabinet
	Texts     *texts.Catalogue
	Fares     watch.Fares
	Threshold onayclient.Money // of a new link's low-balance alert
	Rides     bool             // a cabinet account is configured, so that rides can be read
	Proof     bool             // rides are shown only to chats that have proved they may see them
	Operator  operator.Contact
	KeepDays  int     // how long rides are kept
	Admins    []int64 // Telegram users who are told what operators should know
	Allow     []int64 // users and groups who are served; empty: everybody
	Version   string
	Now       func() time.Time
	Log       *slog.Logger
	Meter     Meter
}

// Meter is told what a bot does, to count it. Its methods return at once.
type Meter interface {
	// Received tells how many updates came that can be used, how many that
	// cannot, and how many of the first came too fast.
	Received(updates, unusable, refused int)
	// Handled tells of an update that is done; not ok: it was abandoned.
	Handled(ok bool)
	// Answered tells how long after its receiving an update was answered.
	Answered(after time.Duration)
}

// Bot is a running bot.
type Bot struct {
	Config
	dispatch  *outbox.Dispatcher
	signer    telegram.Signer
	admission *admission
	rejected  chan rejection               // to be told
	pressed   chan string                  // presses to be answered without a word
	strangers *lru.Cache[int64, time.Time] // when each was told, by who spoke
	throttle  *throttle
	odd       *rate.Limiter  // of what is logged of updates that cannot be used
	beside    sync.WaitGroup // small work beside the handlers
	chats     *chat.Chats
	access    watch.Access // who may view rides

	commands, buttons, questions map[string]route // by name, by verb, by name
	operatorCommands             map[string]route // to everybody else there are no such commands

	rides    *rides.Rides
	alerts   *alerts.Menu
	cards    *cards.Cards
	family   *family.Family
	status   *operator.Status
	pause    *operator.Pause
	feedback *operator.Feedback
}

// New makes a bot. Nothing is sent before [Bot.Run].
func New(c Config) *Bot {
	b := &Bot{
		Config: c, signer: c.Telegram.Signer(), access: watch.Access{Account: c.Rides, Proof: c.Proof},
		rejected: make(chan rejection, waitToBeTold), pressed: make(chan string, waitToEnd),
		throttle: newThrottle(c.Now), odd: rate.NewLimiter(1, oddities),
	}
	b.strangers, _ = lru.New[int64, time.Time](keepStrangers) // fails on sizes below 1
	b.admission = &admission{store: c.Store, allow: c.Allow, admins: c.Admins, now: c.Now, log: c.Log}
	b.dispatch = outbox.NewDispatcher(c.Store, c.Log)
	b.chats = chat.New(chat.Config{
		Store: c.Store, Telegram: c.Telegram, Outbox: c.Outbox, Texts: c.Texts, Fares: c.Fares,
		DownSince: c.Watcher.DownSince, Now: c.Now, Log: c.Log,
	})
	b.rides = &rides.Rides{Watcher: c.Watcher, Fares: c.Fares, Account: c.Rides, Log: c.Log}
	b.newOperator()
	b.newCards()
	b.newFamily()
	b.newAlerts()
	b.wire()
	b.setRoutes()
	return b
}

// newOperator makes what operators see and do.
func (b *Bot) newOperator() {
	b.status = &operator.Status{
		Store: b.Store, Cabinet: b.Cabinet, Watcher: b.Watcher, Messages: b.Telegram.Messages,
		Account: b.Rides, Version: b.Version, Began: b.Now(),
	}
	b.pause = &operator.Pause{Watcher: b.Watcher}
	b.feedback = &operator.Feedback{Store: b.Store, Outbox: b.Outbox, Admins: b.Admins, Contact: b.Operator}
	b.feedback.Register(b.chats)
	operator.RegisterNotices(b.chats)
}

// newAlerts makes what a chat is told about its cards, and the menu of it.
func (b *Bot) newAlerts() {
	b.alerts = &alerts.Menu{Store: b.Store, Watcher: b.Watcher, Texts: b.Texts, Access: b.access}
	alerts.NewPushes(b.Store, b.access, b.Watcher.Days()).Register(b.chats)
}

// newCards makes what a chat sees of its cards.
func (b *Bot) newCards() {
	b.cards = &cards.Cards{
		Store: b.Store, Watcher: b.Watcher, Outbox: b.Outbox, Texts: b.Texts, Access: b.access, Fares: b.Fares,
		Threshold: b.Threshold, Delete: b.Telegram.Delete, Log: b.Log,
	}
}

// newFamily makes what decides who may view rides.
func (b *Bot) newFamily() {
	b.family = &family.Family{
		Store: b.Store, Outbox: b.Outbox, Watcher: b.Watcher, Texts: b.Texts, Access: b.access, Admins: b.Admins,
		Username: b.Telegram.Username, Signer: b.signer, Log: b.Log, Profile: b.Telegram.Profile, Link: b.cards.LinkInvited,
	}
	b.family.Register(b.chats)
}

// wire gives features what they need of one another.
func (b *Bot) wire() {
	b.cards.Offer = b.alerts.OfferFirst
	b.alerts.Offered, b.alerts.Shown, b.alerts.Wish = b.cards.Offered, b.family.Shown, b.family.Wish
	b.family.Offer, b.family.LastRides = b.alerts.OfferNext, rides.Last
}

// Run talks to Telegram until ctx ends; then it finishes what it has begun.
// It returns [telegram.ErrUnauthorized] when Telegram refuses the token.
func (b *Bot) Run(ctx context.Context) error {
	if err := b.Telegram.Introduce(ctx); err != nil {
		if ctx.Err() != nil {
			return nil // told to stop before Telegram has answered
		}
		return err
	}
	if err := b.wakeLeftOver(ctx); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(ctx, b.chats.Stop)()
	b.Outbox.Start(ctx)
	b.dispatch.Start(ctx, b.handle)
	b.beside.Go(func() { b.Telegram.Publish(ctx, b.menus()...) })
	b.beside.Go(func() { b.tellRejected(ctx) })
	for range endersAtOnce {
		b.beside.Go(func() { b.endPresses(ctx) })
	}
	err := b.Telegram.Poll(ctx, b.receive)
	stop()
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		b.dispatch.Wait()
		b.Outbox.Wait()
		b.chats.Wait()
		b.beside.Wait()
	}()
	select {
	case <-finished:
	case <-time.After(drainTimeout):
		b.Log.Warn("handlers still at work at shutdown; their updates are handled at the next start")
	}
	return err
}

// wakeLeftOver wakes the chats with updates left over from an earlier run.
func (b *Bot) wakeLeftOver(ctx context.Context) error {
	chats, err := b.Store.PendingChats(context.WithoutCancel(ctx))
	if err != nil {
		return fmt.Errorf("look through the inbox: %w", err)
	}
	b.dispatch.Wake(chats...)
	return nil
}
