package cards

import (
	"context"
	"errors"
	"slices"

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

// TypedNumber links the card whose number was typed, or each of several: the
// digits are checked, then the cabinet is asked. Where the number answers
// [AskReplacement], the card takes the place of the linked one.
func (c *Cards) TypedNumber(r *chat.Request, call chat.Call) error {
	found := onayclient.FindPANs(r.Text)
	switch {
	case len(found) == 0:
		return r.Reply(r.Question(c.noNumber(r)))
	case len(found) > 1 && call.Link.ID != 0:
		return r.Reply(r.Question(r.W.T("number.one")))
	case len(found) > 1:
		return c.addSeveral(r, found)
	case found[0].Err != nil:
		return r.Reply(r.Question(wrongNumber(r.W, found[0].Err)))
	}
	return c.addOne(r, found[0], call.Link)
}

// noNumber says what is missing in what has no number. Pictures and voices are
// not looked into.
func (c *Cards) noNumber(r *chat.Request) texts.HTML {
	if r.Text == "" && r.Message.Media {
		return r.W.T("number.media")
	}
	_, err := onayclient.ParseTyped(r.Text)
	return wrongNumber(r.W, err)
}

// wrongNumber says which check a number failed.
func wrongNumber(w *chat.Writer, err error) texts.HTML {
	var e *onayclient.PANError
	if !errors.As(err, &e) {
		return w.T("number.not_number")
	}
	switch e.Reason {
	case onayclient.ReasonLength:
		return w.N("number.length", int64(e.Digits))
	case onayclient.ReasonLuhn:
		return w.T("number.luhn")
	case onayclient.ReasonTail:
		return w.T("number.tail")
	}
	return w.T("number.not_number")
}

// addOne links a card if the cabinet knows it, in the place of another if there
// is one.
func (c *Cards) addOne(r *chat.Request, number onayclient.Found, old store.Link) error {
	links, err := c.Store.Links(r.Ctx, r.W.Chat.ID)
	if err != nil {
		return err
	}
	name := c.namesBeside([]onayclient.Found{number})[0]
	known, linked := linkOf(links, number.PAN)
	switch {
	case linked && name != "" && old.ID == 0:
		return c.rename(r, known, naming{Link: known.ID, Renames: true}, name)
	case linked:
		return c.alreadyLinked(r, known)
	case len(links) >= maxCards && old.ID == 0:
		return full(r)
	}
	ctx, cancel := r.Patient()
	defer cancel()
	r.Show(telegram.Typing)
	read, refusal, err := c.fetchNew(ctx, r, number.PAN)
	switch {
	case err != nil:
		return r.OrLimit(err)
	case refusal != nil:
		return r.Reply(*refusal)
	}
	n := naming{NumberAt: typedAt(r, number), Name: name}
	return c.linkRead(r, []onayclient.Card{read}, nil, func(tx *store.Tx, card store.Card) (telegram.Message, error) {
		if old.ID != 0 {
			return c.replace(r, tx, old, card, n.NumberAt)
		}
		return c.link(r, tx, card, n)
	})
}

func linkOf(links []store.Link, pan onayclient.PAN) (store.Link, bool) {
	i := slices.IndexFunc(links, func(l store.Link) bool { return l.Card.PAN == pan })
	if i < 0 {
		return store.Link{}, false
	}
	return links[i], true
}

func (c *Cards) alreadyLinked(r *chat.Request, link store.Link) error {
	m := c.already(r.W, link)
	if r.Message.IsEdited() { // perhaps by it the card was linked: then its name is still asked for
		return r.Reply(m)
	}
	return r.Conclude(m)
}

func (c *Cards) already(w *chat.Writer, link store.Link) telegram.Message {
	text := texts.Lines(w.T("add.already", texts.Args{"Card": w.Card(link)}), w.Balance(link), w.Age(link.Card))
	return w.Message(text, c.MainRow(w))
}

// fetchNew reads a card that is to be linked. Where that cannot be, the refusal
// says why; the error may be a [*chat.Limit].
func (c *Cards) fetchNew(ctx context.Context, r *chat.Request, pan onayclient.PAN) (
	read onayclient.Card, refusal *telegram.Message, err error) {
	if err := c.countNewCard(r, pan); err != nil {
		return read, nil, err
	}
	var m telegram.Message
	read, err = c.Watcher.Fetch(ctx, pan)
	switch {
	case err == nil:
		return read, nil, nil
	case errors.Is(err, onayclient.ErrNoCard):
		m = r.Question(r.W.T("add.no_card"))
	default:
		c.refundNewCard(r)
		why := r.W.Trouble(chat.OrSlow(ctx, err))
		if errors.Is(err, onayclient.ErrNotTold) {
			why = r.W.T("add.not_told")
		}
		m = r.W.Message(texts.Lines(why, r.W.T("add.not_now")))
	}
	return read, &m, nil
}

// linkRead links cards that have just been read, and answers what link says of
// each after the answers that are there.
func (c *Cards) linkRead(r *chat.Request, read []onayclient.Card, answers []telegram.Message,
	link func(*store.Tx, store.Card) (telegram.Message, error)) error {
	err := r.CommitWith(func(tx *store.Tx) ([]telegram.Message, error) {
		if _, err := r.EndQuestion(tx); err != nil {
			return nil, err
		}
		all := slices.Clone(answers)
		for _, card := range read {
			if err := countFollower(r, tx, card.PAN); err != nil {
				return nil, err
			}
			recorded, err := c.Watcher.Record(r.Ctx, tx, card, r.W.Chat.ID)
			if err != nil {
				return nil, err
			}
			answer, err := link(tx, recorded)
			if err != nil {
				return nil, err
			}
			all = append(all, answer)
		}
		return all, nil
	})
	if err == nil {
		c.Outbox.Wake() // the reading may have yielded pushes for other chats
	}
	return OrLimit(r, err)
}

// typedAt is the message that holds the full number; 0: it holds fewer digits.
func typedAt(r *chat.Request, number onayclient.Found) int {
	if !number.Whole {
		return 0
	}
	return r.Message.ID
}

// LinkInvited links the card of another chat's link to a chat that was invited
// to follow it, as part of a commit, under a name and with the fare that was
// chosen there. The card stays as it was read last: the cabinet is not asked.
// Nor is the chat counted among the card's new followers, whose limit is against
// strangers. What its errors say to the person is up to [OrLimit].
func (c *Cards) LinkInvited(r *chat.Request, tx *store.Tx, host store.Link, name string) (store.Link, error) {
	if err := r.Spend(tx, newCards(r), "limit.cards"); err != nil {
		return store.Link{}, err
	}
	link, err := c.addLink(r, tx, host.Card)
	if err != nil {
		return link, err
	}
	link.ChatID, link.Name, link.City, link.DeclaredFare = r.W.Chat.ID, name, host.City, host.DeclaredFare
	if err := tx.RenameLink(r.Ctx, link.ChatID, link.ID, name); err != nil {
		return link, err
	}
	return link, c.choose(r, tx, link)
}

// link links a card that is stored. It asks for the card's name, unless that was
// typed beside the number.
func (c *Cards) link(r *chat.Request, tx *store.Tx, card store.Card, n naming) (answer telegram.Message, err error) {
	link, err := c.addLink(r, tx, card)
	if err != nil {
		return answer, err
	}
	n.Link = link.ID
	if n.Name == "" {
		return linked(r, link, n), r.Expect(tx, AskName, n)
	}
	link.Name = n.Name
	if err := tx.RenameLink(r.Ctx, r.W.Chat.ID, link.ID, link.Name); err != nil {
		return answer, err
	}
	return c.afterName(r, link, n), nil
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
	return link, c.Watcher.Follows(r.Ctx, tx, link)
}

// linked says that a card is linked, and asks for its name.
func linked(r *chat.Request, link store.Link, n naming) telegram.Message {
	ask := "name.ask"
	switch {
	case n.Pressed:
		ask = "name.ask_button"
	case r.W.Chat.Kind != store.Private:
		ask = "name.ask_group"
	}
	m := r.Question(texts.Join("\n\n", added(r.W, link), r.W.T(ask)))
	m.Keyboard = append(nameRows(r.W, n), eraseRow(r.W, n.NumberAt)...)
	return m
}

// added says that a card is linked.
func added(w *chat.Writer, l store.Link) texts.HTML {
	return texts.Lines(w.T("add.done", texts.Args{"Card": w.Card(l)}), w.Balance(l))
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
