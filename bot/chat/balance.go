package chat

import (
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// Balance is the line of a card's balance and what it is good for, with a
// line for what needs attention.
func (w *Writer) Balance(l store.Link) texts.HTML {
	line := texts.Lines(w.money(l), w.Doubt(l.Card))
	if l.Card.Blocked {
		return texts.Lines(line, w.T("balance.blocked"))
	}
	if threshold := w.Threshold(l); watch.IsLow(l, threshold) {
		return texts.Lines(line, w.T("balance.low", texts.Args{"Threshold": w.Texts.Money(threshold)}))
	}
	return line
}

// money writes the balance and for how many rides it is good, as far as the
// fare is known.
func (w *Writer) money(l store.Link) texts.HTML {
	money := texts.HTML("<b>" + w.Texts.Money(l.Card.Balance) + "</b>")
	switch l.Class() {
	case onayclient.FarePass:
		return money + " — " + w.T("balance.pass")
	case onayclient.FareFree:
		return money + " — " + w.T("balance.free")
	}
	if rides := w.ridesAtOwnFare(l); rides != "" {
		return money + " — " + rides
	}
	return money
}

// ridesAtOwnFare writes for how many rides the balance is good, and at which fare where that is the card's own.
func (w *Writer) ridesAtOwnFare(l store.Link) texts.HTML {
	rides := w.RidesLeft(l)
	fare, own := w.fares.Own(l, w.Now())
	args := texts.Args{"Rides": rides, "Fare": w.Texts.Money(fare)}
	switch {
	case rides == "" || !own:
		return rides
	case l.Card.Balance < fare:
		return w.T("balance.no_ride_own", args)
	}
	return w.T("balance.own_fare", args)
}

// RidesLeft writes for how many rides the balance is good; "" where the fare
// is not known.
func (w *Writer) RidesLeft(l store.Link) texts.HTML {
	rides, ok := w.fares.RidesLeft(l, w.Now())
	switch {
	case !ok:
		return ""
	case rides == 0:
		return w.T("balance.no_ride")
	}
	return w.N("rides", rides)
}

// Age says when a card's balance was read; "" where it is in doubt, for then
// [Writer.Balance] does.
func (w *Writer) Age(c store.Card) texts.HTML {
	if c.Doubtful() {
		return ""
	}
	return w.T("balance.updated", texts.Args{"At": w.When(texts.At, c.At)})
}

// Doubt is the line that says that a card's balance is in doubt; "": it is not.
func (w *Writer) Doubt(c store.Card) texts.HTML {
	if !c.Doubtful() {
		return ""
	}
	return "🔎 " + w.AsOf(c)
}

// AsOf says of when a card's balance is, and whether it is in doubt.
func (w *Writer) AsOf(c store.Card) texts.HTML {
	asOf := w.When(texts.AsOf, c.At)
	if !c.Doubtful() {
		return asOf
	}
	return w.T("balance.doubtful", texts.Args{"AsOf": asOf})
}

// Threshold is a link's threshold in money, as it is now.
func (w *Writer) Threshold(l store.Link) onayclient.Money {
	return watch.ThresholdOf(l, w.fares, w.Now())
}

// Below writes a link's threshold after "less than".
func (w *Writer) Below(l store.Link) texts.HTML {
	money := texts.HTML(w.Texts.Money(w.Threshold(l)))
	if l.ThresholdRides == 0 {
		return money
	}
	return w.N("threshold.rides", l.ThresholdRides) + " (" + money + ")"
}

// AlertLine says when the bot will speak up about a card; "again" where the chat was told.
func (w *Writer) AlertLine(l store.Link) texts.HTML {
	switch {
	case !watch.PaysByRide(l.Class()):
		return w.T("threshold.pointless")
	case l.Threshold == 0:
		return w.T("threshold.none")
	case watch.IsLow(l, w.Threshold(l)), w.fares.Told(l, w.Now()):
		return w.T("threshold.again", texts.Args{"Threshold": w.Below(l)})
	}
	return w.T("threshold.is", texts.Args{"Threshold": w.Below(l)})
}
