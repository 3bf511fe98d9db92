package bot

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

// reading is what is known of a card while its balance is shown.
type reading struct {
	link    store.Link
	pending bool // the cabinet is being asked
	err     error
}

// balance shows every card with the last figures known at once, and edits
// the message as readings come.
func (c *turn) balance() error {
	links, err := c.Store.Links(c.ctx, c.chat.ID)
	if err != nil {
		return err
	}
	if len(links) == 0 {
		return c.askNumber(c.t.T("cards.none", nil))
	}
	view := c.newBalanceView(links)
	return view.show(c.newMessage(view.text(), view.buttons()))
}

// pressBalance is "refresh", which edits the message, or "show", which sends
// a new one.
func (c *turn) pressBalance(args []string) error {
	if !slices.Equal(args, []string{"refresh"}) || c.under == 0 {
		return c.balance()
	}
	links, err := c.Store.Links(c.ctx, c.chat.ID)
	if err != nil {
		return err
	}
	if len(links) == 0 {
		return c.say(c.inPlace(c.t.T("cards.none", nil), []button{c.button("button.add", "add")}))
	}
	view := c.newBalanceView(links)
	view.messageID = c.under
	fresh := !view.waiting()
	if err := view.refresh(); err != nil {
		return err
	}
	for _, trouble := range view.troubles() {
		c.toast(plainText(trouble))
	}
	if fresh {
		c.toast(c.t.Plain("balance.fresh", nil))
	}
	return nil
}

// balanceView is the message of /balance.
type balanceView struct {
	*turn
	cards     []reading
	messageID int
	shown     texts.HTML // what the message says now, as far as known
}

func (c *turn) newBalanceView(links []store.Link) *balanceView {
	v := &balanceView{turn: c}
	for _, l := range links {
		v.cards = append(v.cards, reading{link: l, pending: !c.Watcher.Fresh(l.Card.At)})
	}
	return v
}

func (v *balanceView) waiting() bool {
	return slices.ContainsFunc(v.cards, func(r reading) bool { return r.pending })
}

// show sends the first message and brings it up to date.
func (v *balanceView) show(o outgoing) error {
	v.shown = o.Text
	id, err := v.sendNow(o)
	if err != nil || id == 0 || !v.waiting() {
		return err
	}
	v.messageID = id
	return v.refresh()
}

// refresh reads the cards that are not fresh, for at most [cabinetPatience],
// and edits the message meanwhile and at the end.
func (v *balanceView) refresh() error {
	ctx, cancel := v.Patient()
	defer cancel()
	results := v.readAll(ctx)
	if v.waiting() {
		v.typing()
	}
	tick := time.NewTicker(editEvery)
	defer tick.Stop()
	for v.waiting() {
		select {
		case r := <-results:
			v.take(r)
		case <-tick.C:
			v.editMeanwhile(ctx)
		case <-ctx.Done():
			v.giveUp()
		}
	}
	return v.edit()
}

// result is the reading of the card at an index.
type result struct {
	index int
	card  onayclient.Card
	err   error
}

func (v *balanceView) readAll(ctx context.Context) <-chan result {
	results := make(chan result, len(v.cards))
	for i, r := range v.cards {
		if r.pending {
			go func() {
				card, err := v.Watcher.Read(ctx, r.link.Card.PAN, v.chat.ID)
				results <- result{i, card, chat.OrSlow(ctx, err)}
			}()
		}
	}
	return results
}

func (v *balanceView) take(r result) {
	card := &v.cards[r.index]
	card.pending, card.err = false, r.err
	if r.err == nil {
		card.link.Card.Card = r.card
	}
}

func (v *balanceView) giveUp() {
	for i := range v.cards {
		if v.cards[i].pending {
			v.take(result{index: i, err: chat.ErrSlow})
		}
	}
}

// editMeanwhile shows the readings so far. It may fail: the last edit does
// not. A group's twenty messages a minute are too few for it.
func (v *balanceView) editMeanwhile(ctx context.Context) {
	text := v.text()
	if text == v.shown || v.chat.Kind != store.Private {
		return
	}
	if _, err := v.Telegram.Send(ctx, v.edited(text)); err == nil {
		v.shown = text
	}
}

// edit brings the message up to date, if it says something else by now.
func (v *balanceView) edit() error {
	text := v.text()
	if text == v.shown {
		return nil
	}
	return v.say(v.edited(text))
}

func (v *balanceView) edited(text texts.HTML) outgoing {
	o := v.newMessage(text, v.buttons())
	o.Edit, o.ReplyTo = v.messageID, 0
	return o
}

// text is the whole message. Where it would be too long, the ages of the
// figures give way before the cards do.
func (v *balanceView) text() texts.HTML {
	if text := v.compose(v.block); telegram.Fits(text) {
		return text
	}
	return v.compose(func(r reading) texts.HTML {
		return texts.Lines("💳 "+v.cardName(r.link), v.figures(r.link))
	})
}

func (v *balanceView) compose(block func(reading) texts.HTML) texts.HTML {
	var parts []texts.HTML
	for _, r := range v.cards {
		parts = append(parts, block(r))
	}
	if troubles := v.troubles(); len(troubles) > 0 {
		parts = append(parts, texts.Lines(append(troubles, v.t.T("balance.last_known", nil))...))
	}
	return texts.Join("\n\n", parts...)
}

// troubles is what is wrong with the cabinet, each thing once.
func (v *balanceView) troubles() []texts.HTML {
	var list []texts.HTML
	for _, r := range v.cards {
		if r.err == nil || errors.Is(r.err, onayclient.ErrNoCard) {
			continue
		}
		if text := v.W.Trouble(r.err); !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

// block is one card of the message: its name, figures, and their age.
func (v *balanceView) block(r reading) texts.HTML {
	card := r.link.Card.Card
	asOf := texts.Args{"AsOf": v.t.When(texts.AsOf, card.At, v.Now())}
	age := v.age(card)
	switch {
	case r.pending:
		age = v.t.T("balance.pending", asOf)
	case errors.Is(r.err, onayclient.ErrNoCard):
		age = texts.Lines(v.t.T("balance.as_of", asOf), v.t.T("trouble.no_card", nil))
	case r.err != nil:
		age = v.t.T("balance.as_of", asOf)
	}
	return texts.Lines("💳 "+v.cardName(r.link), v.figures(r.link), age)
}

func (v *balanceView) buttons() []button {
	row := []button{v.button("button.refresh", "bal", "refresh")}
	if v.Rides {
		row = append(row, v.button("button.trips", "trips"))
	}
	return row
}
