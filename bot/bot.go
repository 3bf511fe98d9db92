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
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"onaybot/bot/outbox"
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
	dispatch *outbox.Dispatcher
	signer   telegram.Signer
	drawing  chan struct{} // holds a token for each picture being drawn
	started  time.Time
	door     *door
	throttle *throttle
	odd      *rate.Limiter // of what is logged of updates that cannot be used
	repeats  repeats
	aside    sync.WaitGroup // small work beside the handlers
	stopping chan struct{}  // closed when shutdown begins
}

// New makes a bot. Nothing is sent before [Bot.Run].
func New(c Config) *Bot {
	b := &Bot{
		Config: c, signer: c.Telegram.Signer(), started: c.Now(),
		stopping: make(chan struct{}), drawing: make(chan struct{}, drawAtOnce),
		door: newDoor(c.Now), throttle: newThrottle(c.Now), odd: newOddities(),
	}
	if b.Meter == nil {
		b.Meter = noMeter{}
	}
	b.dispatch = outbox.NewDispatcher(c.Store, c.Log)
	b.registerRenderers()
	return b
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
	if err := b.recover(ctx); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(ctx, func() { close(b.stopping) })()
	b.Outbox.Start(ctx)
	b.dispatch.Start(ctx, b.handle)
	b.aside.Go(func() { b.Telegram.Publish(ctx, b.menus()...) })
	b.aside.Go(func() { b.keepDoor(ctx) })
	err := b.Telegram.Poll(ctx, b.receive)
	stop()
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		b.dispatch.Wait()
		b.Outbox.Wait()
		b.aside.Wait()
	}()
	select {
	case <-finished:
	case <-time.After(drainTimeout):
		b.Log.Warn("handlers still at work at shutdown; their updates are handled at the next start")
	}
	return err
}

// recover wakes the chats with updates left over from an earlier run.
func (b *Bot) recover(ctx context.Context) error {
	chats, err := b.Store.PendingChats(context.WithoutCancel(ctx))
	if err != nil {
		return fmt.Errorf("look through the inbox: %w", err)
	}
	b.dispatch.Wake(chats...)
	return nil
}
