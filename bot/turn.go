package bot

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// turn is a request as the features that have no folder of their own yet want
// it.
type turn struct {
	*Bot
	*chat.Request
	ctx   context.Context
	chat  store.Chat
	t     texts.Texts
	text  string
	under int
}

// turnOf is the turn of a request.
func (b *Bot) turnOf(r *chat.Request) *turn {
	c := &turn{Bot: b, Request: r, ctx: r.Ctx, chat: r.W.Chat, t: r.W.Texts, text: r.Text}
	if r.Press != nil {
		c.under = r.Press.Under
	}
	return c
}

// inChat is a turn in a chat that has not asked.
func (b *Bot) inChat(ctx context.Context, chatID int64) (*turn, error) {
	w, err := b.chats.Writer(ctx, chatID)
	if err != nil {
		return nil, err
	}
	return b.turnTo(ctx, w), nil
}

func (b *Bot) turnTo(ctx context.Context, w *chat.Writer) *turn {
	return b.turnOf(&chat.Request{Ctx: ctx, W: w})
}

func (b *Bot) on(f func(*turn) error) chat.Handler {
	return func(r *chat.Request, _ chat.Call) error { return f(b.turnOf(r)) }
}

func (b *Bot) onArgs(f func(*turn, []string) error) chat.Handler {
	return func(r *chat.Request, call chat.Call) error { return f(b.turnOf(r), call.Args) }
}

func (b *Bot) onLink(f func(*turn, store.Link, []string) error) chat.Handler {
	return func(r *chat.Request, call chat.Call) error { return f(b.turnOf(r), call.Link, call.Args) }
}

func (b *Bot) onAnswer(f func(*turn, store.Link, json.RawMessage) error) chat.Handler {
	return func(r *chat.Request, call chat.Call) error { return f(b.turnOf(r), call.Link, call.Data) }
}

// The router reaches these features so.

func (b *Bot) askNumber(r *chat.Request, key string) error {
	return b.turnOf(r).askNumber(r.W.T(key))
}

func (b *Bot) link(r *chat.Request) error { return b.turnOf(r).link(r.Text) }

// What follows is the request's own, under the names of the turn.

func (c *turn) newMessage(text texts.HTML, k ...[]button) outgoing { return c.W.Message(text, k...) }
func (c *turn) question(text texts.HTML) outgoing                  { return c.Question(text) }

func (c *turn) inPlace(text texts.HTML, k ...[]button) outgoing {
	return c.InPlace(c.W.Message(text, k...))
}

func (c *turn) button(key string, verb string, args ...string) button {
	return c.labelled(c.t.Plain(key, nil), verb, args...)
}

func (c *turn) labelled(label, verb string, args ...string) button {
	return button{Text: label, Call: strings.Join(append([]string{verb}, args...), " ")}
}

func (c *turn) say(o outgoing) error            { return c.Reply(o) }
func (c *turn) sendNow(o outgoing) (int, error) { return c.Send(o) }
func (c *turn) toast(text string)               { c.Toast(text) }
func (c *turn) alert(text string)               { c.Alert(text) }
func (c *turn) typing()                         { c.Show(telegram.Typing) }

func (c *turn) sayFile(o outgoing, instead texts.HTML) error { return c.SendFile(o, instead) }

func (c *turn) commit(change func(*store.Tx) error, answers ...outgoing) error {
	return c.Commit(change, answers...)
}

func (c *turn) commitWith(change func(*store.Tx) ([]outgoing, error)) error {
	return c.CommitWith(change)
}

func (c *turn) ask(tx *store.Tx, step string, data any) error { return c.Expect(tx, step, data) }

func (c *turn) mainButtons() []button { return c.mainRow(c.W) }

// clock is a time of day, in minutes, so many days from today.
func (c *turn) clock(days, minutes int) time.Time { return c.W.InDays(days, minutes) }

// errStale says that a button's arguments make no sense any more.
var errStale = chat.ErrStale

func argInt(args []string, i int) (int64, error) { return chat.Call{Args: args}.ID(i) }

func linkID(l store.Link) string { return strconv.FormatInt(l.ID, 10) }
