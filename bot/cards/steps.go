package cards

import (
	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// afterName is the step of linking that follows a card's name: its fare where
// the cabinet does not tell it, else its threshold. A card that rides are not
// charged to needs none. Whoever leaves here keeps a link that works.
func (c *Cards) afterName(r *chat.Request, l store.Link, n naming) telegram.Message {
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
	w, done := r.W, r.W.T("name.done", texts.Args{"Card": r.W.Card(l)})
	if n.Name != "" {
		done = added(w, l)
	}
	otherwise := w.T("first.default_off")
	if l.Threshold > 0 {
		otherwise = w.T("first.default", texts.Args{"Threshold": w.Below(l)})
	}
	last := []telegram.Button{w.Button("button.no_need", chat.VerbThreshold, l.ID, inTenge, 0, n.NumberAt)}
	if fareKnown(w, l) {
		last = append(offer(w, l, inRides, []int64{3}, n.NumberAt), last...)
	}
	text := texts.Lines(done, w.T("first.ask"), otherwise)
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
		texts.Join("\n\n", head, texts.Lines(c.nextOfRides(w, l), w.T("first.balance"))),
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
