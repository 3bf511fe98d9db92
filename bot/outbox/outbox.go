// Package outbox keeps the order of a chat: its updates are handled one after
// another, and what it is to be told is told one message after another. It
// knows the words of none.
//
// What a chat is to be told is an event, written in the transaction that
// causes it and removed once a message has told it. A message is doubled only
// if the process dies between Telegram's answer and that removal.
package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"onaybot/bot/telegram"
	"onaybot/store"
)

const (
	pickChats = 256 // at once
	senders   = 32  // chats told side by side; Telegram's pace is kept below them
	idle      = time.Minute
)

// Config is what an [Outbox] is made of.
type Config struct {
	Store    *store.Store
	Telegram Telegram
	Now      func() time.Time
	Log      *slog.Logger
	Sent     func(store.EventKind) // called for each event that went out; may be nil
	GivenUp  func(store.EventKind) // told of each event that is hopeless; may be nil
}

// Telegram sends messages; see [telegram.Client].
type Telegram interface {
	Send(ctx context.Context, m telegram.Message) (int, error)
	Push(ctx context.Context, m telegram.Message) (int, error)
}

// Outbox tells chats what is due to them.
type Outbox struct {
	c       Config
	renders map[store.EventKind]Render

	woken   chan struct{}
	working sync.WaitGroup

	mu     sync.Mutex
	inHand map[int64]*telling // by event
	unmet  map[int64]bool     // chats that [Outbox.Reachable] has logged
}

type sender func(ctx context.Context, m telegram.Message) (int, error)

// New makes an outbox. It tells nothing before [Outbox.Start].
func New(c Config) *Outbox {
	if c.Sent == nil {
		c.Sent = func(store.EventKind) {}
	}
	if c.GivenUp == nil {
		c.GivenUp = func(store.EventKind) {}
	}
	return &Outbox{
		c: c, renders: map[store.EventKind]Render{}, woken: make(chan struct{}, 1),
		inHand: map[int64]*telling{}, unmet: map[int64]bool{},
	}
}

// Start has the outbox tell what is due, now and later, until ctx ends.
func (o *Outbox) Start(ctx context.Context) {
	o.working.Go(func() { o.run(ctx) })
}

// Wait returns when nothing is being told any more, which is soon after the
// context of Start has ended.
func (o *Outbox) Wait() { o.working.Wait() }

// Wake has the outbox looked at now: something was written into it, or its
// time has come. It never waits.
func (o *Outbox) Wake() {
	select {
	case o.woken <- struct{}{}:
	default:
	}
}

func (o *Outbox) run(ctx context.Context) {
	slots := make(chan struct{}, senders)
	for ctx.Err() == nil {
		err := o.tellDue(ctx, slots)
		if err != nil && ctx.Err() == nil {
			o.c.Log.Error("outbox", "err", err)
		}
		o.sleep(ctx, err != nil)
	}
}

// tellDue begins to tell each chat that has something due. It waits for a
// slot before each, and not for the telling: a chat that takes long holds up
// no other.
func (o *Outbox) tellDue(ctx context.Context, slots chan struct{}) error {
	chats, err := o.c.Store.DueChats(ctx, o.c.Now(), pickChats)
	if err != nil {
		return fmt.Errorf("pick due chats: %w", err)
	}
	for _, chat := range chats {
		slots <- struct{}{}
		o.working.Go(func() {
			defer func() { <-slots }()
			if o.deliver(ctx, chat, o.c.Telegram.Push, false) {
				o.Wake() // more chats may be due than were picked
			}
		})
	}
	return nil
}

// sleep waits until something falls due or the outbox is woken. What is due
// already is being told.
func (o *Outbox) sleep(ctx context.Context, failed bool) {
	wait := idle
	due, err := o.c.Store.EarliestDue(ctx)
	switch left := due.Sub(o.c.Now()); {
	case err != nil, failed, !due.IsZero() && left <= 0:
		wait = time.Second
	case !due.IsZero():
		wait = min(wait, left)
	}
	select {
	case <-ctx.Done():
	case <-o.woken:
	case <-time.After(wait):
	}
}
