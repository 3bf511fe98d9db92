package alerts

import (
	"context"
	"slices"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// bulkLength is how many bytes of transactions are told one by one: more would not fit into a message, or not beside
// others after quiet hours.
const bulkLength = 3000

// bulk is many transactions of a kind that are told in one message, the oldest first.
type bulk struct {
	emoji string
	count func(w *chat.Writer, n int64) texts.HTML
	list  []onayclient.Transaction
	late  bool
}

// text tells of them by the day: each, or, where that is too long, what they came to.
func (b bulk) text(w *chat.Writer, l store.Link) texts.HTML {
	spent, added, _ := watch.Totals(b.list)
	head := texts.HTML(b.emoji+" ") + w.T("push.many", texts.Args{
		"Card": w.Card(l), "Count": b.count(w, int64(len(b.list))), "Late": b.late, "Amount": signed(w, added-spent),
	})
	each, sums := []texts.HTML{head}, []texts.HTML{head}
	for rest := b.list; len(rest) > 0; {
		day := firstDay(w, rest)
		rest = rest[len(day):]
		name := w.DayName(day[0].At)
		lines := []texts.HTML{name}
		for _, x := range day {
			lines = append(lines, w.Transaction(l, x))
		}
		each = append(each, texts.Lines(lines...))
		spent, added, _ := watch.Totals(day)
		sums = append(sums, texts.Join(" · ", name, b.count(w, int64(len(day))), texts.HTML(signed(w, added-spent))))
	}
	if text := texts.Join("\n\n", each...); len(text) <= bulkLength {
		return text
	}
	return texts.Lines(sums...)
}

// firstDay are those transactions that are of the day of the first.
func firstDay(w *chat.Writer, list []onayclient.Transaction) []onayclient.Transaction {
	for i, x := range list {
		if !w.StartOfDay(x.At).Equal(w.StartOfDay(list[0].At)) {
			return list[:i]
		}
	}
	return list
}

func signed(w *chat.Writer, m onayclient.Money) string {
	if m == 0 {
		return ""
	}
	return w.Texts.Signed(m)
}

// transactions reads those of a kind that are in the store by now, the oldest first.
func (p *Pushes) transactions(ctx context.Context, l store.Link, ids []int64, kind onayclient.Kind) (
	list []onayclient.Transaction, err error) {
	rows, err := p.store.TransactionsByID(ctx, l.Card.ID, ids)
	for _, x := range rows {
		if x.Kind == kind {
			list = append(list, x.Transaction)
		}
	}
	slices.SortStableFunc(list, func(a, b onayclient.Transaction) int { return a.At.Compare(b.At) })
	return list, err
}
