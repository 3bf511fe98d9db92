package outbox

import (
	"context"
	"errors"
	"fmt"

	"onaybot/bot/panics"
	"onaybot/bot/telegram"
	"onaybot/store"
)

// joinMost is how many events of quiet hours are told in one message.
const joinMost = 50

// telling is events being told in one message. All that it claims is in hand
// from before the message is sent until its events are removed, so that nobody
// else tells them, not even under the new id of a group that has moved
// meanwhile.
type telling struct {
	claimed []store.Event
	events  []store.Event // those of them that go into the message
	over    chan struct{} // closed when whoever is at it has ended; nil: nobody is

	sent      bool // or given up: only the events are still to be removed
	messageID int  // 0: there was no message
	parts     []Rendered
}

// Deliver tells a chat what is due to it, for a person who waits. It returns
// when nothing is due any more, or when the rest has to wait.
func (o *Outbox) Deliver(ctx context.Context, chatID int64) {
	o.deliver(ctx, chatID, o.c.Telegram.Send, true)
	o.Wake() // what has to wait is due at a moment that run does not know yet
}

// deliver says whether it has told anything. Events that somebody else is
// telling it waits for if it is patient, and leaves otherwise.
func (o *Outbox) deliver(ctx context.Context, chatID int64, send sender, patient bool) (told bool) {
	for ctx.Err() == nil {
		t, err := o.claim(ctx, chatID, patient)
		if t == nil && err == nil {
			return told
		}
		if err == nil {
			err = o.tell(ctx, t, send)
		}
		if err != nil {
			if ctx.Err() == nil {
				o.c.Log.Warn("event not told", "chat", chatID, "err", err)
			}
			return told
		}
		told = true
	}
	return told
}

// claim takes in hand what is to be told to a chat next; nil: nothing is due,
// or somebody else is at it and the caller is not patient.
func (o *Outbox) claim(ctx context.Context, chatID int64, patient bool) (*telling, error) {
	for {
		t, others, err := o.take(ctx, chatID)
		if others == nil || !patient {
			return t, err
		}
		select {
		case <-others:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// take takes in hand what is due to a chat; others is closed when somebody else
// who has some of it in hand has ended. It reads under the mutex, and so never
// what has just been told. Where an event was told and could not be removed, its
// telling is taken up again.
func (o *Outbox) take(ctx context.Context, chatID int64) (t *telling, others <-chan struct{}, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	events, err := o.c.Store.NextEvents(ctx, chatID, o.c.Now(), joinMost)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, nil, nil
	case err != nil:
		return nil, nil, err
	}
	t = &telling{claimed: events, events: events}
	for _, e := range events {
		if known := o.inHand[e.ID]; known != nil {
			t = known
			break
		}
	}
	if t.over != nil {
		return nil, t.over, nil
	}
	t.over = make(chan struct{})
	for _, e := range t.claimed {
		o.inHand[e.ID] = t
	}
	return t, nil, nil
}

// release ends a telling. What was told and could not be removed stays in hand,
// so that it is not told again.
func (o *Outbox) release(t *telling) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(t.over)
	t.over = nil
	if t.sent {
		return
	}
	for _, e := range t.claimed {
		delete(o.inHand, e.ID)
	}
}

// tell sends the events as one message and removes them. It returns an error
// when the chat is to be left alone for now.
func (o *Outbox) tell(ctx context.Context, t *telling, send sender) error {
	defer o.release(t)
	if !t.sent {
		err := o.sendEvents(ctx, t, send)
		switch {
		case transient(err):
			return o.putOff(ctx, t.events[0], err)
		case errors.Is(err, telegram.ErrMuted):
			return err // what is due waits until the chat is tried again
		case errors.Is(err, telegram.ErrBlocked):
			return errors.Join(err, o.tellOthers(ctx, t))
		case err != nil:
			o.c.Log.Error("event given up", "chat", t.events[0].ChatID, "kind", t.events[0].Kind, "err", err)
		}
		o.count(t, err)
	}
	err := o.remove(ctx, t)
	t.sent = err != nil
	return err
}

// transient tells whether telling may succeed later.
func transient(err error) bool {
	return telegram.Transient(err) && !errors.Is(err, panics.ErrPanic) && !errors.Is(err, ErrGarbled)
}

// putOff has the event wait, and with it all that the chat is to be told.
func (o *Outbox) putOff(ctx context.Context, e store.Event, err error) error {
	if ctx.Err() != nil {
		return err
	}
	defer o.Wake() // it is due at a moment that run does not know yet
	return errors.Join(err, o.c.Store.RetryEvent(ctx, e, telegram.RetryAt(err, e.Tries, o.c.Now())))
}

// tellOthers writes down what others are to be told since the chat has
// blocked the bot.
func (o *Outbox) tellOthers(ctx context.Context, t *telling) error {
	defer o.Wake()
	return o.c.Store.Tx(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		for _, p := range t.parts {
			if p.Blocked == nil {
				continue
			}
			if err := p.Blocked(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}

func (o *Outbox) count(t *telling, err error) {
	for _, e := range t.events {
		switch {
		case err != nil:
			o.c.GivenUp(e.Kind)
		case t.messageID != 0:
			o.c.Sent(e.Kind)
		}
	}
}

// remove removes the events, with the note of where their message stands. It
// does so even when shutdown comes in between.
func (o *Outbox) remove(ctx context.Context, t *telling) error {
	ctx = context.WithoutCancel(ctx)
	m := Delivered{MessageID: t.messageID, At: o.c.Now(), Events: t.events}
	err := o.c.Store.Tx(ctx, func(tx *store.Tx) error {
		for _, p := range t.parts {
			if p.Sent == nil || m.MessageID == 0 {
				continue
			}
			if err := p.Sent(ctx, tx, m); err != nil {
				return err
			}
		}
		return tx.RemoveEvents(ctx, t.events...)
	})
	if err != nil {
		return fmt.Errorf("remove told events: %w", err)
	}
	return nil
}
