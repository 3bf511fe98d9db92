package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/panics"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// handleWithin is how long a handler may take.
const handleWithin = 60 * time.Second

// handle handles one update of the inbox: it is done when handle returns nil.
// A fault of ours, a panic too, abandons the update with a word to the person.
// What is begun is finished when shutdown comes.
func (b *Bot) handle(ctx context.Context, u store.Update) error {
	ctx = context.WithoutCancel(ctx)
	r, fault := b.begin(ctx, u)
	if fault == nil && r != nil {
		fault = b.serve(ctx, r)
	}
	if r == nil || !r.Done() {
		err := b.Store.Tx(ctx, func(tx *store.Tx) error { return tx.Done(ctx, u.ID, b.Now()) })
		if err != nil {
			return errors.Join(fault, err)
		}
	}
	b.count(r, u.ReceivedAt, fault)
	if fault != nil {
		b.Log.Error("update abandoned", "update", u.ID, "chat", u.ChatID, "err", fault)
		b.apologise(ctx, r)
	}
	return nil
}

// count counts an update, and how long its first answer took.
func (b *Bot) count(r *chat.Request, received time.Time, fault error) {
	b.Meter.Handled(fault == nil)
	if fault == nil && r != nil && !r.SaidAt().IsZero() {
		b.Meter.Answered(r.SaidAt().Sub(received))
	}
}

// begin takes in an update and its chat. There is no request when there is
// nothing to answer.
func (b *Bot) begin(ctx context.Context, u store.Update) (r *chat.Request, err error) {
	defer panics.Recover(b.Log, "handler", &err)
	up, err := telegram.Decode(u.Body)
	if err != nil {
		return nil, err
	}
	up.ID = u.ID
	if admits, err := b.admission.admits(ctx, up.ChatID, up.From.ID); err != nil || !admits {
		return nil, errors.Join(err, b.erase(ctx, u.ID))
	}
	c, err := b.loadChat(ctx, up)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case up.Place != nil:
		return nil, b.notePlace(ctx, c, *up.Place)
	}
	if !c.BlockedAt.IsZero() { // who speaks to the bot may be written to again
		c.BlockedAt, c.MutedAt = time.Time{}, time.Time{}
		err = b.setBlocked(ctx, c.ID, time.Time{})
	}
	return b.chats.Request(ctx, up, c), err
}

// erase forgets an update that came before the bot became private.
func (b *Bot) erase(ctx context.Context, updateID int64) error {
	return b.Store.Tx(ctx, func(tx *store.Tx) error { return tx.Erase(ctx, updateID, b.Now()) })
}

// loadChat reads the chat, or writes it down when it is new. What is edited
// makes no chat known that was forgotten: it is [store.ErrNotFound].
func (b *Bot) loadChat(ctx context.Context, u telegram.Update) (store.Chat, error) {
	c, err := b.Store.Chat(ctx, u.ChatID)
	if errors.Is(err, store.ErrNotFound) && !u.Message.IsEdited() {
		c = store.Chat{ID: u.ChatID, Kind: u.ChatKind, Lang: string(texts.Match(u.From.Language))}
		err = b.Store.Tx(ctx, func(tx *store.Tx) error { return tx.AddChat(ctx, c, b.Now()) })
	}
	if err != nil {
		return store.Chat{}, fmt.Errorf("load chat: %w", err)
	}
	return c, nil
}

// notePlace notes what has become of the bot's place in a chat.
func (b *Bot) notePlace(ctx context.Context, c store.Chat, p telegram.Place) error {
	switch {
	case p.Out:
		b.Log.Info("chat blocked the bot", "chat", c.ID)
		return b.setBlocked(ctx, c.ID, b.Now())
	case p.Muted:
		b.Log.Info("the bot may not write to a chat now", "chat", c.ID, "until", p.Until)
		return b.Store.Tx(ctx, func(tx *store.Tx) error { return tx.Mute(ctx, c.ID, p.Until, b.Now()) })
	}
	if !c.MutedAt.IsZero() {
		b.Log.Info("the bot may write to a chat again", "chat", c.ID)
	}
	return b.setBlocked(ctx, c.ID, time.Time{})
}

func (b *Bot) setBlocked(ctx context.Context, chatID int64, at time.Time) error {
	defer b.Outbox.Wake() // what a muted chat was to be told is told now
	return b.Store.Tx(ctx, func(tx *store.Tx) error { return tx.SetBlocked(ctx, chatID, at, b.Now()) })
}

// serve answers a request.
func (b *Bot) serve(ctx context.Context, r *chat.Request) (err error) {
	defer panics.Recover(b.Log, "handler", &err)
	ctx, cancel := context.WithTimeout(ctx, handleWithin)
	defer cancel()
	r.Ctx = ctx
	err = b.route(r)
	if err == nil {
		r.Toast("") // whatever was said, the button must not wait
	}
	return err
}

// apologise says that the fault is ours. What the person was to see of a
// balance counts as not told.
func (b *Bot) apologise(ctx context.Context, r *chat.Request) {
	var err error // what kept the apology back, a panic too
	defer panics.Recover(b.Log, "apology", &err)
	if r == nil {
		return
	}
	r.Ctx = ctx
	err = b.Store.Tx(ctx, func(tx *store.Tx) error { return tx.ForgetLow(ctx, r.W.Chat.ID) })
	if r.Waits() {
		r.Alert(r.W.Plain("error.own"))
	} else if _, errSend := r.SendUnstored(ctx, r.W.Message(r.W.T("error.own"))); errSend != nil {
		err = errors.Join(err, errSend)
	}
	if err != nil {
		b.Log.Warn("apology not sent", "chat", r.W.Chat.ID, "err", err)
	}
}
