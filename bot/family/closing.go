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

// close has a card's rides shown to nobody until an operator decides. Those
// who could view them are told, and the operators.
func (f *Family) close(r *chat.Request, l store.Link) error {
	admins, err := f.Outbox.Reachable(r.Ctx, f.Admins)
	if err != nil {
		return err
	}
	return f.setClosed(r, l.Card.ID, r.W.Now(), r.W.About("close.done", l), func(tx *store.Tx) error {
		if len(admins) == 0 {
			f.Log.Warn("rides of a card are closed, and no admin can be told so", "card", l.Card.PAN)
		}
		if err := f.tellProvers(r, tx, eventRidesClosed, l.Card.ID, l.ID); err != nil {
			return err
		}
		return f.Outbox.Enqueue(r.Ctx, tx, store.Event{Kind: eventClosedNotice}, news{Card: l.Card.ID}, admins...)
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
	return f.setClosed(r, id, time.Time{}, done, func(tx *store.Tx) error {
		return f.tellProvers(r, tx, eventRidesOpened, id, 0)
	})
}

// setClosed has a card's rides closed since a moment, or opened with zero. If
// they are so already, nobody is told but the person.
func (f *Family) setClosed(r *chat.Request, cardID int64, since time.Time, done telegram.Message,
	tell func(*store.Tx) error) error {
	done = r.InPlace(done)
	err := r.Commit(func(tx *store.Tx) error {
		if err := tx.SetClosed(r.Ctx, cardID, since); err != nil {
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
