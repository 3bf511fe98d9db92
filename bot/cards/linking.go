package cards

import (
	"errors"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// AskNumber is the name of the question for a card's number.
const AskNumber = "number"

// maxCards is how many cards a chat may follow.
const maxCards = 20

// Add answers /add, with a number after it or without, and its button.
func (c *Cards) Add(r *chat.Request, call chat.Call) error {
	if r.Text != "" {
		return c.TypedNumber(r, call)
	}
	return AskCard(r, "add.ask")
}

// TypedNumber links the card whose number was typed: its digits are checked,
// then the cabinet is asked. Where the number answers [AskReplacement], the card
// takes the place of the linked one. Of the last 8 digits, the check digit fits one old
// prefix at the most, since the two differ in one digit.
func (c *Cards) TypedNumber(r *chat.Request, call chat.Call) error {
	pans, err := onayclient.Candidates(r.Text)
	if err != nil {
		return r.Reply(r.Question(wrongNumber(r.W, err)))
	}
	if len(pans) == 0 {
		return r.Reply(r.Question(r.W.T("number.tail")))
	}
	links, err := c.Store.Links(r.Ctx, r.W.Chat.ID)
	if err != nil {
		return err
	}
	for _, known := range links {
		if known.Card.PAN == pans[0] {
			return c.alreadyLinked(r, known)
		}
	}
	if len(links) >= maxCards && call.Link.ID == 0 {
		return full(r)
	}
	return c.linkIfKnown(r, pans[0], call.Link)
}

// wrongNumber says which check a number failed.
func wrongNumber(w *chat.Writer, err error) texts.HTML {
	var e *onayclient.PANError
	known := errors.As(err, &e)
	switch {
	case known && e.Reason == onayclient.ReasonLength:
		return w.N("number.length", int64(e.Digits))
	case known && e.Reason == onayclient.ReasonLuhn:
		return w.T("number.luhn")
	}
	return w.T("number.not_number")
}

func (c *Cards) alreadyLinked(r *chat.Request, link store.Link) error {
	text := texts.Lines(r.W.T("add.already", texts.Args{"Card": r.W.Card(link)}), r.W.Balance(link), r.W.Age(link.Card.At))
	m := r.W.Message(text, c.MainRow(r.W))
	if r.Message.IsEdited() { // perhaps by it the card was linked: then its name is still asked for
		return r.Reply(m)
	}
	return r.Conclude(m)
}

// linkIfKnown links a card if the cabinet knows it, in the place of another if
// there is one.
func (c *Cards) linkIfKnown(r *chat.Request, pan onayclient.PAN, old store.Link) error {
	if err := c.countNewCard(r, pan); err != nil {
		return r.OrLimit(err)
	}
	ctx, cancel := r.Patient()
	defer cancel()
	r.Show(telegram.Typing)
	read, err := c.Watcher.Fetch(ctx, pan)
	switch {
	case errors.Is(err, onayclient.ErrNoCard):
		return r.Reply(r.Question(r.W.T("add.no_card")))
	case err != nil:
		c.refundNewCard(r)
		why := r.W.Trouble(chat.OrSlow(ctx, err))
		if errors.Is(err, onayclient.ErrNotTold) {
			why = r.W.T("add.not_told")
		}
		return r.Reply(r.W.Message(texts.Lines(why, r.W.T("add.not_now"))))
	}
	return c.linkRead(r, read, old)
}

// linkRead links a card that has just been read.
func (c *Cards) linkRead(r *chat.Request, read onayclient.Card, old store.Link) error {
	err := r.CommitWith(func(tx *store.Tx) ([]telegram.Message, error) {
		if err := countFollower(r, tx, read.PAN); err != nil {
			return nil, err
		}
		cardID, err := c.Watcher.Record(r.Ctx, tx, read, r.W.Chat.ID)
		if err != nil {
			return nil, err
		}
		card := store.Card{ID: cardID, Card: read}
		if old.ID != 0 {
			answer, err := c.replace(r, tx, old, card)
			return []telegram.Message{answer}, err
		}
		_, answer, err := c.link(r, tx, card, typedAt(r))
		return []telegram.Message{answer}, err
	})
	if err == nil {
		c.Outbox.Wake() // the reading may have yielded pushes for other chats
	}
	return OrLimit(r, err)
}

// typedAt is the message that holds the full number; 0: it holds fewer digits.
func typedAt(r *chat.Request) int {
	if _, err := onayclient.ParsePAN(r.Text); err != nil {
		return 0
	}
	return r.Message.ID
}

// LinkInvited links a card to a chat that was invited to follow it, as part of
// a commit, under the name that it comes with. The card stays as it was read
// last: the cabinet is not asked. Nor is the chat counted among the card's new
// followers, whose limit is against strangers. What its errors say to the
// person is up to [OrLimit].
func (c *Cards) LinkInvited(r *chat.Request, tx *store.Tx, card store.Card, name string) (store.Link, error) {
	if err := r.Spend(tx, newCards(r), "limit.cards"); err != nil {
		return store.Link{}, err
	}
	link, err := c.addLink(r, tx, card)
	if err != nil {
		return link, err
	}
	link.Name = name
	return link, tx.RenameLink(r.Ctx, r.W.Chat.ID, link.ID, name)
}

// link links a card that is stored, and asks for its name.
func (c *Cards) link(r *chat.Request, tx *store.Tx, card store.Card, numberAt int) (
	link store.Link, answer telegram.Message, err error) {
	if link, err = c.addLink(r, tx, card); err != nil {
		return link, answer, err
	}
	n := naming{Link: link.ID, NumberAt: numberAt}
	return link, linked(r, link, n), r.Expect(tx, AskName, n)
}

// addLink links a card that is stored, and has it read as the chat needs it.
func (c *Cards) addLink(r *chat.Request, tx *store.Tx, card store.Card) (link store.Link, err error) {
	link = store.Link{Threshold: c.Threshold, Card: card}
	link.ID, err = tx.AddLink(r.Ctx, store.NewLink{
		ChatID: r.W.Chat.ID, CardID: card.ID, Threshold: c.Threshold, Low: watch.IsLow(link, c.Threshold), Limit: maxCards,
	}, r.W.Now())
	if err != nil {
		return link, err
	}
	return link, c.Watcher.Reconsider(r.Ctx, tx, card.ID)
}

// linked says that a card is linked, and asks for its name.
func linked(r *chat.Request, link store.Link, n naming) telegram.Message {
	ask := "name.ask"
	if r.W.Chat.Kind != store.Private {
		ask = "name.ask_group"
	}
	done := texts.Lines(r.W.T("add.done", texts.Args{"Card": r.W.Card(link)}), r.W.Balance(link))
	m := r.Question(texts.Join("\n\n", done, r.W.T(ask)))
	m.Keyboard = append(nameRows(r.W, n), eraseRow(r.W, n.NumberAt)...)
	return m
}

// eraseRow offers to delete the message that holds the full number.
func eraseRow(w *chat.Writer, numberAt int) telegram.Keyboard {
	if numberAt == 0 {
		return nil
	}
	return telegram.Keyboard{{w.Button("button.erase", chat.VerbErase, numberAt)}}
}

// Erase deletes the message that holds the full number.
func (c *Cards) Erase(r *chat.Request, call chat.Call) error {
	numberAt, err := call.Int(0)
	if err != nil {
		return err
	}
	if c.Delete(r.Ctx, r.W.Chat.ID, numberAt) {
		r.Toast(r.W.Plain("erase.done"))
		return nil
	}
	r.Alert(r.W.Plain("erase.failed"))
	return nil
}
