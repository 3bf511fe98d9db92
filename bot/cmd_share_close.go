package bot

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"onaybot/bot/texts"
	"onaybot/store"
)

func (c *turn) confirmClosing(l store.Link) outgoing {
	return c.inPlace(c.t.T("close.ask", texts.Args{"Card": c.cardName(l)}),
		[]button{c.button("button.close_yes", "share", linkID(l), "close", "yes"), c.button("button.keep", "share", linkID(l))})
}

// closeRides has a card's rides shown to nobody until the operator decides,
// and tells those who saw them, and the operators.
func (c *turn) closeRides(l store.Link) error {
	here := c.inPlace(c.t.T("close.done", texts.Args{"Card": c.cardName(l)}))
	err := c.commitWith(func(tx *store.Tx) ([]outgoing, error) {
		if err := tx.SetClosed(c.ctx, l.Card.ID, c.Now()); err != nil {
			return nil, err
		}
		words, err := c.tellProvers(tx, l, "close.told")
		if err != nil {
			return nil, err
		}
		notices, err := c.closingNotices(l)
		return slices.Concat([]outgoing{here}, words, notices), err
	})
	if errors.Is(err, store.ErrNotFound) { // another was faster
		return c.say(here)
	}
	return err
}

// tellProvers says something about a card to the other chats with proof.
func (c *turn) tellProvers(tx *store.Tx, l store.Link, key string) ([]outgoing, error) {
	provers, err := c.provers(tx, l)
	if err != nil {
		return nil, err
	}
	return c.words(tx, provers, func(there *turn, theirs store.Link) outgoing {
		return there.newMessage(there.t.T(key, texts.Args{"Card": there.cardName(theirs)}))
	})
}

// closingNotices ask the operators who have spoken to the bot to decide about
// a closed card.
func (c *turn) closingNotices(l store.Link) ([]outgoing, error) {
	var list []outgoing
	for _, id := range c.Admins {
		there, err := c.in(id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, there.newMessage(there.t.T("close.notice", texts.Args{"Last4": l.Card.PAN.Last4()}),
			[]button{there.button("button.reopen", "reopen", strconv.FormatInt(l.Card.ID, 10))}))
	}
	if len(list) == 0 {
		c.Log.Warn("rides of a card are closed, and no admin has spoken to the bot to be told so", "card", l.Card.PAN)
	}
	return list, nil
}

// pressReopen is "CARD": an operator opens its rides again.
func (c *turn) pressReopen(args []string) error {
	id, err := argInt(args, 0)
	if err != nil || !slices.Contains(c.Admins, c.Person.ID) {
		return errStale
	}
	card, err := c.Store.CardByID(c.ctx, id)
	if err != nil {
		return err
	}
	here := c.inPlace(c.t.T("close.reopened", texts.Args{"Last4": card.PAN.Last4()}))
	err = c.commitWith(func(tx *store.Tx) ([]outgoing, error) {
		if err := tx.SetClosed(c.ctx, id, time.Time{}); err != nil {
			return nil, err
		}
		words, err := c.tellProvers(tx, store.Link{Card: card}, "close.open_again")
		return append([]outgoing{here}, words...), err
	})
	if errors.Is(err, store.ErrNotFound) {
		return c.say(here)
	}
	return err
}
