package family

import (
	"errors"
	"slices"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// mayThinkBetter is how long whoever has closed a card's rides may open them
// again, where no admin can be told.
const mayThinkBetter = day

// pressClose asks whether the rides are to be closed or, with "yes", closes
// them.
func (f *Family) pressClose(r *chat.Request, call chat.Call) error {
	switch {
	case !f.mayClose(r.W, call.Link):
		return chat.ErrStale
	case call.Is("close"):
		return f.confirmClose(r, call.Link)
	case call.Is("close", "yes"):
		return f.close(r, call.Link)
	}
	return chat.ErrStale
}

// confirmClose asks whether a card's rides are really to be closed, and says
// who may open them again.
func (f *Family) confirmClose(r *chat.Request, l store.Link) error {
	admins, err := f.Outbox.Reachable(r.Ctx, f.Admins)
	if err != nil {
		return err
	}
	key := "close.ask"
	if len(admins) == 0 {
		key = "close.ask_alone"
	}
	text := r.W.T(key, texts.Args{"Card": r.W.Card(l)})
	return r.Reply(confirmed(r, l, text, r.W.Button("button.close_yes", chat.VerbShare, l.ID, "close", "yes")))
}

// close has a card's rides shown to nobody until an admin decides. Those who
// could view them are told, and the admins. Where no admin can be told, the
// chat may open them again for a while.
func (f *Family) close(r *chat.Request, l store.Link) error {
	admins, err := f.Outbox.Reachable(r.Ctx, f.Admins)
	if err != nil {
		return err
	}
	if len(admins) == 0 {
		f.Log.Warn("rides of a card are closed, and no admin can be told so", "card", l.Card.PAN)
		return f.closeAlone(r, l)
	}
	return f.setClosed(r, l.Card.ID, r.W.Now(), 0, r.W.About("close.done", l), func(tx *store.Tx) error {
		if err := f.tellConcerned(r, tx, eventRidesClosed, l.Card.ID, f.closer(l)); err != nil {
			return err
		}
		n := news{Card: l.Card.ID, Outsider: !f.Access.MayViewRides(l)}
		return f.Outbox.Enqueue(r.Ctx, tx, store.Event{Kind: eventClosedNotice}, n, admins...)
	})
}

func (f *Family) closeAlone(r *chat.Request, l store.Link) error {
	done := r.W.About("close.done_alone", l, openRow(r.W, l))
	return f.setClosed(r, l.Card.ID, r.W.Now(), l.ID, done, func(tx *store.Tx) error {
		return f.tellConcerned(r, tx, eventClosedAlone, l.Card.ID, f.closer(l))
	})
}

// closer is what others are told of who has closed a card's rides.
func (f *Family) closer(l store.Link) news {
	return news{Other: l.ID, Outsider: !f.Access.MayViewRides(l)}
}

// mayClose tells whether a chat may close a card's rides: whoever has proof may, and whoever
// has named two rides right and was not let in, so that nobody rules by having been the first.
func (f *Family) mayClose(w *chat.Writer, l store.Link) bool {
	if !f.Access.Proof || !f.Access.Account || !l.Card.ClosedAt.IsZero() {
		return false
	}
	return !l.ProvedAt.IsZero() || !l.NamedAt.IsZero() && !l.ApprovalUntil.After(w.Now())
}

// closeRow offers to close a card's rides.
func closeRow(w *chat.Writer, l store.Link) []telegram.Button {
	return []telegram.Button{w.Button("button.close", chat.VerbShare, l.ID, "close")}
}

// openRow offers to open a card's rides again to the chat that has closed them.
func openRow(w *chat.Writer, l store.Link) []telegram.Button {
	return []telegram.Button{w.Button("button.reopen", chat.VerbShare, l.ID, "open")}
}

// mayOpen tells whether a chat has closed a card's rides and may open them
// again.
func mayOpen(w *chat.Writer, l store.Link) bool {
	return !l.Card.ClosedAt.IsZero() && l.Card.ClosedBy == l.ID && w.Now().Before(l.Card.ClosedAt.Add(mayThinkBetter))
}

// explainClosed says that a card's rides are closed.
func explainClosed(w *chat.Writer, l store.Link) telegram.Message {
	if mayOpen(w, l) {
		return w.About("close.done_alone", l, openRow(w, l))
	}
	return w.About("proof.closed", l)
}

// open opens the rides again that the chat has closed.
func (f *Family) open(r *chat.Request, l store.Link) error {
	if !l.Card.ClosedAt.IsZero() && !mayOpen(r.W, l) {
		return r.Edit(r.W.About("proof.closed", l))
	}
	return f.setClosed(r, l.Card.ID, time.Time{}, 0, r.W.About("close.open", l), func(tx *store.Tx) error {
		return f.tellConcerned(r, tx, eventOpenedAlone, l.Card.ID, news{Other: l.ID})
	})
}

// PressReopen answers the button "CARD": an operator opens a card's rides
// again. Whoever was not let in has to name rides anew before he can close them
// once more.
func (f *Family) PressReopen(r *chat.Request, call chat.Call) error {
	id, err := call.ID(0)
	if err != nil || !slices.Contains(f.Admins, r.Person.ID) {
		return chat.ErrStale
	}
	card, err := f.Store.CardByID(r.Ctx, id)
	if err != nil {
		return err
	}
	done := r.W.Message(r.W.T("close.reopened", texts.Args{"Last4": card.PAN.Last4()}))
	return f.setClosed(r, id, time.Time{}, 0, done, func(tx *store.Tx) error {
		if err := f.tellConcerned(r, tx, eventRidesOpened, id, news{}); err != nil {
			return err
		}
		return tx.ForgetNamed(r.Ctx, id)
	})
}

// setClosed has a card's rides closed since a moment, or opened with zero; by
// is the link whose chat may open them, if any. If they are so already, nobody
// is told but the person.
func (f *Family) setClosed(r *chat.Request, cardID int64, since time.Time, by int64, done telegram.Message,
	tell func(*store.Tx) error) error {
	done = r.InPlace(done)
	err := r.Commit(func(tx *store.Tx) error {
		if err := tx.SetClosed(r.Ctx, cardID, since, by); err != nil {
			return err
		}
		return tell(tx)
	}, done)
	if errors.Is(err, store.ErrNotFound) {
		return r.Reply(done)
	}
	return err
}

// tellConcerned has those who have proof of a card, or have named two of its rides right,
// told something of another chat, but for that one.
func (f *Family) tellConcerned(r *chat.Request, tx *store.Tx, kind store.EventKind, cardID int64, n news) error {
	followers, err := tx.AllFollowers(r.Ctx, cardID)
	if err != nil {
		return err
	}
	concerned := slices.DeleteFunc(followers, func(other store.Follower) bool {
		return other.ProvedAt.IsZero() && other.NamedAt.IsZero() || other.LinkID == n.Other
	})
	return f.tell(r.Ctx, tx, kind, n, concerned...)
}
