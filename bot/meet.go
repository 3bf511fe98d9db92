package bot

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-telegram/bot/models"

	"onaybot/bot/texts"
	"onaybot/store"
)

// read takes in an update and its chat; false: there is nothing to answer.
func (c *turn) read(up *models.Update) (bool, error) {
	chat, user := chatOf(up)
	kinds := []string{store.Private, store.Group, store.Supergroup}
	if user == nil || !slices.Contains(kinds, string(chat.Type)) {
		return false, nil
	}
	c.user, c.message, c.callback = *user, up.Message, up.CallbackQuery
	if admitted, err := c.admitted(c.ctx, chat.ID, user.ID); err != nil || !admitted {
		return false, errors.Join(err, c.erase())
	}
	if err := c.meet(chat, *user); err != nil {
		return false, err
	}
	if up.MyChatMember != nil {
		return false, c.membership(up.MyChatMember)
	}
	c.place()
	return true, c.welcomeBack()
}

// erase forgets an update that came before the bot became private.
func (c *turn) erase() error {
	err := c.Store.Tx(c.ctx, func(tx *store.Tx) error { return tx.Erase(c.ctx, c.updateID, c.Now()) })
	c.done = err == nil
	return err
}

// meet reads the chat, or writes it down when it is new.
func (c *turn) meet(chat models.Chat, user models.User) error {
	var err error
	c.chat, err = c.Store.Chat(c.ctx, chat.ID)
	if errors.Is(err, store.ErrNotFound) {
		c.chat = store.Chat{ID: chat.ID, Kind: string(chat.Type), Lang: string(texts.Match(user.LanguageCode))}
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
func (c *turn) membership(m *models.ChatMemberUpdated) error {
	switch m.NewChatMember.Type {
	case models.ChatMemberTypeLeft, models.ChatMemberTypeBanned:
		c.Log.Info("chat blocked the bot", "chat", c.chat.ID)
		return c.setBlocked(c.Now())
	}
	return c.setBlocked(time.Time{})
}

// place finds where in the chat the answer belongs.
func (c *turn) place() {
	m := c.message
	if c.callback != nil {
		if m = c.callback.Message.Message; m != nil {
			c.under = m.ID
		}
	}
	if m != nil && m.IsTopicMessage {
		c.threadID = m.MessageThreadID
	}
}
