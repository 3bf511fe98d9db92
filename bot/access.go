package bot

import (
	"slices"

	"github.com/go-telegram/bot/models"

	"onaybot/bot/texts"
	"onaybot/store"
)

// SeesRides tells whether a chat may be shown a card's rides, which are a
// person's movements: the chat has proof, and nobody has closed them. It is the
// one place that decides so.
func (b *Bot) SeesRides(l store.Link) bool {
	switch {
	case !b.Rides:
		return false
	case !b.Proof:
		return true
	}
	return !l.ProvedAt.IsZero() && l.Card.ClosedAt.IsZero()
}

func (c *turn) seesRides(l store.Link) bool { return c.SeesRides(l) }

// withheld answers a chat that asks for rides it may not see: it says why, or
// what to do about it.
func (c *turn) withheld(l store.Link) error {
	card := texts.Args{"Card": c.cardName(l)}
	switch {
	case !c.Rides:
		return c.say(c.newMessage(c.t.T("trouble.no_login", nil)))
	case !l.Card.ClosedAt.IsZero():
		return c.say(c.newMessage(c.t.T("proof.closed", card)))
	case l.AsksUntil.After(c.Now()):
		return c.say(c.newMessage(c.t.T("proof.waiting", card)))
	}
	return c.askProof(l)
}

// admits tells whether a private bot serves a person, or the group they speak
// in. The operators are always served.
func (b *Bot) admits(chatID, userID int64) bool {
	return len(b.Allow) == 0 || slices.Contains(b.Allow, userID) ||
		slices.Contains(b.Allow, chatID) || slices.Contains(b.Admins, userID)
}

// turnAway tells a stranger to a private bot so, in one sentence, and keeps
// nothing of them. In a group only what is meant for the bot is answered.
func (c *turn) turnAway(chat models.Chat) error {
	c.t = c.Texts.In(texts.Match(c.user.LanguageCode))
	c.alert(c.t.Plain("access.private", nil))
	if c.message != nil && c.meantForUs(chat) {
		stranger := store.Chat{ID: chat.ID, Kind: string(chat.Type)}
		o := outgoing{ChatID: chat.ID, Text: c.t.T("access.private", nil)}
		if _, err := c.sender.attempt(c.ctx, stranger, o); err != nil {
			c.Log.Info("stranger not answered", "err", err)
		}
	}
	err := c.Store.Tx(c.ctx, func(tx *store.Tx) error { return tx.Erase(c.ctx, c.updateID, c.Now()) })
	c.done = err == nil
	return err
}

// meantForUs tells whether a message speaks to the bot: in a group by a
// command of its own or by a reply.
func (c *turn) meantForUs(chat models.Chat) bool {
	if string(chat.Type) == store.Private {
		return true
	}
	name, mention, _, ok := parseCommand(c.message.Text)
	return c.answersUs() || ok && c.addressed(mention) && (mention != "" || commands[name] != nil)
}
