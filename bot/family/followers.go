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
// (the page itself), "invite", "drop OTHER" (which asks), "drop OTHER yes",
// "close" (which asks), "close yes" or "open".
func (f *Family) PressShare(r *chat.Request, call chat.Call) error {
	l := call.Link
	switch {
	case len(call.Args) == 0:
		return f.page(r, l)
	case call.Is("open"):
		return f.open(r, l)
	case !f.Access.MayViewRides(l):
		return chat.ErrStale
	case call.Is("invite"):
		return f.invite(r, l)
	case call.Is("close"):
		return f.confirmClose(r, l)
	case call.Is("close", "yes"):
		return f.close(r, l)
	case call.Args[0] == "drop":
		return f.pressDrop(r, call)
	}
	return chat.ErrStale
}

// page says who follows a card since when, and what they may view. It tells
// no names: the bot keeps none.
func (f *Family) page(r *chat.Request, l store.Link) error {
	followers, err := f.Store.AllFollowers(r.Ctx, l.Card.ID)
	if err != nil {
		return err
	}
	shown := followers[:min(len(followers), shownFollowers)]
	lines := []texts.HTML{r.W.T("share.head", texts.Args{"Card": r.W.Card(l)})}
	for _, other := range shown {
		lines = append(lines, f.line(r.W, l, other))
	}
	if more := len(followers) - len(shown); more > 0 {
		lines = append(lines, r.W.N("share.more", int64(more)))
	}
	rows := append(f.shareRows(r.W, l, shown), []telegram.Button{r.W.Button("button.back", chat.VerbCard, l.ID)})
	return r.Edit(r.W.Message(texts.Lines(lines...), rows...))
}

// line is "group, since 20 November: balance and rides".
func (f *Family) line(w *chat.Writer, l store.Link, other store.Follower) texts.HTML {
	who := w.Kind(other.Kind)
	if other.LinkID == l.ID {
		who = w.T("share.here")
	}
	sees := "share.balance"
	if f.Access.MayViewRides(store.Link{Card: l.Card, Proof: other.Proof}) {
		sees = "share.rides"
	}
	line := w.T("share.line", texts.Args{"Chat": who, "Day": w.Day(other.Since), "Sees": w.T(sees)})
	if other.ApprovedBy == l.ID {
		line += w.T("share.by_you")
	}
	return line
}

// shareRows are what the chat may do: with proof, to invite, to close the
// rides, and to drop whom it has let in; without, to prove.
func (f *Family) shareRows(w *chat.Writer, l store.Link, shown []store.Follower) (rows telegram.Keyboard) {
	add := func(b telegram.Button) { rows = append(rows, []telegram.Button{b}) }
	if !f.Access.MayViewRides(l) {
		switch {
		case mayOpen(w, l):
			return telegram.Keyboard{openRow(w, l)}
		case f.Access.Account && l.Card.ClosedAt.IsZero():
			add(w.Button("button.proof", chat.VerbProof, l.ID))
		}
		return rows
	}
	add(w.Button("button.invite", chat.VerbShare, l.ID, "invite"))
	if f.Access.Proof {
		add(w.Button("button.close", chat.VerbShare, l.ID, "close"))
	}
	for _, other := range shown {
		if other.ApprovedBy == l.ID {
			label := w.Plain("button.drop", texts.Args{"Chat": w.Kind(other.Kind), "Day": w.Day(other.Since)})
			add(w.Labelled(label, chat.VerbShare, l.ID, "drop", other.LinkID))
		}
	}
	return rows
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
	return confirm(r, l, "share.drop_ask", r.W.Button("button.drop_yes", chat.VerbShare, l.ID, "drop", other, "yes"))
}

// confirm asks whether something is really to be done.
func confirm(r *chat.Request, l store.Link, key string, yes telegram.Button) error {
	return r.Edit(r.W.About(key, l, []telegram.Button{yes, r.W.Button("button.keep", chat.VerbShare, l.ID)}))
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
