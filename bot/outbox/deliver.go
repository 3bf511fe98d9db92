package outbox

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"onaybot/bot/panics"
	"onaybot/bot/telegram"
	"onaybot/store"
)

// joinMost is how many events of quiet hours are told in one message.
const joinMost = 50

// telling is events being told in one message. It is in hand from before the
// message is sent until its events are removed, so that nobody else tells
// them, not even under the new id of a group that has moved meanwhile.
type telling struct {
	events []store.Event
	over   chan struct{} // closed when whoever is at it has ended

	sent      bool // or given up: only the events are still to be removed
	messageID int  // 0: there was no message
	parts     []Rendered
}

// Deliver tells a chat what is due to it, for a person who waits. It returns
// when nothing is due any more, or when the rest has to wait.
func (o *Outbox) Deliver(ctx context.Context, chatID int64) {
	o.deliver(ctx, chatID, o.send, true)
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
				o.log.Warn("event not told", "chat", chatID, "err", err)
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
		events, err := o.due(ctx, chatID)
		if err != nil || len(events) == 0 {
			return nil, err
		}
		t, others := o.take(events)
		switch {
		case others == nil && t.sent:
			return t, nil
		case others == nil:
			if now, err := o.due(ctx, chatID); err == nil && slices.EqualFunc(events, now, sameEvent) {
				return t, nil
			}
			o.drop(t) // somebody else has told some of it just now
		case !patient:
			return nil, nil
		default:
			select {
			case <-others:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
	}
}

func (o *Outbox) due(ctx context.Context, chatID int64) ([]store.Event, error) {
	events, err := o.store.NextEvents(ctx, chatID, o.now(), joinMost)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return events, err
}

func sameEvent(a, b store.Event) bool { return a.ID == b.ID }

// take takes events in hand; others is closed when somebody else who has one
// of them in hand has ended. Where an event was told and could not be removed,
// its telling is taken up again.
func (o *Outbox) take(events []store.Event) (t *telling, others <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	t = &telling{events: events}
	for _, e := range events {
		if known := o.inHand[e.ID]; known != nil {
			t = known
			break
		}
	}
	if t.over != nil {
		return nil, t.over
	}
	t.over = make(chan struct{})
	for _, e := range t.events {
		o.inHand[e.ID] = t
	}
	return t, nil
}

// drop lets go of events for good.
func (o *Outbox) drop(t *telling) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, e := range t.events {
		delete(o.inHand, e.ID)
	}
	close(t.over)
}

// keep lets go of events that must not be told again although they could not
// be removed.
func (o *Outbox) keep(t *telling) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(t.over)
	t.over = nil
}

// shorten lets go of the events after the first n, which go into another
// message.
func (o *Outbox) shorten(t *telling, n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, e := range t.events[n:] {
		delete(o.inHand, e.ID)
	}
	t.events = t.events[:n]
}

// tell sends the events as one message and removes them. It returns an error
// when the chat is to be left alone for now.
func (o *Outbox) tell(ctx context.Context, t *telling, send sender) error {
	if !t.sent {
		err := o.sendEvents(ctx, t, send)
		switch {
		case transient(err):
			defer o.drop(t)
			return o.putOff(ctx, t.events[0], err)
		case errors.Is(err, telegram.ErrBlocked):
			defer o.drop(t)
			return errors.Join(err, o.tellOthers(ctx, t))
		case err != nil:
			o.log.Error("event given up", "chat", t.events[0].ChatID, "kind", t.events[0].Kind, "err", err)
		}
		t.sent = true
		o.count(t, err)
	}
	if err := o.remove(ctx, t); err != nil {
		o.keep(t)
		return err
	}
	o.drop(t)
	return nil
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
	return errors.Join(err, o.store.RetryEvent(ctx, e, telegram.RetryAt(err, e.Tries, o.now())))
}

// tellOthers writes down what others are to be told since the chat has
// blocked the bot.
func (o *Outbox) tellOthers(ctx context.Context, t *telling) error {
	defer o.Wake()
	return o.store.Tx(context.WithoutCancel(ctx), func(tx *store.Tx) error {
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
			o.givenUp(e.Kind)
		case t.messageID != 0:
			o.told(e.Kind)
		}
	}
}

// remove removes the events, with the note of where their message stands. It
// does so even when shutdown comes in between.
func (o *Outbox) remove(ctx context.Context, t *telling) error {
	ctx = context.WithoutCancel(ctx)
	m := Delivered{MessageID: t.messageID, At: o.now(), Events: t.events}
	err := o.store.Tx(ctx, func(tx *store.Tx) error {
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
