package alerts

import (
	"strings"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// offeredBy is the time by which a ride is wanted that is offered, in minutes of the day.
const offeredBy = 8*60 + 30

// What the buttons of an offer name.
const (
	offerRides  = "rides"
	offerNoRide = "noride"
)

// OfferFirst is what is offered of a child's card that is being linked: a line, and rows
// of buttons, which send the message that holds the full number too. Without rows nothing
// is offered.
func (m *Menu) OfferFirst(w *chat.Writer, l store.Link, numberAt int) (texts.HTML, telegram.Keyboard) {
	if !m.Access.Account || !m.isChilds(l) {
		return "", nil
	}
	return m.offered(w, l, numberAt)
}

// OfferNext is what a chat is offered that may view a card's rides: a line, and rows of buttons.
func (m *Menu) OfferNext(w *chat.Writer, l store.Link) (texts.HTML, telegram.Keyboard) {
	return m.offered(w, l)
}

// isChilds tells a card that a child rides with, by its name in any language or by its type.
func (m *Menu) isChilds(l store.Link) bool {
	for _, name := range m.Texts.Words("name.child") {
		if strings.EqualFold(l.Name, name) {
			return true
		}
	}
	return onayclient.ForPupils(l.Card.Type)
}

// offered says what is on, or asks, and offers what is not on.
func (m *Menu) offered(w *chat.Writer, l store.Link, args ...any) (line texts.HTML, rows telegram.Keyboard) {
	add := func(label, what string) {
		rows = append(rows, []telegram.Button{w.Labelled(label, chat.VerbOffer, append([]any{l.ID, what}, args...)...)})
	}
	if !l.Subscriptions.Has(store.SubscribeRides) {
		add(w.Plain("button.offer_rides"), offerRides)
	}
	if !l.Subscriptions.Has(store.SubscribeNoRide) && m.isChilds(l) {
		add(w.Plain("button.offer_no_ride", texts.Args{"By": clock(offeredBy)}), offerNoRide)
	}
	if line = m.chosenLines(w, l); line == "" {
		line = w.T("offer.ask")
	}
	return line, rows
}

// chosenLines say what a link is told of rides, and what that waits for; "": of none.
func (m *Menu) chosenLines(w *chat.Writer, l store.Link) texts.HTML {
	var lines []texts.HTML
	if l.Subscriptions.Has(store.SubscribeRides) {
		lines = append(lines, w.T("offer.rides"))
	}
	if l.Subscriptions.Has(store.SubscribeNoRide) {
		lines = append(lines, w.T("offer.no_ride", texts.Args{"By": clocks(noRideAt(l))}))
	}
	if len(lines) > 0 && !m.Access.MayViewRides(l) {
		lines = append(lines, w.T("offer.waits"))
	}
	return texts.Lines(lines...)
}

// PressOffer answers the buttons of an offer: "rides" or "noride" and, while the card is
// linked, the message that holds the full number. The answer stands in place. Before proof
// the question about two rides stands below it.
func (m *Menu) PressOffer(r *chat.Request, call chat.Call) error {
	l, err := withOffer(call, r.W.Now())
	if err != nil || !m.Access.Account {
		return chat.ErrStale
	}
	if numberAt, err := call.Int(1); err == nil {
		return m.save(r, call.Link, l, m.Offered(r, l, numberAt))
	}
	answer, err := m.inPlace(r, l)
	if err != nil {
		return err
	}
	return m.save(r, call.Link, l, answer)
}

// inPlace is where things stand with a card's rides, in the place of the pressed message.
func (m *Menu) inPlace(r *chat.Request, l store.Link) (telegram.Message, error) {
	if !m.Access.MayViewRides(l) {
		return r.InPlace(m.menu(r.W, l)), nil
	}
	shown, err := m.Shown(r.Ctx, r.W, l)
	return r.InPlace(shown), err
}

// withOffer is a link with what a button offers.
func withOffer(call chat.Call, now time.Time) (store.Link, error) {
	l, err := call.Link, error(nil)
	switch {
	case len(call.Args) == 0:
		return l, chat.ErrStale
	case call.Args[0] == offerRides && !l.Subscriptions.Has(store.SubscribeRides):
		err = toggle(&l, store.SubscribeRides, now)
		return l, err
	case call.Args[0] == offerNoRide && !l.Subscriptions.Has(store.SubscribeNoRide):
		return NoRideAt(l, offeredBy), nil
	case call.Args[0] == offerRides, call.Args[0] == offerNoRide:
		return l, nil
	}
	return l, chat.ErrStale
}

// waits tells whether a subscription to rides is to wait for proof: it is chosen, and works
// once the chat may view the rides.
func (m *Menu) waits(l store.Link, s store.Subscriptions) bool {
	return m.Access.Account && l.Subscriptions.Has(s&watch.NeedTransactions) && !m.Access.MayViewRides(l)
}
