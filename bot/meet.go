package bot

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// read takes in an update and its chat; false: there is nothing to answer.
func (c *turn) read(u telegram.Update) (bool, error) {
	kinds := []string{store.Private, store.Group, store.Supergroup}
	if u.From == nil || !slices.Contains(kinds, u.ChatKind) {
		return false, nil
	}
	c.user, c.message, c.press, c.threadID = *u.From, u.Message, u.Press, u.ThreadID
	if u.Press != nil {
		c.under = u.Press.Under
	}
	if admitted, err := c.admitted(c.ctx, u.ChatID, u.From.ID); err != nil || !admitted {
		return false, errors.Join(err, c.erase())
	}
	if err := c.meet(u); err != nil {
		return false, err
	}
	if u.Place != nil {
		return false, c.membership(*u.Place)
	}
	return true, c.welcomeBack()
}

// erase forgets an update that came before the bot became private.
func (c *turn) erase() error {
	err := c.Store.Tx(c.ctx, func(tx *store.Tx) error { return tx.Erase(c.ctx, c.updateID, c.Now()) })
	c.done = err == nil
	return err
}

// meet reads the chat, or writes it down when it is new.
func (c *turn) meet(u telegram.Update) error {
	var err error
	c.chat, err = c.Store.Chat(c.ctx, u.ChatID)
	if errors.Is(err, store.ErrNotFound) {
		c.chat = store.Chat{ID: u.ChatID, Kind: u.ChatKind, Lang: string(texts.Match(u.From.Language))}
		err = c.Store.Tx(c.ctx, func(tx *store.Tx) error { return tx.AddChat(c.ctx, c.chat, c.Now()) })
	}
	if err != nil {
		return fmt.Errorf("meet chat: %w", err)
	}
	c.t = c.Texts.In(texts.Lang(c.chat.Lang))
	return nil
}

// welcomeBack lets the bot write again to a chat that speaks to it.
func (c *turn) welcomeBack() error {
	if c.chat.BlockedAt.IsZero() {
		return nil
	}
	c.chat.BlockedAt = time.Time{}
	return c.setBlocked(time.Time{})
}

func (c *turn) setBlocked(at time.Time) error {
	return c.Store.Tx(c.ctx, func(tx *store.Tx) error { return tx.SetBlocked(c.ctx, c.chat.ID, at, c.Now()) })
}

// membership follows what became of the bot's place in the chat.
func (c *turn) membership(p telegram.Place) error {
	if p.Out {
		c.Log.Info("chat blocked the bot", "chat", c.chat.ID)
		return c.setBlocked(c.Now())
	}
	return c.setBlocked(time.Time{})
}
