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
	return confirm(r, l, key, r.W.Button("button.close_yes", chat.VerbShare, l.ID, "close", "yes"))
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
		if err := f.tellProvers(r, tx, eventRidesClosed, l.Card.ID, l.ID); err != nil {
			return err
		}
		return f.Outbox.Enqueue(r.Ctx, tx, store.Event{Kind: eventClosedNotice}, news{Card: l.Card.ID}, admins...)
	})
}

func (f *Family) closeAlone(r *chat.Request, l store.Link) error {
	done := r.W.About("close.done_alone", l, openRow(r.W, l))
	return f.setClosed(r, l.Card.ID, r.W.Now(), l.ID, done, func(tx *store.Tx) error {
		return f.tellProvers(r, tx, eventClosedAlone, l.Card.ID, l.ID)
	})
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
func explainClosed(r *chat.Request, l store.Link) error {
	if mayOpen(r.W, l) {
		return r.Reply(r.W.About("close.done_alone", l, openRow(r.W, l)))
	}
	return r.Reply(r.W.About("proof.closed", l))
}

// open opens the rides again that the chat has closed.
func (f *Family) open(r *chat.Request, l store.Link) error {
	if !l.Card.ClosedAt.IsZero() && !mayOpen(r.W, l) {
		return r.Edit(r.W.About("proof.closed", l))
	}
	return f.setClosed(r, l.Card.ID, time.Time{}, 0, r.W.About("close.open", l), func(tx *store.Tx) error {
		return f.tellProvers(r, tx, eventOpenedAlone, l.Card.ID, l.ID)
	})
}

// PressReopen answers the button "CARD": an operator opens a card's rides
// again.
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
		return f.tellProvers(r, tx, eventRidesOpened, id, 0)
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

// tellProvers has the chats with proof of a card told something, but for that
// of one link.
func (f *Family) tellProvers(r *chat.Request, tx *store.Tx, kind store.EventKind, cardID, except int64) error {
	provers, err := proversOf(r.Ctx, tx, cardID, except)
	if err != nil {
		return err
	}
	return f.tell(r.Ctx, tx, kind, news{}, provers...)
}
