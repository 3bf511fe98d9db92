package family

import (
	"errors"
	"log/slog"
	"slices"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// Closing has a card's rides shown to nobody until an operator decides.
type Closing struct {
	Store  *store.Store
	Outbox *outbox.Outbox
	Admins []int64
	Log    *slog.Logger
}

func (c *Closing) confirm(r *chat.Request, l store.Link) error {
	return r.Edit(about(r.W, "close.ask", l, []telegram.Button{
		r.W.Button("button.close_yes", chat.VerbShare, l.ID, "close", "yes"),
		r.W.Button("button.keep", chat.VerbShare, l.ID)}))
}

// close closes a card's rides, and has those told who could view them, and
// the operators.
func (c *Closing) close(r *chat.Request, l store.Link) error {
	done := r.InPlace(about(r.W, "close.done", l))
	admins, err := c.Outbox.Reachable(r.Ctx, c.Admins)
	if err != nil {
		return err
	}
	err = r.Commit(func(tx *store.Tx) error {
		if err := tx.SetClosed(r.Ctx, l.Card.ID, r.W.Now()); err != nil {
			return err
		}
		if err := c.tellProvers(r, tx, eventRidesClosed, l.Card.ID, l.ID); err != nil {
			return err
		}
		return c.Outbox.Enqueue(r.Ctx, tx, store.Event{Kind: eventClosedNotice}, closed{l.Card.ID}, admins...)
	}, done)
	if errors.Is(err, store.ErrNotFound) { // another was faster
		return r.Reply(done)
	}
	if err == nil && len(admins) == 0 {
		c.Log.Warn("rides of a card are closed, and no admin can be told so", "card", l.Card.PAN)
	}
	return err
}

// Reopen answers the button "CARD": an operator opens a card's rides again.
func (c *Closing) Reopen(r *chat.Request, call chat.Call) error {
	id, err := call.ID(0)
	if err != nil || !slices.Contains(c.Admins, r.Person.ID) {
		return chat.ErrStale
	}
	card, err := c.Store.CardByID(r.Ctx, id)
	if err != nil {
		return err
	}
	done := r.InPlace(r.W.Message(r.W.T("close.reopened", texts.Args{"Last4": card.PAN.Last4()})))
	err = r.Commit(func(tx *store.Tx) error {
		if err := tx.SetClosed(r.Ctx, id, time.Time{}); err != nil {
			return err
		}
		return c.tellProvers(r, tx, eventRidesOpened, id, 0)
	}, done)
	if errors.Is(err, store.ErrNotFound) { // they are open
		return r.Reply(done)
	}
	return err
}

// tellProvers has the chats with proof of a card told something, but for that
// of one link.
func (c *Closing) tellProvers(r *chat.Request, tx *store.Tx, kind store.EventKind, cardID, except int64) error {
	provers, err := proversOf(r.Ctx, tx, cardID, except)
	if err != nil {
		return err
	}
	return tell(r.Ctx, c.Outbox, tx, kind, provers...)
}
