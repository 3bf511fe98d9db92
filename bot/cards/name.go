package cards

import (
	"encoding/json"
	"errors"
	"slices"
	"unicode/utf8"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

// AskName is the name of the question for a card's name.
const AskName = "name"

// offeredNames are the names that a button gives.
var offeredNames = []string{"mum", "dad", "child", "me"}

// naming is the data of [AskName].
type naming struct {
	Link     int64 `json:"link"`
	NumberAt int   `json:"message,omitempty"` // the message that holds the full number; 0: there is none
	Renames  bool  `json:"renames,omitempty"` // the card was linked before; false: this is a step of linking it

	Name    string `json:"-"` // was typed beside the number; "": it is asked for
	Pressed bool   `json:"-"` // another card's name is waited for: only a button names this one
}

// askNewName asks how to call a card from now on.
func askNewName(r *chat.Request, l store.Link) error {
	n := naming{Link: l.ID, Renames: true}
	m := r.Question(r.W.T("name.ask_new", texts.Args{"Card": r.W.Card(l)}))
	m.Keyboard = nameRows(r.W, n)
	return r.Ask(m, AskName, n)
}

// nameRows offer names, and to do without one or to keep the one there is.
func nameRows(w *chat.Writer, n naming) telegram.Keyboard {
	skip, numberAt := "button.skip", []any{n.NumberAt}
	if n.Renames {
		skip, numberAt = "button.keep_name", nil
	}
	offer := func(key, word string) telegram.Button {
		return w.Button(key, chat.VerbName, append([]any{n.Link, word}, numberAt...)...)
	}
	var names []telegram.Button
	for _, name := range offeredNames {
		names = append(names, offer("name."+name, name))
	}
	return append(chat.Rows(2, names...), []telegram.Button{offer(skip, "skip")})
}

// PressName is called with "WORD NUMBERAT" while a card is linked, and with
// "WORD" later. After the name "next NUMBERAT" goes on with linking.
func (c *Cards) PressName(r *chat.Request, call chat.Call) error {
	numberAt, err := call.Int(1)
	n := naming{Link: call.Link.ID, NumberAt: numberAt, Renames: err != nil}
	switch {
	case len(call.Args) == 0:
		return chat.ErrStale
	case call.Args[0] == "skip":
		return c.rename(r, call.Link, n, call.Link.Name)
	case call.Args[0] == "next" && !n.Renames:
		return r.Reply(c.afterOffer(r, call.Link, n))
	case slices.Contains(offeredNames, call.Args[0]):
		return c.rename(r, call.Link, n, r.W.Plain("name."+call.Args[0]))
	}
	return chat.ErrStale
}

// TypedName takes the answer to [AskName].
func (c *Cards) TypedName(r *chat.Request, call chat.Call) error {
	var n naming
	if err := json.Unmarshal(call.Data, &n); err != nil {
		return err
	}
	name := chat.CleanName(r.Text)
	switch {
	case len(onayclient.FindPANs(r.Text)) > 0:
		return c.TypedNumber(r, chat.Call{})
	case chat.HoldsNumber(name):
		return askNameAgain(r, n, r.W.T("name.digits"))
	case name == "":
		return askNameAgain(r, n, r.W.T("name.empty"))
	case utf8.RuneCountInString(name) > chat.MaxName:
		return askNameAgain(r, n, r.W.N("name.long", chat.MaxName))
	}
	return c.rename(r, call.Link, n, name)
}

func askNameAgain(r *chat.Request, n naming, why texts.HTML) error {
	m := r.Question(why)
	if r.W.Chat.Kind == store.Private {
		m.Keyboard = nameRows(r.W, n)
	}
	return r.Reply(m)
}

// rename gives a card its name, and goes on to the next step where the card is
// being linked.
func (c *Cards) rename(r *chat.Request, l store.Link, n naming, name string) error {
	l.Name = name
	answer := renamed(r, l)
	if !n.Renames {
		answer = c.afterName(r, l, n)
	}
	return r.Commit(func(tx *store.Tx) error {
		if err := endNaming(r, tx, l); err != nil {
			return err
		}
		return tx.RenameLink(r.Ctx, r.W.Chat.ID, l.ID, l.Name)
	}, answer)
}

// endNaming ends the person's question, unless it is for the name of another
// card.
func endNaming(r *chat.Request, tx *store.Tx, l store.Link) error {
	var open naming
	d, err := tx.Dialog(r.Ctx, r.W.Chat.ID, r.Person.ID, r.W.Now())
	if err == nil && d.Step == AskName {
		err = json.Unmarshal(d.Data, &open)
	}
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && d.Step == AskName && open.Link != l.ID:
		return nil
	case err != nil:
		return err
	}
	_, err = r.EndQuestion(tx)
	return err
}

func renamed(r *chat.Request, l store.Link) telegram.Message {
	return r.InPlace(r.W.About("name.done", l, []telegram.Button{
		r.W.Button("button.back", chat.VerbCard, l.ID), r.W.Button("button.cards", chat.VerbCards),
	}))
}
