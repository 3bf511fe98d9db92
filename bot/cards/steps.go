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
// charged to needs none. Whoever leaves here keeps a link that works. numberAt
// is the message that holds the full number.
func (s *Settings) afterName(r *chat.Request, l store.Link, numberAt int) telegram.Message {
	switch {
	case l.Class() == onayclient.FareUnknown:
		return askFare(r, l, numberAt)
	case !watch.PaysByRide(l.Class()):
		return s.allSet(r, l, numberAt)
	}
	return firstThreshold(r, l, numberAt)
}

// firstThreshold asks for the threshold of a card that is being linked.
func firstThreshold(r *chat.Request, l store.Link, numberAt int) telegram.Message {
	w := r.W
	otherwise := w.T("first.default_off")
	if l.Threshold > 0 {
		otherwise = w.T("first.default", texts.Args{"Threshold": w.Below(l)})
	}
	last := []telegram.Button{w.Button("button.no_need", chat.VerbFirst, l.ID, 0, numberAt)}
	if fareKnown(w, l) {
		inRides := w.Labelled(ridesLabel(w, firstOffer.rides[0]), chat.VerbFirst, l.ID, byRides, numberAt)
		last = append([]telegram.Button{inRides}, last...)
	}
	m := r.InPlace(w.Message(
		texts.Lines(w.T("name.done", texts.Args{"Card": w.Card(l)}), w.T("first.ask"), otherwise),
		tengeButtons(w, firstOffer, chat.VerbFirst, l, numberAt), last))
	m.Keyboard = append(m.Keyboard, eraseRow(w, numberAt)...)
	return m
}

// PressFirst is called with "TENGE NUMBERAT" or with "rides NUMBERAT".
func (s *Settings) PressFirst(r *chat.Request, call chat.Call) error {
	numberAt, err := call.Int(1)
	if err != nil {
		return err
	}
	l := withThreshold(r.W, call.Link, firstOffer.rides[0], 0)
	if call.Args[0] != byRides {
		money, err := tengeOf(call)
		if err != nil {
			return err
		}
		l = withThreshold(r.W, call.Link, 0, money)
	}
	return s.saveThreshold(r, l, s.allSet(r, l, numberAt))
}

// allSet is the last message of linking: when the bot will speak up, and what
// the chat can do next.
func (s *Settings) allSet(r *chat.Request, l store.Link, numberAt int) telegram.Message {
	w := r.W
	head := texts.Lines(w.T("first.done", texts.Args{"Card": w.Card(l)}), w.Balance(l), firstAlert(w, l))
	m := r.InPlace(w.Message(
		texts.Join("\n\n", head, texts.Lines(s.nextOfRides(w, l), w.T("first.balance"))),
		s.MainRow(w),
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
func (s *Settings) nextOfRides(w *chat.Writer, l store.Link) texts.HTML {
	switch {
	case !s.Account:
		return w.T("first.days")
	case s.MayViewRides(l):
		return w.T("first.rides")
	}
	return w.T("first.proof")
}
