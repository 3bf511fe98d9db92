package cards

import (
	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// afterName is the step of linking that follows a card's name: what is offered of
// a child's card.
func (c *Cards) afterName(r *chat.Request, l store.Link, n naming) telegram.Message {
	if _, rows := c.Offer(r.W, l, n.NumberAt); len(rows) == 0 {
		return c.afterOffer(r, l, n)
	}
	return c.offered(r, l, n)
}

// Offered is the step of linking that offers to be told of rides, as it stands now.
func (c *Cards) Offered(r *chat.Request, l store.Link, numberAt int) telegram.Message {
	return c.offered(r, l, naming{NumberAt: numberAt})
}

func (c *Cards) offered(r *chat.Request, l store.Link, n naming) telegram.Message {
	w := r.W
	line, rows := c.Offer(w, l, n.NumberAt)
	next := "button.no_need"
	if l.Subscriptions.Has(watch.NeedTransactions) {
		next = "button.next"
	}
	rows = append(rows, []telegram.Button{w.Button(next, chat.VerbName, l.ID, "next", n.NumberAt)})
	m := r.InPlace(w.Message(texts.Join("\n\n", named(w, l, n), texts.Lines(line, firstAlert(w, l))), rows...))
	m.Keyboard = append(m.Keyboard, eraseRow(w, n.NumberAt)...)
	return m
}

// named says that a card is named or, where that was typed beside its number, linked.
func named(w *chat.Writer, l store.Link, n naming) texts.HTML {
	if n.Name != "" {
		return added(w, l)
	}
	return w.T("name.done", texts.Args{"Card": w.Card(l)})
}

// afterOffer is the step of linking that follows the offer: the card's fare where
// the cabinet does not tell it, else its threshold. A card that rides are not
// charged to needs none. Whoever leaves here keeps a link that works.
func (c *Cards) afterOffer(r *chat.Request, l store.Link, n naming) telegram.Message {
	switch {
	case l.Class() == onayclient.FareUnknown:
		return askFare(r, l, n.NumberAt)
	case !watch.PaysByRide(l.Class()):
		return c.allSet(r, l, n.NumberAt)
	}
	return firstThreshold(r, l, n)
}

// firstThreshold asks for the threshold of a card that is being linked.
func firstThreshold(r *chat.Request, l store.Link, n naming) telegram.Message {
	w := r.W
	otherwise := w.T("first.default_off")
	if l.Threshold > 0 {
		otherwise = w.T("first.default", texts.Args{"Threshold": w.Below(l)})
	}
	last := []telegram.Button{w.Button("button.no_need", chat.VerbThreshold, l.ID, inTenge, 0, n.NumberAt)}
	if fareKnown(w, l) {
		last = append(offer(w, l, inRides, []int64{3}, n.NumberAt), last...)
	}
	text := texts.Lines(named(w, l, n), w.T("first.ask"), otherwise)
	m := r.InPlace(w.Message(text, offer(w, l, inTenge, []int64{300, 500, 1000}, n.NumberAt), last))
	m.Keyboard = append(m.Keyboard, eraseRow(w, n.NumberAt)...)
	return m
}

// allSet is the last message of linking: when the bot will speak up, and what
// the chat can do next.
func (c *Cards) allSet(r *chat.Request, l store.Link, numberAt int) telegram.Message {
	w := r.W
	head := texts.Lines(w.T("first.done", texts.Args{"Card": w.Card(l)}), w.Balance(l), firstAlert(w, l))
	m := r.InPlace(w.Message(
		texts.Join("\n\n", head, texts.Lines(c.toldOfRides(w, l), w.T("first.balance"))),
		c.MainRow(w),
		[]telegram.Button{w.Button("button.alerts", chat.VerbAlerts, l.ID), w.Button("button.more", chat.VerbAdd)}))
	m.Keyboard = append(m.Keyboard, eraseRow(w, numberAt)...)
	return m
}

// firstAlert says when the bot will speak up, in words for a new card where it
// has not fallen below its threshold.
func firstAlert(w *chat.Writer, l store.Link) texts.HTML {
	switch {
	case !watch.PaysByRide(l.Class()) || watch.IsLow(l, w.Threshold(l)):
		return w.AlertLine(l)
	case l.Threshold == 0:
		return w.T("first.no_alert")
	}
	return w.T("first.alert", texts.Args{"Threshold": w.Below(l)})
}

// toldOfRides says what the chat is to be told of rides or, where that is nothing,
// how it gets to see them.
func (c *Cards) toldOfRides(w *chat.Writer, l store.Link) texts.HTML {
	if l.Subscriptions.Has(watch.NeedTransactions) {
		if line, _ := c.Offer(w, l, 0); line != "" {
			return line
		}
	}
	return c.nextOfRides(w, l)
}

// nextOfRides says how the chat gets to see the card's rides, or what there is
// in their place.
func (c *Cards) nextOfRides(w *chat.Writer, l store.Link) texts.HTML {
	switch {
	case !c.Access.Account:
		return w.T("first.days")
	case c.Access.MayViewRides(l):
		return w.T("first.rides")
	}
	return w.T("first.proof")
}
