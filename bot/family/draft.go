package family

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// AskLabel is the name of the question for an invite's label.
const AskLabel = "label"

// offeredLabels are the keys of the labels that a button gives.
var offeredLabels = map[string]string{
	"mum": "label.mum", "dad": "label.dad", "gran": "label.gran", "grandad": "label.grandad",
}

// draft is the data of [AskLabel]: an invite that is being made.
type draft struct {
	Link  int64   `json:"link"`  // where it began
	Cards []int64 `json:"cards"` // the links that it is for
}

// pressInvite answers "invite" (which asks for a label), "invite card OTHER"
// (which takes another card into the invite, or out of it), "invite as WORD"
// and "invite back".
func (f *Family) pressInvite(r *chat.Request, call chat.Call) error {
	switch {
	case call.Is("invite"):
		return f.askLabel(r, call.Link, draft{call.Link.ID, []int64{call.Link.ID}})
	case call.Is("invite", "back"):
		return f.leaveDraft(r, call.Link)
	case len(call.Args) != 3:
		return chat.ErrStale
	case call.Args[1] == "card":
		return f.toggle(r, call)
	case call.Args[1] == "as":
		return f.pressLabel(r, call)
	}
	return chat.ErrStale
}

// askLabel asks what whoever takes the invite is to be called, and for which
// cards it is.
func (f *Family) askLabel(r *chat.Request, l store.Link, d draft) error {
	links, err := f.shareable(r)
	if err != nil {
		return err
	}
	ask := r.W.T("invite.ask")
	if len(links) > 1 {
		ask = texts.Lines(ask, r.W.T("invite.ask_cards"))
	}
	m := r.Question(texts.Lines(r.W.T("invite.head", texts.Args{"Card": cardsOf(r.W, chosen(links, d))}), ask))
	m.Keyboard = append(cardToggles(r.W, l, links, d), labelRows(r.W, l)...)
	return r.Ask(r.InPlace(m), AskLabel, d)
}

// shareable are the chat's cards whose rides it may view.
func (f *Family) shareable(r *chat.Request) ([]store.Link, error) {
	links, err := f.Store.Links(r.Ctx, r.W.Chat.ID)
	return slices.DeleteFunc(links, func(l store.Link) bool { return !f.Access.MayViewRides(l) }), err
}

func chosen(links []store.Link, d draft) []store.Link {
	return slices.DeleteFunc(slices.Clone(links), func(l store.Link) bool { return !slices.Contains(d.Cards, l.ID) })
}

// cardToggles are a button for each of several cards.
func cardToggles(w *chat.Writer, l store.Link, links []store.Link, d draft) (rows telegram.Keyboard) {
	if len(links) < 2 {
		return nil
	}
	names := make([]string, len(links))
	for i, other := range links {
		names[i] = chat.PlainText(w.Card(other))
	}
	for i, name := range unique(names) {
		mark := "⬜ "
		if slices.Contains(d.Cards, links[i].ID) {
			mark = "✅ "
		}
		rows = append(rows, []telegram.Button{w.Labelled(mark+name, chat.VerbShare, l.ID, "invite", "card", links[i].ID)})
	}
	return rows
}

func labelRows(w *chat.Writer, l store.Link) telegram.Keyboard {
	as := func(key, word string) telegram.Button {
		return w.Button(key, chat.VerbShare, l.ID, "invite", "as", word)
	}
	return telegram.Keyboard{
		{as("label.mum", "mum"), as("label.dad", "dad")},
		{as("label.gran", "gran"), as("label.grandad", "grandad")},
		{as("button.no_label", "none"), w.Button("button.back", chat.VerbShare, l.ID, "invite", "back")},
	}
}

// toggle takes a card into the invite or out of it; one stays.
func (f *Family) toggle(r *chat.Request, call chat.Call) error {
	id, err := call.ID(2)
	if err != nil {
		return err
	}
	d, _, err := f.draft(r, call.Link)
	if err != nil {
		return err
	}
	switch i := slices.Index(d.Cards, id); {
	case i < 0:
		d.Cards = append(d.Cards, id)
	case len(d.Cards) == 1:
		r.Toast(r.W.Plain("invite.one_card"))
		return nil
	default:
		d.Cards = slices.Delete(d.Cards, i, i+1)
	}
	return f.askLabel(r, call.Link, d)
}

// draft is the invite that is being made; where its question is over, a new one.
func (f *Family) draft(r *chat.Request, l store.Link) (d draft, open bool, err error) {
	dialog, err := f.Store.Dialog(r.Ctx, r.W.Chat.ID, r.Person.ID, r.W.Now())
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return d, false, err
	}
	if err == nil && dialog.Step == AskLabel {
		if err := json.Unmarshal(dialog.Data, &d); err != nil || d.Link == l.ID {
			return d, true, err
		}
	}
	return draft{l.ID, []int64{l.ID}}, false, nil
}

// pressLabel makes the invite with a label that was chosen, or with none. Where
// it is not known any more which of several cards were chosen, it asks anew.
func (f *Family) pressLabel(r *chat.Request, call chat.Call) error {
	label, key := "", offeredLabels[call.Args[2]]
	switch {
	case key != "":
		label = r.W.Plain(key)
	case call.Args[2] != "none":
		return chat.ErrStale
	}
	d, open, err := f.draft(r, call.Link)
	if err != nil {
		return err
	}
	links, err := f.shareable(r)
	switch {
	case err != nil:
		return err
	case !open && len(links) > 1:
		return f.askLabel(r, call.Link, d)
	}
	return f.finish(r, d, label)
}

// TypedLabel takes the answer to [AskLabel].
func (f *Family) TypedLabel(r *chat.Request, call chat.Call) error {
	var d draft
	if err := json.Unmarshal(call.Data, &d); err != nil {
		return err
	}
	label := plainName(r.Text, longestName)
	switch {
	case label == "":
		return r.Reply(r.Question(r.W.T("label.empty")))
	case chat.HoldsNumber(r.Text):
		return r.Reply(r.Question(r.W.T("label.digits")))
	}
	return f.finish(r, d, label)
}

// finish makes the invite for those of the chosen cards whose rides the chat may
// view by now.
func (f *Family) finish(r *chat.Request, d draft, label string) error {
	links, err := f.shareable(r)
	if err != nil {
		return err
	}
	if links = chosen(links, d); len(links) == 0 {
		return r.Conclude(r.W.Message(r.W.T("invite.no_cards")))
	}
	return f.invite(r, links, label)
}

// leaveDraft goes back to who follows the card: what is typed next is no label.
func (f *Family) leaveDraft(r *chat.Request, l store.Link) error {
	err := f.Store.Tx(r.Ctx, func(tx *store.Tx) error {
		_, err := r.EndQuestion(tx)
		return err
	})
	if err != nil {
		return err
	}
	return f.page(r, l)
}

// inviteTaken tells whoever has invited somebody who has come, and to which
// cards.
func (f *Family) inviteTaken(ctx context.Context, w *chat.Writer, l store.Link, n news) (telegram.Message, error) {
	links, err := f.Store.Links(ctx, w.Chat.ID)
	if err != nil {
		return telegram.Message{}, err
	}
	if links = chosen(links, draft{Cards: n.Links}); len(links) == 0 {
		links = []store.Link{l}
	}
	m := w.Message(w.T("invite.taken", texts.Args{"Card": cardsOf(w, links)}), shareRow(w, l))
	followers, err := f.Store.AllFollowers(ctx, l.Card.ID)
	for _, other := range followers {
		if other.LinkID == n.Other && other.Label != "" {
			m.Text = texts.Lines(m.Text, w.T("invite.label", texts.Args{"Label": w.Texts.Name(other.Label)}))
		}
	}
	m.Text = texts.Lines(m.Text, f.whoLine(ctx, w, l, n.Other))
	return m, err
}
