package alerts

import (
	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

func low(w *chat.Writer, l store.Link, x watch.Low) *telegram.Message {
	threshold := texts.HTML(w.Texts.Money(x.Threshold))
	if x.Rides > 0 {
		threshold = w.N("rides", x.Rides)
	}
	return moneyShort(w, l, w.T("push.low", texts.Args{
		"Card": w.Card(l), "Balance": w.Texts.Money(x.Balance), "Threshold": threshold,
		"Rides": ridesLeft(w, l, x.Balance, x.Type), "AsOf": asOf(w, x.At),
	}))
}

func negative(w *chat.Writer, l store.Link, x watch.Low) *telegram.Message {
	return moneyShort(w, l, w.T("push.negative", texts.Args{
		"Card": w.Card(l), "Balance": w.Texts.Money(x.Balance), "AsOf": asOf(w, x.At),
	}))
}

// short says that the balance will not last the next working day.
func (p *Pushes) short(w *chat.Writer, l store.Link, x watch.Short) *telegram.Message {
	if x.ByRides && !p.access.MayViewRides(l) {
		return nil
	}
	return moneyShort(w, l, w.T("push.short", texts.Args{
		"Card": w.Card(l), "Balance": w.Texts.Money(x.Balance), "Need": w.Texts.Money(x.Need),
		"Rides": ridesLeft(w, l, x.Balance, x.Type), "AsOf": asOf(w, x.At),
	}))
}

// ridesLeft writes for how many rides the balance was good when it was read,
// with the type that the card had.
func ridesLeft(w *chat.Writer, l store.Link, balance onayclient.Money, typeCode string) texts.HTML {
	l.Card.Type, l.Card.Balance = typeCode, balance
	return w.RidesLeft(l)
}

// gone says that the cabinet no longer knows the card, unless it has told of it since.
func gone(w *chat.Writer, l store.Link, x watch.Gone) *telegram.Message {
	if l.Card.UntoldSince.IsZero() {
		return nil
	}
	m := w.Message(w.T("push.gone", texts.Args{
		"Card": w.Card(l), "Balance": w.Texts.Money(x.Balance), "AsOf": w.When(texts.AsOf, x.At),
	}), []telegram.Button{
		w.Button("button.replaced", chat.VerbReplaced, l.ID), w.Button("button.discard", chat.VerbCard, l.ID, "remove"),
	})
	return &m
}

// still asks whether a card that stands still was replaced, unless it has moved since.
func still(w *chat.Writer, l store.Link, x watch.Still) *telegram.Message {
	if l.Card.Balance != x.Balance {
		return nil
	}
	m := w.Message(w.T("push.still", texts.Args{
		"Card": w.Card(l), "Balance": w.Texts.Money(x.Balance), "Day": w.Day(x.Since),
	}), []telegram.Button{
		w.Button("button.replaced", chat.VerbReplaced, l.ID), w.Button("button.discard", chat.VerbCard, l.ID, "remove"),
	}, []telegram.Button{w.Button("button.not_replaced", chat.VerbReplaced, l.ID, "no")})
	return &m
}

func blocked(w *chat.Writer, l store.Link, x watch.Stop) *telegram.Message {
	args := texts.Args{"Card": w.Card(l), "AsOf": asOf(w, x.At)}
	if x.Blocked {
		return news(w, w.T("push.blocked", args))
	}
	return news(w, w.T("push.unblocked", args))
}

func newType(w *chat.Writer, l store.Link, x watch.NewType) *telegram.Message {
	from, to := class(w, x.From), class(w, x.To)
	if from == to {
		return news(w, w.T("push.type_same", texts.Args{"Card": w.Card(l), "To": to}))
	}
	return news(w, w.T("push.type", texts.Args{"Card": w.Card(l), "From": from, "To": to}))
}

func class(w *chat.Writer, typeCode string) texts.HTML {
	return w.T("class." + onayclient.ClassOf(typeCode).String())
}
