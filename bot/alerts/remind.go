package alerts

import (
	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// remindAt is when a reminder comes, in minutes of the day.
const remindAt = 8 * 60

// RemindTomorrow has a chat told again tomorrow that money is short.
func RemindTomorrow(r *chat.Request, call chat.Call) error {
	due := r.W.InDays(1, remindAt)
	err := r.Commit(func(tx *store.Tx) error {
		if _, err := tx.DropEvents(r.Ctx, call.Link.ID, store.EventRemind); err != nil {
			return err
		}
		return tx.Enqueue(r.Ctx, store.Event{
			ChatID: r.W.Chat.ID, LinkID: call.Link.ID, Kind: store.EventRemind, CreatedAt: r.W.Now(), DueAt: due,
		}, nil)
	})
	if err != nil {
		return err
	}
	r.Toast(r.W.Plain("alerts.remind", texts.Args{"At": r.W.When(texts.At, due)}))
	return nil
}

// remind tells of the balance as it is by now, if money is still short.
func remind(w *chat.Writer, l store.Link, _ struct{}) *telegram.Message {
	card := l.Card.Card
	short := watch.IsLow(l, w.Threshold(l)) || watch.IsNegative(l)
	if !short || watch.Snoozed(l.Alerts, w.Now()) {
		return nil
	}
	return moneyShort(w, l, w.T("push.remind", texts.Args{
		"Card": w.Card(l), "Balance": w.Texts.Money(card.Balance),
		"Rides": ridesLeft(w, l, card.Balance, card.Type), "AsOf": asOf(w, card.At),
	}))
}
