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

// sum is how transactions of a kind are told of that a reading found: as one, or as what they came to.
type sum struct {
	kind      onayclient.Kind
	emoji     string
	one, many string // keys
	count     func(w *chat.Writer, n int64) texts.HTML
}

var (
	topUps = sum{onayclient.KindTopUp, "💰", "push.topup", "push.topups",
		func(w *chat.Writer, n int64) texts.HTML { return w.N("topups", n) }}
	refunds = sum{onayclient.KindRefund, "↩️", "push.refund", "push.refunds",
		func(w *chat.Writer, n int64) texts.HTML { return w.N("refunds", n) }}
	credits = sum{onayclient.KindCredit, "💵", "push.credit", "push.credits",
		func(w *chat.Writer, n int64) texts.HTML { return w.N("credits", n) }}
	reversals = sum{onayclient.KindReversal, "❗", "push.reversal", "push.reversals",
		func(w *chat.Writer, n int64) texts.HTML { return w.N("reversals", n) }}
)

// topUp tells of top-ups. Those that transactions tell are for those alone who may view rides.
func (p *Pushes) topUp(ctx context.Context, w *chat.Writer, l store.Link, e store.Event) (*outbox.Rendered, error) {
	var x watch.TopUp
	if err := outbox.Decode(e, &x); err != nil {
		return nil, err
	}
	switch {
	case x.Rise:
		args := summed(w, l, x)
		args["Amount"] = w.Texts.Money(x.Amount)
		return rendered(news(w, w.T("push.rise", args))), nil
	case x.About:
		return rendered(news(w, w.T("push.topup_about", summed(w, l, x)))), nil
	}
	return p.toViewers(p.sums(topUps))(ctx, w, l, e)
}

// sums is the renderer of events that sum transactions up. Those in bulk that come late are told by the day, as they
// are in the store by now.
func (p *Pushes) sums(s sum) renderer {
	return func(ctx context.Context, w *chat.Writer, l store.Link, e store.Event) (*outbox.Rendered, error) {
		var x watch.TopUp
		if err := outbox.Decode(e, &x); err != nil {
			return nil, err
		}
		list, err := p.transactions(ctx, l, x.IDs, s.kind)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			return rendered(news(w, bulk{s.emoji, s.count, list, true}.text(w, l))), nil
		}
		return rendered(news(w, s.text(w, l, x))), nil
	}
}

func (s sum) text(w *chat.Writer, l store.Link, x watch.TopUp) texts.HTML {
	args := summed(w, l, x)
	if x.Count > 1 {
		args["Count"] = s.count(w, x.Count)
		return w.T(s.many, args)
	}
	args["What"] = w.Operation(s.kind, x.Word)
	return w.T(s.one, args)
}

func summed(w *chat.Writer, l store.Link, x watch.TopUp) texts.Args {
	balance := ""
	if x.HasBalance {
		balance = w.Texts.Money(x.Balance)
	}
	return texts.Args{
		"Card": w.Card(l), "Amount": w.Texts.Signed(x.Amount), "Balance": balance,
		"AsOf": asOf(w, x.At), "At": w.When(texts.At, x.At),
	}
}

func rendered(m *telegram.Message) *outbox.Rendered { return &outbox.Rendered{Message: *m} }
