package cards

import (
	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// AskReplacement is the name of the question for the number of the card that
// has taken the place of a linked one. [Cards.TypedNumber] takes the answer.
const AskReplacement = "replacement"

// replacing is the data of [AskReplacement].
type replacing struct {
	Link int64 `json:"link"`
}

// PressReplaced is called with nothing, to ask for the new number of a card, or with "no", as it was not replaced.
func (c *Cards) PressReplaced(r *chat.Request, call chat.Call) error {
	if call.Is("no") {
		return r.Reply(r.InPlace(r.W.About("replace.no", call.Link)))
	}
	ask := r.Question(r.W.T("replace.ask", texts.Args{"Card": r.W.Card(call.Link)}))
	return r.Ask(ask, AskReplacement, replacing{call.Link.ID})
}

// replace links a card in the place of another, as part of a commit: what the
// chat has chosen about that one holds for the new one. Its rides need proof
// anew.
func (c *Cards) replace(r *chat.Request, tx *store.Tx, old store.Link, card store.Card, numberAt int) (
	answer telegram.Message, err error) {
	chatID, now := r.W.Chat.ID, r.W.Now()
	id, err := tx.AddLink(r.Ctx, store.NewLink{ChatID: chatID, CardID: card.ID, Limit: maxCards + 1}, now)
	if err != nil {
		return answer, err
	}
	if err := tx.TakeOver(r.Ctx, chatID, id, old.ID); err != nil {
		return answer, err
	}
	l, err := tx.Link(r.Ctx, chatID, id)
	if err != nil {
		return answer, err
	}
	if err := c.Watcher.Follows(r.Ctx, tx, l); err != nil {
		return answer, err
	}
	if err := c.choose(r, tx, l); err != nil {
		return answer, err
	}
	if l.Subscriptions.Has(store.SubscribeRides) {
		l.RidesSince = now
	}
	if err := c.Watcher.Choose(r.Ctx, tx, l); err != nil {
		return answer, err
	}
	return c.replaced(r, old, l, numberAt), c.unlink(r, tx, old)
}

// replaced says what has become of the old card.
func (c *Cards) replaced(r *chat.Request, old, l store.Link, numberAt int) telegram.Message {
	w := r.W
	done := w.T("replace.done", texts.Args{"Card": w.Card(l), "Old": w.Card(old)})
	m := w.Message(
		texts.Join("\n\n", texts.Lines(done, w.Balance(l), w.AlertLine(l)), c.nextOfRides(w, l)),
		c.MainRow(w), []telegram.Button{w.Button("button.alerts", chat.VerbAlerts, l.ID)})
	m.Keyboard = append(m.Keyboard, eraseRow(w, numberAt)...)
	return m
}
