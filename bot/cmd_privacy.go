package bot

import (
	"errors"

	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// privacy says what is stored, for how long, and by whom.
func (c *turn) privacy() error {
	seen, account := "privacy.proof", texts.HTML("")
	if c.Rides {
		account = c.t.T("privacy.account", nil)
	}
	switch {
	case !c.Rides:
		seen = "privacy.no_rides"
	case !c.Proof:
		seen = "privacy.open"
	}
	text := texts.Join("\n\n",
		texts.Lines(c.t.T("privacy.stored", nil), c.t.T(seen, nil), c.t.T("privacy.operator", nil)), c.t.N("privacy.kept", int64(c.KeepDays)),
		texts.Lines(c.t.T("privacy.lingers", nil), account), c.operator())
	return c.say(c.newMessage(text, []button{c.button("button.forget", "forget")}))
}

// forget asks whether everything of this chat is to be deleted.
func (c *turn) forget() error { return c.say(c.forgetQuestion(c.newMessage)) }

func (c *turn) forgetQuestion(compose func(texts.HTML, ...[]button) outgoing) outgoing {
	return compose(c.t.T("forget.ask", nil),
		[]button{c.button("button.forget_yes", "forget", "yes"), c.button("button.keep", "forget", "no")})
}

// pressForget is "" (asks), "yes", or "no".
func (c *turn) pressForget(args []string) error {
	switch {
	case len(args) == 0:
		return c.say(c.forgetQuestion(c.newMessage))
	case args[0] == "no":
		return c.say(c.inPlace(c.t.T("forget.kept", nil)))
	case args[0] == "yes":
		return c.forgetAll()
	}
	return errStale
}

// forgetAll deletes every row of the chat, this update's too but for its
// id, and then says so: the farewell is the one message that no row stands for.
func (c *turn) forgetAll() error {
	farewell := c.inPlace(c.t.T("forget.done", nil))
	links, err := c.Store.Links(c.ctx, c.chat.ID)
	if err != nil {
		return err
	}
	err = c.Store.Tx(c.ctx, func(tx *store.Tx) error {
		if err := tx.Forget(c.ctx, c.chat.ID, c.Now()); err != nil {
			return err
		}
		if err := c.dropUnseen(tx, links...); err != nil {
			return err
		}
		return tx.Erase(c.ctx, c.updateID, c.Now())
	})
	if err != nil {
		return err
	}
	c.done = true
	err = c.Telegram.SendOnce(c.ctx, farewell)
	if err != nil && !errors.Is(err, telegram.ErrBlocked) {
		c.Log.Warn("farewell not sent", "err", err)
	}
	return nil
}
