package bot

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"onaybot/bot/panics"
	"onaybot/bot/texts"
	"onaybot/store"
)

const (
	turnTimeout   = 60 * time.Second
	dialogTimeout = time.Hour
)

// turn is one update being handled.
type turn struct {
	*Bot
	ctx      context.Context
	updateID int64
	chat     store.Chat
	user     models.User
	t        texts.Texts
	message  *models.Message       // what was said; nil when a button was pressed
	callback *models.CallbackQuery // the button pressed
	under    int                   // the message the pressed button stands under
	threadID int
	text     string    // what was typed, without a command's name
	saidAt   time.Time // when the person was first told something; zero: not yet

	done     bool // the update is marked as handled
	answered bool // the pressed button no longer waits
}

// newMessage begins a message to the chat of the turn: in the same topic,
// and in a group as a reply to who asked.
func (c *turn) newMessage(text texts.HTML, k ...[]button) outgoing {
	o := outgoing{ChatID: c.chat.ID, ThreadID: c.threadID, Text: text, Keyboard: k}
	if c.message != nil && c.chat.Kind != store.Private {
		o.ReplyTo = c.message.ID
	}
	return o
}

// question begins a message that asks for something to be typed.
func (c *turn) question(text texts.HTML) outgoing {
	o := c.newMessage(c.calling(text))
	if c.chat.Kind != store.Private {
		o.Ask = true // which leaves no room for a button
		return o
	}
	o.Keyboard = keyboard{{c.button("button.cancel", "cancel")}}
	return o
}

// inPlace makes a message of the turn change the one whose button was
// pressed; where none was, it stays a new message.
func (c *turn) inPlace(text texts.HTML, k ...[]button) outgoing {
	o := c.newMessage(text, k...)
	o.Edit = c.under
	return o
}

// button makes an inline button of this chat.
func (c *turn) button(key string, verb string, args ...string) button {
	return c.labelled(c.t.Plain(key, nil), verb, args...)
}

func (c *turn) labelled(label, verb string, args ...string) button {
	return button{Text: label, Call: strings.Join(append([]string{verb}, args...), " ")}
}

// say sends a message at once. Where Telegram cannot take it now, it goes
// into the outbox, with which the update is done.
func (c *turn) say(o outgoing) error {
	_, err := c.sendNow(o)
	return err
}

// sendNow is say that returns the message's id; 0: it went into the outbox,
// behind the answers that wait there already.
func (c *turn) sendNow(o outgoing) (int, error) {
	due := c.Now()
	waiting, err := c.Store.HasReplies(c.ctx, c.chat.ID)
	if err != nil {
		return 0, err
	}
	if !waiting {
		id, err := c.send(o)
		if errors.Is(err, errBlocked) {
			return 0, nil
		}
		if !transient(err) {
			return id, err
		}
		due = retryAt(err, 0, due)
		c.Log.Warn("reply waits in the outbox", "chat", c.chat.ID, "err", err)
	}
	return 0, c.commitWith(due, func(*store.Tx) ([]outgoing, error) { return []outgoing{o}, nil })
}

// commit makes changes, marks the update as handled and writes the answers
// down, all in one transaction; then the answers go out. An error of change
// undoes everything and is returned as it is.
func (c *turn) commit(change func(*store.Tx) error, answers ...outgoing) error {
	return c.commitWith(c.Now(), func(tx *store.Tx) ([]outgoing, error) { return answers, change(tx) })
}

// commitWith is commit for answers that depend on what the change found.
func (c *turn) commitWith(due time.Time, change func(*store.Tx) ([]outgoing, error)) error {
	var answers []outgoing
	err := c.Store.Tx(c.ctx, func(tx *store.Tx) (err error) {
		answers, err = change(tx)
		if err != nil {
			return err
		}
		for _, o := range answers {
			if err := enqueueReply(c.ctx, tx, o, due); err != nil {
				return err
			}
		}
		return tx.Done(c.ctx, c.updateID, c.Now())
	})
	if err != nil {
		return err
	}
	c.done = true
	c.outbox.deliver(c.ctx, c.chat.ID)
	if len(answers) > 0 {
		c.noteSaid()
	}
	c.Kick() // what could not be delivered is due at a moment the outbox does not know yet
	return nil
}

// typing shows that the bot is at work, while it is.
func (c *turn) typing() {
	ctx := context.WithoutCancel(c.ctx)
	c.aside.Go(func() { c.sender.typing(ctx, c.chat.ID, c.threadID) })
}

// toast ends the waiting of the pressed button with a word over the chat.
func (c *turn) toast(text string) { c.answerButton(text, false) }

// alert is a toast that stays until it is closed.
func (c *turn) alert(text string) { c.answerButton(text, true) }

func (c *turn) answerButton(text string, alert bool) {
	if c.callback == nil || c.answered {
		return
	}
	c.answered = true
	runes := []rune(text)
	c.sender.answer(c.ctx, c.callback.ID, string(runes[:min(len(runes), 200)]), alert)
}

// ask opens a dialog: the next text of this person belongs to the step.
func (c *turn) ask(tx *store.Tx, step string, data any) error {
	return tx.SetDialog(c.ctx, store.Dialog{
		ChatID: c.chat.ID, UserID: c.user.ID, Step: step, Until: c.Now().Add(dialogTimeout),
	}, data)
}

// handle handles one update of the inbox: it is done when handle returns
// nil. A fault of ours, a panic too, abandons the update with a word to the
// person; the rest goes on.
func (b *Bot) handle(ctx context.Context, u store.Update) error {
	ctx = context.WithoutCancel(ctx) // what is begun is finished when shutdown comes
	c := &turn{Bot: b, updateID: u.ID, t: b.Texts.In(texts.RU)}
	fault := c.attend(ctx, u)
	if !c.done {
		err := b.Store.Tx(ctx, func(tx *store.Tx) error { return tx.Done(ctx, u.ID, b.Now()) })
		if err != nil {
			return errors.Join(fault, err)
		}
	}
	c.count(u, fault)
	if fault != nil {
		b.Log.Error("update abandoned", "update", u.ID, "chat", u.ChatID, "err", fault)
		if err := c.apologise(ctx); err != nil {
			b.Log.Warn("apology not sent", "chat", u.ChatID, "err", err)
		}
	}
	return nil
}

func (c *turn) attend(ctx context.Context, u store.Update) (err error) {
	defer panics.Recover(c.Log, "handler", &err)
	ctx, cancel := context.WithTimeout(ctx, turnTimeout)
	defer cancel()
	c.ctx = ctx
	up, err := decode(u.Body)
	if err != nil {
		return err
	}
	serve, err := c.read(up)
	if err != nil || !serve || c.repeated(u.ReceivedAt) {
		return err
	}
	err = c.route()
	if err == nil {
		c.toast("") // whatever was said, the button must not wait
	}
	return err
}

// apologise says that the fault is ours. What the person was to see of a
// balance counts as not told.
func (c *turn) apologise(ctx context.Context) (err error) {
	defer panics.Recover(c.Log, "apology", &err)
	if c.chat.ID == 0 {
		return nil
	}
	c.ctx = ctx
	err = c.Store.Tx(ctx, func(tx *store.Tx) error { return tx.ForgetLow(ctx, c.chat.ID) })
	if c.callback != nil && !c.answered {
		c.alert(c.t.Plain("error.own", nil))
		return err
	}
	_, errSend := c.send(c.newMessage(c.t.T("error.own", nil)))
	return errors.Join(err, errSend)
}
