package cards

import (
	"context"
	"errors"
	"slices"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

// editEvery is how often a message is edited while readings come in.
const editEvery = time.Second

// ShowBalance answers /balance: with the last balances known at once, and with
// an edit as readings come in.
func (c *Cards) ShowBalance(r *chat.Request, _ chat.Call) error {
	v, err := c.newView(r)
	switch {
	case err != nil:
		return err
	case len(v.cards) == 0:
		return AskCard(r, "cards.none")
	}
	first := r.W.Message(balancesText(r.W, v.cards), v.buttons())
	if !v.waiting() {
		return r.Reply(first)
	}
	switch v.messageID, err = r.SendFirst(first); {
	case errors.Is(err, telegram.ErrBlocked):
		return nil
	case err != nil:
		return err
	case v.messageID != 0:
		v.shown = first.Text
	}
	return v.refresh()
}

// PressBalance is called with "refresh", which edits the message, or with
// "show", which sends a new one.
func (c *Cards) PressBalance(r *chat.Request, call chat.Call) error {
	if !call.Is("refresh") || r.Press.Under == 0 {
		return c.ShowBalance(r, call)
	}
	v, err := c.newView(r)
	switch {
	case err != nil:
		return err
	case len(v.cards) == 0:
		return noCards(r)
	}
	v.messageID = r.Press.Under
	fresh := !v.waiting()
	if err := v.refresh(); err != nil {
		return err
	}
	if fresh {
		r.Toast(r.W.Plain("balance.fresh"))
	} else if list := troubles(r.W, v.cards); len(list) > 0 {
		r.Toast(chat.PlainText(list[0]))
	}
	return nil
}

// view is a message with balances that is brought up to date.
type view struct {
	c         *Cards
	r         *chat.Request
	cards     []shownCard
	messageID int        // 0: it is still to be sent
	shown     texts.HTML // what the message says now; "": that is not known
}

// shownCard is what is known of a card while its balance is shown.
type shownCard struct {
	link    store.Link
	still   time.Time // since when it stands still; zero: it does not
	pending bool      // the cabinet is being asked
	err     error     // why it could not be read
}

func (c *Cards) newView(r *chat.Request) (*view, error) {
	links, err := c.Store.Links(r.Ctx, r.W.Chat.ID)
	v := &view{c: c, r: r}
	for _, l := range links {
		still, err := c.Watcher.StillSince(r.Ctx, l)
		if err != nil {
			return nil, err
		}
		pending := !c.Watcher.Fresh(l.Card.LastRead().At)
		v.cards = append(v.cards, shownCard{link: l, still: still, pending: pending})
	}
	return v, err
}

func (v *view) waiting() bool {
	return slices.ContainsFunc(v.cards, func(c shownCard) bool { return c.pending })
}

func (v *view) buttons() []telegram.Button {
	row := []telegram.Button{v.r.W.Button("button.refresh", chat.VerbBalance, "refresh")}
	if v.c.Access.Account {
		row = append(row, v.r.W.Button("button.trips", chat.VerbTrips))
	}
	return row
}

// refresh reads the cards that are not fresh, for as long as a person waits,
// and edits the message meanwhile and at the end.
func (v *view) refresh() error {
	ctx, cancel := v.r.Patient()
	defer cancel()
	results := v.readAll(ctx)
	if v.waiting() {
		v.r.Show(telegram.Typing)
	}
	tick := time.NewTicker(editEvery)
	defer tick.Stop()
	for v.waiting() {
		select {
		case got := <-results:
			v.take(got)
		case <-tick.C:
			v.editMeanwhile(ctx)
		}
	}
	switch text := balancesText(v.r.W, v.cards); {
	case v.messageID == 0: // Telegram may be as slow again: it is written down first
		return v.r.Commit(func(*store.Tx) error { return nil }, v.edited(text))
	case text != v.shown:
		return v.r.Reply(v.edited(text))
	}
	return nil
}

// result is the reading of the card at an index.
type result struct {
	index int
	card  store.Card
	err   error
}

// readAll begins to read the cards that are not fresh. When ctx ends, the
// results of those that are still being read come soon.
func (v *view) readAll(ctx context.Context) <-chan result {
	results := make(chan result, len(v.cards))
	for i, c := range v.cards {
		if c.pending {
			go func() {
				card, err := v.c.Watcher.Read(ctx, c.link.Card.PAN, v.r.W.Chat.ID)
				results <- result{i, card, chat.OrSlow(ctx, err)}
			}()
		}
	}
	return results
}

func (v *view) take(got result) {
	c := &v.cards[got.index]
	c.pending, c.err = false, got.err
	if got.err != nil {
		return
	}
	if got.card.Balance != c.link.Card.Balance {
		c.still = time.Time{}
	}
	c.link.Card.Card, c.link.Card.Doubt = got.card.Card, got.card.Doubt
}

// editMeanwhile shows the readings so far. It may fail, since another edit
// follows. A group's twenty messages a minute are too few for it.
func (v *view) editMeanwhile(ctx context.Context) {
	text := balancesText(v.r.W, v.cards)
	if text == v.shown || v.messageID == 0 || v.r.W.Chat.Kind != store.Private {
		return
	}
	if _, err := v.r.SendUnstored(ctx, v.edited(text)); err == nil {
		v.shown = text
	}
}

func (v *view) edited(text texts.HTML) telegram.Message {
	m := v.r.W.Message(text, v.buttons())
	if v.messageID != 0 {
		m.Edit, m.ReplyTo = v.messageID, 0
	}
	return m
}

// balancesText is the message of /balance. Where it would be too long, the ages
// of the balances give way before the cards do.
func balancesText(w *chat.Writer, cards []shownCard) texts.HTML {
	var long, short []texts.HTML
	for _, c := range cards {
		block := texts.Lines("💳 "+w.Card(c.link), w.Balance(c.link))
		short = append(short, block)
		if !c.still.IsZero() {
			block = texts.Lines(block, w.T("balance.still", texts.Args{"Day": w.Day(c.still)}))
		}
		long = append(long, texts.Lines(block, age(w, c)))
	}
	if list := troubles(w, cards); len(list) > 0 {
		end := texts.Lines(append(list, w.T("balance.last_known"))...)
		long, short = append(long, end), append(short, end)
	}
	if text := texts.Join("\n\n", long...); telegram.Fits(text) {
		return text
	}
	return texts.Join("\n\n", short...)
}

// age says of when a balance is, and what is wrong with the card.
func age(w *chat.Writer, c shownCard) texts.HTML {
	args := texts.Args{"AsOf": w.When(texts.AsOf, c.link.Card.At)}
	asOf := w.T("balance.as_of", args)
	if c.link.Card.Doubtful() {
		asOf = "" // the balance says so
	}
	switch {
	case c.pending:
		return w.T("balance.pending", args)
	case errors.Is(c.err, onayclient.ErrNoCard):
		return texts.Lines(asOf, w.T("trouble.no_card"))
	case errors.Is(c.err, onayclient.ErrNotTold):
		return texts.Lines(asOf, w.T("trouble.not_told"))
	case c.err != nil:
		return asOf
	}
	return w.Age(c.link.Card)
}

// troubles is what is wrong with the cabinet, each thing once.
func troubles(w *chat.Writer, cards []shownCard) (list []texts.HTML) {
	for _, c := range cards {
		if c.err == nil || errors.Is(c.err, onayclient.ErrNoCard) || errors.Is(c.err, onayclient.ErrNotTold) {
			continue
		}
		if text := w.Trouble(c.err); !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}
