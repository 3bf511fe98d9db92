package cards

import (
	"strings"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// Show answers /cards and its button.
func (c *Cards) Show(r *chat.Request, _ chat.Call) error {
	links, err := c.Store.Links(r.Ctx, r.W.Chat.ID)
	if err != nil {
		return err
	}
	if len(links) == 0 {
		return noCards(r)
	}
	var lines []texts.HTML
	for _, l := range links {
		lines = append(lines, r.W.T("cards.line", texts.Args{
			"Card": r.W.Card(l), "Balance": r.W.Texts.Money(l.Card.Balance), "AsOf": r.W.AsOf(l.Card),
		}))
	}
	text := texts.Join("\n\n", texts.Lines(lines...), r.W.T("cards.choose"))
	rows := append(r.W.CardRows(links, chat.VerbCard), []telegram.Button{r.W.Button("button.more", chat.VerbAdd)})
	return r.Edit(r.W.Message(text, rows...))
}

func noCards(r *chat.Request) error {
	return r.Edit(r.W.Message(r.W.T("cards.none"), []telegram.Button{r.W.Button("button.add", chat.VerbAdd)}))
}

// Gone shows the cards that are there in the place of one that is not.
func (c *Cards) Gone(r *chat.Request, call chat.Call) error {
	r.Alert(r.W.Plain("cards.gone"))
	return c.Show(r, call)
}

// PressCard is called with nothing, to show what can be done with a card, or
// with an action.
func (c *Cards) PressCard(r *chat.Request, call chat.Call) error {
	switch strings.Join(call.Args, " ") {
	case "":
		return r.Reply(panel(r, call.Link))
	case "rename":
		return askNewName(r, call.Link)
	case "up":
		return c.moveUp(r, call)
	case "remove":
		return r.Reply(confirmRemoval(r, call.Link))
	case "remove yes":
		return c.remove(r, call.Link)
	}
	return chat.ErrStale
}

// panel is a card with what can be done with it.
func panel(r *chat.Request, l store.Link) telegram.Message {
	w := r.W
	return r.InPlace(w.Message(texts.Lines("💳 "+w.Card(l), w.Balance(l), w.Age(l.Card), w.AlertLine(l)),
		[]telegram.Button{
			w.Button("button.rename", chat.VerbCard, l.ID, "rename"), w.Button("button.threshold", chat.VerbThreshold, l.ID),
		},
		[]telegram.Button{
			w.Button("button.up", chat.VerbCard, l.ID, "up"), w.Button("button.remove", chat.VerbCard, l.ID, "remove"),
		},
		[]telegram.Button{w.Button("button.share", chat.VerbShare, l.ID)},
		[]telegram.Button{w.Button("button.back", chat.VerbCards), w.Button("button.fare", chat.VerbFare, l.ID)}))
}

func (c *Cards) moveUp(r *chat.Request, call chat.Call) error {
	err := r.Commit(func(tx *store.Tx) error { return tx.MoveLinkUp(r.Ctx, r.W.Chat.ID, call.Link.ID) })
	if err != nil {
		return err
	}
	return c.Show(r, call)
}

func confirmRemoval(r *chat.Request, l store.Link) telegram.Message {
	return r.InPlace(r.W.About("cards.remove_ask", l, []telegram.Button{
		r.W.Button("button.remove_yes", chat.VerbCard, l.ID, "remove", "yes"), r.W.Button("button.keep", chat.VerbCard, l.ID),
	}))
}

// remove unlinks a card.
func (c *Cards) remove(r *chat.Request, l store.Link) error {
	removed := r.W.About("cards.removed", l, []telegram.Button{r.W.Button("button.cards", chat.VerbCards)})
	return r.Commit(func(tx *store.Tx) error { return c.unlink(r, tx, l) }, r.InPlace(removed))
}

// unlink drops a card from a chat, and its rides where nobody who is left may
// view them.
func (c *Cards) unlink(r *chat.Request, tx *store.Tx, l store.Link) error {
	err := tx.RemoveLink(r.Ctx, r.W.Chat.ID, l.ID, r.W.Now())
	if err != nil || !c.Access.Proof {
		return err
	}
	return tx.DropUnseen(r.Ctx, l.Card.ID)
}
