package alerts

import (
	"context"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// rides tells of rides as they are in the store by now, a line each, or by the day.
func (p *Pushes) rides(ctx context.Context, w *chat.Writer, l store.Link, e store.Event) (*outbox.Rendered, error) {
	var x watch.TransactionIDs
	if err := outbox.Decode(e, &x); err != nil {
		return nil, err
	}
	list, err := p.transactions(ctx, l, x.IDs, onayclient.KindRide)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &outbox.Rendered{Message: w.Message(ridesText(w, l, list, e.CreatedAt)), Sent: noteRides(l.ID, x.IDs)}, nil
}

// ridesText tells of rides that became known at a moment. More than a few are told by the day, unless they are all of
// that day and fit into a message so.
func ridesText(w *chat.Writer, l store.Link, list []onayclient.Transaction, known time.Time) texts.HTML {
	count := func(w *chat.Writer, n int64) texts.HTML { return w.N("rides", n) }
	b := bulk{"🚌", count, list, watch.Late(list[0].At, known)}
	if len(list) > watch.Few && !w.StartOfDay(list[0].At).Equal(w.StartOfDay(known)) {
		return b.text(w, l)
	}
	lines := make([]texts.HTML, len(list))
	for i, x := range list {
		lines[i] = rideLine(w, l, x)
	}
	if text := texts.Lines(lines...); len(text) <= bulkLength {
		return text
	}
	return b.text(w, l)
}

// rideLine is one ride. What is left is told where rides are charged.
func rideLine(w *chat.Writer, l store.Link, x onayclient.Transaction) texts.HTML {
	at := w.When(texts.At, x.At)
	if !x.At.Before(w.InDays(0, 0)) && x.At.Before(w.InDays(1, 0)) {
		at = texts.HTML(w.Texts.Clock(x.At))
	}
	balance := ""
	if x.HasBalance && (x.Amount != 0 || watch.PaysByRide(l.Class())) {
		balance = w.Texts.Money(x.Balance)
	}
	return w.T("push.ride", texts.Args{
		"Card": w.Card(l), "Route": chat.Short(x.Route), "At": at, "Amount": w.Charged(l, x), "Balance": balance,
	})
}

// digest sums a week up, by its rides or by the balance alone.
func (p *Pushes) digest(w *chat.Writer, l store.Link, x watch.Digest) *telegram.Message {
	if x.HasRides && !p.access.MayViewRides(l) {
		return nil
	}
	added, since := "", texts.HTML("")
	if x.Added != 0 {
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
