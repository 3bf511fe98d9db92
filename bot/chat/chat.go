// Package chat is what all features say and do in the same way. A [Writer]
// puts things into a chat's words; a [Request] is an update being handled.
package chat

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// Config is what a [Chats] is made of.
type Config struct {
	Store     *store.Store
	Telegram  *telegram.Client
	Outbox    *outbox.Outbox
	Texts     *texts.Catalogue
	Fares     watch.Fares
	DownSince func() time.Time // since when the cabinet has been down; zero: it is not
	Now       func() time.Time
	Log       *slog.Logger
}

// Chats makes writers and requests, and has what they share.
type Chats struct {
	c      Config
	beside sync.WaitGroup
	ending context.Context // ends when nobody can wait for the cabinet any more
	end    context.CancelFunc
}

// New makes a Chats.
func New(c Config) *Chats {
	ending, end := context.WithCancel(context.Background())
	return &Chats{c: c, ending: ending, end: end}
}

// Stop has requests not wait for the cabinet much longer.
func (c *Chats) Stop() { time.AfterFunc(atShutdown, c.end) }

// Wait returns when the small work beside the requests is over.
func (c *Chats) Wait() { c.beside.Wait() }

// Writer is the writer of a chat that the database knows.
func (c *Chats) Writer(ctx context.Context, chatID int64) (*Writer, error) {
	chat, err := c.c.Store.Chat(ctx, chatID)
	if err != nil {
		return nil, fmt.Errorf("read chat: %w", err)
	}
	return c.WriterOf(chat), nil
}

// WriterOf is the writer of a chat.
func (c *Chats) WriterOf(chat store.Chat) *Writer {
	return &Writer{
		Chat: chat, Texts: c.c.Texts.In(texts.Lang(chat.Lang)), Now: c.c.Now,
		fares: c.c.Fares, downSince: c.c.DownSince, log: c.c.Log,
	}
}

// Request begins the handling of an update of a chat.
func (c *Chats) Request(ctx context.Context, u telegram.Update, chat store.Chat) *Request {
	w := c.WriterOf(chat)
	w.ThreadID = u.ThreadID
	if u.Message != nil && chat.Kind != store.Private {
		w.ReplyTo = u.Message.ID
	}
	return &Request{
		Ctx: ctx, W: w, UpdateID: u.ID, Person: *u.From, speaker: u.Speaker(), Message: u.Message, Press: u.Press, chats: c,
	}
}

// Render makes a message of an event; nil: the event is not worth telling any
// more. See [outbox.Render].
type Render func(ctx context.Context, w *Writer, e store.Event) (*outbox.Rendered, error)

// Renders has the outbox make messages of the events of a kind. It must be
// called before the outbox is started.
func (c *Chats) Renders(kind store.EventKind, render Render) {
	c.c.Outbox.Renders(kind, func(ctx context.Context, e store.Event) (*outbox.Rendered, error) {
		w, err := c.Writer(ctx, e.ChatID)
		if err != nil {
			return nil, err
		}
		return render(ctx, w, e)
	})
}
