package bot

import (
	"errors"
	"strconv"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// Dialog steps of linking a card.
const (
	stepNumber = "number" // a card number is expected
	stepName   = "name"   // a name for the card is expected
)

// maxCards is how many cards a chat may follow.
const maxCards = 20

// nameDialog is the data of [stepName].
type nameDialog struct {
	Link    int64 `json:"link"`
	Message int   `json:"message,omitempty"` // where the full number was typed; 0: nowhere, or erased
	Renames bool  `json:"renames,omitempty"` // the card was linked before; false: this is a step of linking it
}

// add asks for a card's number, or takes the one typed after the command.
func (c *turn) add() error {
	if c.text != "" {
		return c.link(c.text)
	}
	return c.askNumber(c.t.T("add.ask", nil))
}

func (c *turn) pressAdd([]string) error { return c.askNumber(c.t.T("add.ask", nil)) }

func (c *turn) askNumber(text texts.HTML) error {
	return c.commit(func(tx *store.Tx) error { return c.ask(tx, stepNumber, nil) }, c.question(text))
}

func (c *turn) typedNumber() error { return c.link(c.text) }

// link takes a card number as it was typed: its digits are checked, then the
// cabinet is asked, then it is linked. Of the last 8 digits, the check digit
// fits one old prefix at the most, since the two differ in one digit.
func (c *turn) link(typed string) error {
	pans, err := onayclient.Candidates(typed)
	if err != nil {
		return c.say(c.question(c.wrongNumber(err)))
	}
	if len(pans) == 0 {
		return c.say(c.question(c.t.T("number.tail", nil)))
	}
	links, err := c.Store.Links(c.ctx, c.chat.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.Card.PAN == pans[0] {
			return c.alreadyLinked(l)
		}
	}
	if len(links) >= maxCards {
		return c.full()
	}
	return c.linkKnown(pans[0])
}

func (c *turn) full() error {
	return c.say(c.newMessage(c.t.N("add.full", maxCards), []button{c.button("button.cards", "cards")}))
}

// wrongNumber says which check a number failed.
func (c *turn) wrongNumber(err error) texts.HTML {
	var pe *onayclient.PANError
	if !errors.As(err, &pe) {
		return c.t.T("number.not_number", nil)
	}
	switch pe.Reason {
	case onayclient.ReasonLength:
		return c.t.N("number.length", int64(pe.Digits))
	case onayclient.ReasonLuhn:
		return c.t.T("number.luhn", nil)
	}
	return c.t.T("number.not_number", nil)
}

func (c *turn) alreadyLinked(l store.Link) error {
	text := texts.Lines(c.t.T("add.already", texts.Args{"Card": c.cardName(l)}), c.figures(l), c.age(l.Card.Card))
	return c.commit(func(tx *store.Tx) error {
		_, err := c.EndQuestion(tx)
		return err
	}, c.newMessage(text, c.mainButtons()))
}

// linkKnown links a card if the cabinet knows it.
func (c *turn) linkKnown(pan onayclient.PAN) error {
	if err := c.countNewCard(pan); err != nil {
		return c.orTooMany(err)
	}
	ctx, cancel := c.Patient()
	defer cancel()
	c.typing()
	read, err := c.Watcher.Fetch(ctx, pan)
	switch {
	case errors.Is(err, onayclient.ErrNoCard):
		return c.say(c.question(c.t.T("add.no_card", nil)))
	case err != nil:
		c.refundNewCard()
		return c.say(c.newMessage(texts.Lines(c.W.Trouble(chat.OrSlow(ctx, err)), c.t.T("add.not_now", nil))))
	}
	return c.linkCard(read, c.typedAt())
}

// typedAt is the message that holds the full number; 0: it holds fewer digits.
func (c *turn) typedAt() int {
	if _, err := onayclient.ParsePAN(c.text); err != nil {
		return 0
	}
	return c.Message.ID
}

// linkCard links a card that has just been read, and asks for its name.
func (c *turn) linkCard(read onayclient.Card, numberAt int) error {
	now := c.Now()
	l := store.Link{Threshold: c.Threshold, Card: store.Card{Card: read}}
	err := c.commitWith(func(tx *store.Tx) ([]outgoing, error) {
		if err := c.spend(tx, c.NewFollowers(read.PAN), "limit.followers"); err != nil {
			return nil, err
		}
		cardID, err := c.Watcher.Record(c.ctx, tx, read, c.chat.ID)
		if err != nil {
			return nil, err
		}
		l.ID, err = tx.AddLink(c.ctx, store.NewLink{
			ChatID: c.chat.ID, CardID: cardID, Threshold: c.Threshold,
			Low: watch.IsLow(l, c.Threshold), Limit: maxCards,
		}, now)
		if err != nil {
			return nil, err
		}
		if err := c.Watcher.Reconsider(c.ctx, tx, cardID); err != nil {
			return nil, err
		}
		return []outgoing{c.linked(l, numberAt)}, c.ask(tx, stepName, nameDialog{Link: l.ID, Message: numberAt})
	})
	switch {
	case errors.Is(err, store.ErrExists):
		l, err := c.Store.LinkOf(c.ctx, c.chat.ID, read.PAN)
		if err != nil {
			return err
		}
		return c.alreadyLinked(l)
	case errors.Is(err, store.ErrFull):
		return c.full()
	}
	c.Outbox.Wake() // the reading may have yielded pushes for other chats
	return c.orTooMany(err)
}

// linked is the message that a card is linked now: its figures, and how to
// call it.
func (c *turn) linked(l store.Link, numberAt int) outgoing {
	ask := "name.ask"
	if c.chat.Kind != store.Private {
		ask = "name.ask_group"
	}
	o := c.question(texts.Join("\n\n",
		texts.Lines(c.t.T("add.done", texts.Args{"Card": c.cardName(l)}), c.figures(l)), c.t.T(ask, nil)))
	o.Keyboard = append(c.nameButtons(nameDialog{Link: l.ID, Message: numberAt}), c.eraseButtons(numberAt)...)
	return o
}

// eraseButtons offer to delete the message that holds the full number.
func (c *turn) eraseButtons(numberAt int) keyboard {
	if numberAt == 0 {
		return nil
	}
	return keyboard{{c.button("button.erase", "erase", strconv.Itoa(numberAt))}}
}

// pressErase deletes the message that holds the full number.
func (c *turn) pressErase(args []string) error {
	id, err := argInt(args, 0)
	if err != nil {
		return errStale
	}
	if c.Telegram.Delete(c.ctx, c.chat.ID, int(id)) {
		c.toast(c.t.Plain("erase.done", nil))
		return nil
	}
	c.alert(c.t.Plain("erase.failed", nil))
	return nil
}
