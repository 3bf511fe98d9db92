package family

import (
	"errors"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// shownFollowers is how many followers of a card are listed.
const shownFollowers = 20

// PressShare answers the buttons of the page of who follows a card: nothing
// (the page itself), "invite" with more (see [Family.pressInvite]), "drop
// OTHER" (which asks), "drop OTHER yes", "close" (which asks), "close yes" or
// "open".
func (f *Family) PressShare(r *chat.Request, call chat.Call) error {
	l := call.Link
	switch {
	case len(call.Args) == 0:
		return f.page(r, l)
	case call.Is("open"):
		return f.open(r, l)
	case call.Args[0] == "close":
		return f.pressClose(r, call)
	case !f.Access.MayViewRides(l):
		return chat.ErrStale
	case call.Args[0] == "invite":
		return f.pressInvite(r, call)
	case call.Args[0] == "drop":
		return f.pressDrop(r, call)
	}
	return chat.ErrStale
}

// page says who follows a card since when, and what they may view. Names are
// asked for where the chat may know them, and stored nowhere: where Telegram
// cannot take the page now, one without them waits.
func (f *Family) page(r *chat.Request, l store.Link) error {
	followers, err := f.Store.AllFollowers(r.Ctx, l.Card.ID)
	if err != nil {
		return err
	}
	shown, names := followers[:min(len(followers), shownFollowers)], map[int64]telegram.Profile{}
	if f.mayKnow(l) {
		var chats []int64
		for _, other := range shown {
			chats = append(chats, other.ChatID)
		}
		names = f.profiles(r.Ctx, chats...)
	}
	more := len(followers) - len(shown)
	named, unnamed := f.called(r.W, l, shown, names), f.called(r.W, l, shown, nil)
	_, err = r.SendOr(f.listed(r, l, named, more), f.listed(r, l, unnamed, more))
	return err
}

// listed is the page of the followers that are shown; so many more are not.
func (f *Family) listed(r *chat.Request, l store.Link, shown []called, more int) telegram.Message {
	lines := []texts.HTML{r.W.T("share.head", texts.Args{"Card": r.W.Card(l)})}
	for _, other := range shown {
		lines = append(lines, f.line(r.W, l, other))
	}
	if more > 0 {
		lines = append(lines, r.W.N("share.more", int64(more)))
	}
	if f.mayKnow(l) {
		lines = append(lines, r.W.T("share.names"))
	}
	rows := append(f.shareRows(r.W, l, shown), []telegram.Button{r.W.Button("button.back", chat.VerbCard, l.ID)})
	return r.InPlace(r.W.Message(texts.Lines(lines...), rows...))
}

// line is "Papa («Nurlan» @nurlan), since 20 November: balance and rides".
func (f *Family) line(w *chat.Writer, l store.Link, other called) texts.HTML {
	sees := "share.balance"
	if f.Access.MayViewRides(store.Link{Card: l.Card, Proof: other.Proof}) {
		sees = "share.rides"
	}
	line := w.T("share.line", texts.Args{"Chat": other.inText, "Day": w.Day(other.Since), "Sees": w.T(sees)})
	if other.ApprovedBy == l.ID {
		line += w.T("share.by_you")
	}
	return line
}

// shareRows are what the chat may do: with proof, to invite and to drop whom it
// has let in; without, to prove; and to close the rides, or to open them.
func (f *Family) shareRows(w *chat.Writer, l store.Link, shown []called) (rows telegram.Keyboard) {
	add := func(b telegram.Button) { rows = append(rows, []telegram.Button{b}) }
	views := f.Access.MayViewRides(l)
	switch {
	case views:
		add(w.Button("button.invite", chat.VerbShare, l.ID, "invite"))
	case mayOpen(w, l):
		return telegram.Keyboard{openRow(w, l)}
	case f.Access.Account && l.Card.ClosedAt.IsZero():
		add(w.Button("button.proof", chat.VerbProof, l.ID))
	}
	if f.mayClose(w, l) {
		rows = append(rows, closeRow(w, l))
	}
	for _, other := range shown {
		if views && other.ApprovedBy == l.ID {
			label := w.Plain("button.drop", texts.Args{"Chat": other.onButton, "Day": w.Day(other.Since)})
			add(w.Labelled(label, chat.VerbShare, l.ID, "drop", other.LinkID))
		}
	}
	return rows
}

// shareRow leads to the page of who follows a card.
func shareRow(w *chat.Writer, l store.Link) []telegram.Button {
	return []telegram.Button{w.Button("button.share", chat.VerbShare, l.ID)}
}

// pressDrop asks whether the follower is to be dropped or, with "yes", drops
// it.
func (f *Family) pressDrop(r *chat.Request, call chat.Call) error {
	l := call.Link
	other, err := call.ID(1)
	if err != nil {
		return err
	}
	if call.Is("drop", call.Args[1], "yes") {
		return f.drop(r, l, other)
	}
	return f.confirmDrop(r, l, other)
}

// confirmDrop asks whether a follower is really to be dropped, and says who it
// is. As on the page, the name is not stored.
func (f *Family) confirmDrop(r *chat.Request, l store.Link, id int64) error {
	followers, err := f.Store.AllFollowers(r.Ctx, l.Card.ID)
	if err != nil {
		return err
	}
	for _, other := range followers {
		if other.LinkID != id || other.ApprovedBy != l.ID {
			continue
		}
		ask := func(names map[int64]telegram.Profile) telegram.Message {
			who := f.called(r.W, l, []store.Follower{other}, names)[0]
			text := r.W.T("share.drop_ask", texts.Args{"Card": r.W.Card(l), "Chat": who.inText, "Day": r.W.Day(other.Since)})
			return confirmed(r, l, text, r.W.Button("button.drop_yes", chat.VerbShare, l.ID, "drop", id, "yes"))
		}
		_, err := r.SendOr(ask(f.profiles(r.Ctx, other.ChatID)), ask(nil))
		return err
	}
	return f.page(r, l)
}

// confirmed asks in the place of the pressed message whether something is
// really to be done.
func confirmed(r *chat.Request, l store.Link, text texts.HTML, yes telegram.Button) telegram.Message {
	return r.InPlace(r.W.Message(text, []telegram.Button{yes, r.W.Button("button.keep", chat.VerbShare, l.ID)}))
}

// drop takes the rides from a chat that this one has let in, and from those
// that it has let in, and has them told.
func (f *Family) drop(r *chat.Request, l store.Link, other int64) error {
	done := r.W.About("share.dropped", l, []telegram.Button{r.W.Button("button.back", chat.VerbShare, l.ID)})
	err := r.Commit(func(tx *store.Tx) error {
		gone, err := tx.DropFollower(r.Ctx, other, l.ID, r.W.Now())
		if err != nil {
			return err
		}
		for _, g := range gone {
			if err := f.tell(r.Ctx, tx, eventDropped, news{}, store.Follower{LinkID: g.ID, ChatID: g.ChatID}); err != nil {
				return err
			}
		}
		return nil
	}, r.InPlace(done))
	if errors.Is(err, store.ErrNotFound) {
		return f.page(r, l)
	}
	return err
}
