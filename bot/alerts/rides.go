package alerts

import (
	"context"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// rides tells of rides as they are in the store by now, a line each.
func (p *Pushes) rides(ctx context.Context, w *chat.Writer, l store.Link, e store.Event) (*outbox.Rendered, error) {
	var x watch.TransactionIDs
	if err := outbox.Decode(e, &x); err != nil {
		return nil, err
	}
	list, err := p.store.TransactionsByID(ctx, l.Card.ID, x.IDs)
	if err != nil {
		return nil, err
	}
	var lines []texts.HTML
	for _, t := range list {
		if t.Kind == onayclient.KindRide {
			lines = append(lines, rideLine(w, l, t.Transaction))
		}
	}
	if len(lines) == 0 {
		return nil, nil
	}
	return &outbox.Rendered{Message: w.Message(texts.Lines(lines...)), Sent: noteRides(l.ID, x.IDs)}, nil
}

// rideLine is one ride. On a pass it has no amount, and then its balance is not
// told either.
func rideLine(w *chat.Writer, l store.Link, x onayclient.Transaction) texts.HTML {
	at := w.When(texts.At, x.At)
	if !x.At.Before(w.InDays(0, 0)) && x.At.Before(w.InDays(1, 0)) {
		at = texts.HTML(w.Texts.Clock(x.At))
	}
	amount, balance := "", ""
	if x.Amount != 0 {
		amount = w.Texts.Signed(x.Amount)
	}
	if x.Amount != 0 && x.HasBalance {
		balance = w.Texts.Money(x.Balance)
	}
	return w.T("push.ride", texts.Args{
		"Card": w.Card(l), "Route": chat.Short(x.Route), "At": at, "Amount": amount, "Balance": balance,
	})
}

// digest sums a week up, by its rides or by the balance alone.
func (p *Pushes) digest(w *chat.Writer, l store.Link, x watch.Digest) *telegram.Message {
	if x.HasRides && !p.access.MayViewRides(l) {
		return nil
	}
	added, since := "", texts.HTML("")
	if x.Added > 0 {
		added = w.Texts.Signed(x.Added)
	}
	if !x.Since.IsZero() {
		since = w.Day(x.Since)
	}
	if !x.HasRides {
		return news(w, w.T("push.digest_inferred", texts.Args{
			"Card": w.Card(l), "Spent": w.Texts.Money(x.Spent), "Balance": w.Texts.Money(x.Balance),
			"Added": added, "Since": since, "AsOf": asOf(w, x.At),
		}))
	}
	return news(w, w.T("push.digest", texts.Args{
		"Card": w.Card(l), "Spent": w.Texts.Money(x.Spent), "Balance": w.Texts.Money(x.Balance),
		"Added": added, "Rides": w.N("rides", x.Rides), "AsOf": asOf(w, x.At),
	}))
}

// outage says since when the cabinet has been down, so that no rides are seen.
func outage(w *chat.Writer, _ store.Link, x watch.Outage) *telegram.Message {
	return news(w, w.T("push.outage", texts.Args{"Since": w.When(texts.Since, x.Since)}))
}

// outageOver says that the cabinet answers again.
func outageOver(w *chat.Writer, _ store.Link, _ watch.Outage) *telegram.Message {
	return news(w, w.T("push.back"))
}
