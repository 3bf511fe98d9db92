package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"onaybot/bot/panics"
	"onaybot/onayclient/gate"
	"onaybot/store"
)

const (
	outboxBatch   = 256 // chats picked at once
	outboxSenders = 32  // chats told side by side; Telegram's pace is kept below them
	outboxIdle    = time.Minute
	joinMost      = 50   // events of quiet hours told in one message
	joinLength    = 3000 // bytes of a message after which the rest goes into another
)

// outbox tells the chats what is due to them, each in order, and removes
// what has been told. A push is doubled only if the process dies between
// Telegram's answer and the note of it.
type outbox struct {
	store  *store.Store
	send   func(ctx context.Context, o outgoing) (int, error)
	render func(ctx context.Context, e store.Event) (*outgoing, error) // nil: not worth telling any more
	lost   func(ctx context.Context, e store.Event)                    // the chat has blocked the bot; may be nil
	now    func() time.Time
	log    *slog.Logger
	meter  Meter

	kicked chan struct{}
	busyMu sync.Mutex
	busy   map[int64]bool // chats being told by run
	locks  keyed
	sentMu sync.Mutex
	inHand map[int64]bool // being sent; a group's move can bring them before another sender
	sent   map[int64]int  // told in this message, but the note of it could not be written yet
}

// kick has the outbox looked at now. It never waits.
func (o *outbox) kick() {
	select {
	case o.kicked <- struct{}{}:
	default:
	}
}

// run drains the outbox until ctx ends. A chat that takes long holds up no
// other.
func (o *outbox) run(ctx context.Context) {
	ctx = gate.Background(ctx)
	var senders sync.WaitGroup
	defer senders.Wait()
	slots := make(chan struct{}, outboxSenders)
	for ctx.Err() == nil {
		err := o.begin(ctx, &senders, slots)
		if err != nil && ctx.Err() == nil {
			o.log.Error("outbox", "err", err)
		}
		o.idle(ctx, err != nil)
	}
}

// begin starts a sender for each chat that has something due and none yet.
// It waits for a slot before each, not for the senders to end.
func (o *outbox) begin(ctx context.Context, senders *sync.WaitGroup, slots chan struct{}) error {
	chats, err := o.store.DueChats(ctx, o.now(), outboxBatch)
	if err != nil {
		return fmt.Errorf("pick due chats: %w", err)
	}
	for _, chat := range chats {
		if !o.claim(chat) {
			continue
		}
		slots <- struct{}{}
		senders.Go(func() {
			o.deliver(ctx, chat)
			o.release(chat)
			<-slots
			o.kick()
		})
	}
	return nil
}

// claim takes a chat for one sender of run; false: another has it.
func (o *outbox) claim(chatID int64) bool {
	o.busyMu.Lock()
	defer o.busyMu.Unlock()
	if o.busy[chatID] {
		return false
	}
	if o.busy == nil {
		o.busy = map[int64]bool{}
	}
	o.busy[chatID] = true
	return true
}

func (o *outbox) release(chatID int64) {
	o.busyMu.Lock()
	defer o.busyMu.Unlock()
	delete(o.busy, chatID)
}

// idle waits until something falls due or the outbox is kicked, as it is
// when a sender is done. What is due already is being sent.
func (o *outbox) idle(ctx context.Context, failed bool) {
	wait := outboxIdle
	due, err := o.store.EarliestDue(ctx)
	switch left := due.Sub(o.now()); {
	case err != nil, failed, !due.IsZero() && left <= 0:
		wait = time.Second
	case !due.IsZero():
		wait = min(wait, left)
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-o.kicked:
	case <-t.C:
	}
}

// deliver tells one chat what is due to it. A panic in it costs that one
// event, not the process.
func (o *outbox) deliver(ctx context.Context, chatID int64) {
	defer o.locks.lock(chatID)()
	for ctx.Err() == nil {
		events, err := o.store.NextEvents(ctx, chatID, o.now(), joinMost)
		if errors.Is(err, store.ErrNotFound) {
			return
		}
		if err == nil {
			err = o.tell(ctx, events)
		}
		if err != nil {
			if ctx.Err() == nil && !errors.Is(err, errInHand) {
				o.log.Warn("event not told", "chat", chatID, "err", err)
			}
			return
		}
	}
}

// tell sends events as one message and notes that it did. It returns an
// error when the chat is to be left for now.
func (o *outbox) tell(ctx context.Context, events []store.Event) error {
	first := events[0]
	if !o.take(first.ID) {
		return errInHand
	}
	defer o.give(first.ID)
	if waits, err := o.store.HasEvent(ctx, first.ID); err != nil || !waits {
		return err // another sender has just told it
	}
	if !o.isSent(first.ID) {
		told, id, err := o.sendEvents(ctx, events)
		if transient(err) {
			if ctx.Err() != nil {
				return err
			}
			defer o.kick() // it is due at a moment that run does not know yet
			return errors.Join(err, o.store.RetryEvent(ctx, first, retryAt(err, first.Tries, o.now())))
		}
		if errors.Is(err, errBlocked) {
			if o.lost != nil {
				o.lost(context.WithoutCancel(ctx), first)
			}
			return err
		}
		if err != nil {
			o.log.Error("event given up", "chat", first.ChatID, "kind", first.Kind, "err", err)
		}
		o.count(told, id, err)
		o.setSent(told, id)
	}
	told, rides, letters := o.sentOf(events)
	// What is told is noted even when shutdown comes in between.
	if err := o.note(context.WithoutCancel(ctx), told, rides, letters); err != nil {
		return fmt.Errorf("note told event: %w", err)
	}
	o.unsetSent(told)
	return nil
}

// note removes events that a message has told, and remembers the rides and the feedback it
// told of.
func (o *outbox) note(ctx context.Context, told []store.Event, rides []store.Notified, letters []store.Feedback) error {
	return o.store.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.RemoveEvents(ctx, told...); err != nil {
			return err
		}
		for _, r := range rides {
			if err := tx.AddNotified(ctx, r); err != nil {
				return err
			}
		}
		for _, l := range letters {
			if err := tx.AddFeedback(ctx, l); err != nil {
				return err
			}
		}
		return nil
	})
}

// errInHand says that another sender is at these events.
var errInHand = errors.New("in hand")

func (o *outbox) take(id int64) bool {
	o.sentMu.Lock()
	defer o.sentMu.Unlock()
	if o.inHand[id] {
		return false
	}
	if o.inHand == nil {
		o.inHand = map[int64]bool{}
	}
	o.inHand[id] = true
	return true
}

func (o *outbox) give(id int64) {
	o.sentMu.Lock()
	defer o.sentMu.Unlock()
	delete(o.inHand, id)
}

// sendEvents sends as many of the events as fit into one message, and says
// which those were and the message's id.
func (o *outbox) sendEvents(ctx context.Context, events []store.Event) (told []store.Event, id int, err error) {
	told = events[:1]
	defer panics.Recover(o.log, "outbox", &err)
	var parts []outgoing
	for i, size := 0, 0; i < len(events) && size < joinLength; i++ {
		told = events[:i+1]
		out, err := o.render(ctx, events[i])
		if err != nil {
			return told, 0, err
		}
		if out != nil {
			parts = append(parts, *out)
			size += len(out.Text)
		}
	}
	if len(parts) == 0 {
		return told, 0, nil
	}
	id, err = o.send(ctx, joined(parts))
	return told, id, err
}

func (o *outbox) isSent(id int64) bool {
	o.sentMu.Lock()
	defer o.sentMu.Unlock()
	_, sent := o.sent[id]
	return sent
}

func (o *outbox) setSent(events []store.Event, messageID int) {
	o.sentMu.Lock()
	defer o.sentMu.Unlock()
	for _, e := range events {
		o.sent[e.ID] = messageID
	}
}

// sentOf is those of the events that have been sent, and the rides and the
// letters they told of.
func (o *outbox) sentOf(events []store.Event) (told []store.Event, rides []store.Notified, letters []store.Feedback) {
	o.sentMu.Lock()
	defer o.sentMu.Unlock()
	for _, e := range events {
		if _, sent := o.sent[e.ID]; sent {
			told = append(told, e)
		}
	}
	id, now := o.sent[events[0].ID], o.now()
	return told, toldRides(told, id, now), toldLetters(told, id, now)
}

func (o *outbox) unsetSent(events []store.Event) {
	o.sentMu.Lock()
	defer o.sentMu.Unlock()
	for _, e := range events {
		delete(o.sent, e.ID)
	}
}

// enqueueReply writes a message into the outbox within a transaction.
func enqueueReply(ctx context.Context, tx *store.Tx, o outgoing, due time.Time) error {
	_, err := tx.EnqueueReply(ctx, o.ChatID, due, o) // one too many is for somebody who asks on and on
	return err
}

func decodeReply(e store.Event) (*outgoing, error) {
	var o outgoing
	if err := json.Unmarshal(e.Data, &o); err != nil {
		return nil, fmt.Errorf("%w: %w", errGarbled, err)
	}
	o.ChatID = e.ChatID // the group may have moved since
	return &o, nil
}
