package chat

import (
	"time"

	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

// DayName writes a day as the head of what happened on it.
func (w *Writer) DayName(at time.Time) texts.HTML {
	return "<b>" + w.Day(at) + ", " + w.Texts.Weekday(at) + "</b>"
}

// Transaction is a line with a transaction of a link's card, but for its day.
func (w *Writer) Transaction(l store.Link, x onayclient.Transaction) texts.HTML {
	text := w.what(x) + " · " + w.Charged(l, x)
	if x.Word != onayclient.WordPass && w.fares.MayBePass(x, l.Class()) {
		text = w.PerhapsPass(-x.Amount)
	}
	return texts.HTML(w.Texts.Clock(x.At)) + " " + text
}

// PerhapsPass is an amount that was charged, and is too much for rides; "" for none.
func (w *Writer) PerhapsPass(amount onayclient.Money) texts.HTML {
	if amount == 0 {
		return ""
	}
	return w.T("trips.perhaps_pass", texts.Args{"Amount": w.Texts.Money(amount)})
}

// Charged is what a transaction came to. A ride may cost nothing: on a pass, be it by the card's class or by what the
// cabinet says of the ride, or for another reason.
func (w *Writer) Charged(l store.Link, x onayclient.Transaction) texts.HTML {
	switch {
	case x.Kind != onayclient.KindRide || x.Amount != 0:
		return texts.HTML(w.Texts.Signed(x.Amount))
	case l.Class() == onayclient.FarePass, x.Word == onayclient.WordPass:
		return w.T("trips.on_pass")
	}
	return w.T("trips.free")
}

func (w *Writer) what(x onayclient.Transaction) texts.HTML {
	if x.Kind != onayclient.KindRide {
		return w.Operation(x.Kind, x.Word)
	}
	text := w.T("trips.ride")
	if x.Route != "" {
		text = w.T("trips.route", texts.Args{"Route": Short(x.Route)})
	}
	if x.Vehicle != "" {
		text += w.T("trips.vehicle", texts.Args{"Vehicle": Short(x.Vehicle)})
	}
	return text
}

// Operation says what a transaction was that is no ride. Of the cabinet's own words those that are known are
// translated; no other is shown.
func (w *Writer) Operation(kind onayclient.Kind, word string) texts.HTML {
	switch {
	case word == "correction":
		return w.T("trips.correction")
	case word == onayclient.WordPass && kind == onayclient.KindCharge:
		return w.T("trips.pass")
	}
	switch kind {
	case onayclient.KindTopUp:
		return w.T("trips.topup")
	case onayclient.KindReversal:
		return w.T("trips.reversal")
	case onayclient.KindRefund:
		return w.T("trips.refund")
	case onayclient.KindCharge:
		return w.T("trips.charge")
	}
	return w.T("trips.credit")
}
