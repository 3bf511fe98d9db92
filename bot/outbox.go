package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"onaybot/onayclient/gate"
	"onaybot/store"
)

const (
	outboxBatch   = 256 // chats picked at once
	outboxSenders = 32  // chats told side by side; Telegram's pace is kept below them
	outboxIdle    = time.Minute
)

// outbox tells the chats what is due to them, each in order, and removes
// what has been told. A push is doubled only if the process dies between
// Telegram's answer and the note of it.
type outbox struct {
	store  *store.Store
	send   func(ctx context.Context, o outgoing) (int, error)
	render func(ctx context.Context, e store.Event) (*outgoing, error) // nil: not worth telling any more
	now    func() time.Time
	log    *slog.Logger

	kicked chan struct{}
	locks  keyed
	sentMu sync.Mutex
	sent   map[int64]bool // told, but the note of it could not be written yet
}

// kick has the outbox looked at now. It never waits.
func (o *outbox) kick() {
	select {
	case o.kicked <- struct{}{}:
	default:
	}
}

// run drains the outbox until ctx ends.
func (o *outbox) run(ctx context.Context) {
	ctx = gate.Background(ctx)
	for ctx.Err() == nil {
		more, err := o.drain(ctx)
		if err != nil && ctx.Err() == nil {
			o.log.Error("outbox", "err", err)
		}
		if !more {
			o.idle(ctx, err != nil)
		}
	}
}

// drain tells the chats with something due, and says whether there may be
// more.
func (o *outbox) drain(ctx context.Context) (bool, error) {
	chats, err := o.store.DueChats(ctx, o.now(), outboxBatch)
	if err != nil {
		return false, fmt.Errorf("pick due chats: %w", err)
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, outboxSenders)
	for _, chat := range chats {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			o.deliver(ctx, chat)
		})
	}
	wg.Wait()
	return len(chats) == outboxBatch, nil
}

// idle waits until something falls due or the outbox is kicked.
func (o *outbox) idle(ctx context.Context, failed bool) {
	wait := outboxIdle
	due, err := o.store.EarliestDue(ctx)
	switch {
	case err != nil || failed:
		wait = time.Second
	case !due.IsZero():
		wait = min(wait, max(10*time.Millisecond, due.Sub(o.now())))
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
		e, err := o.store.NextEvent(ctx, chatID, o.now())
		if errors.Is(err, store.ErrNotFound) {
			return
		}
		if err == nil {
			err = o.tell(ctx, e)
		}
		if err != nil {
			if ctx.Err() == nil {
				o.log.Warn("event not told", "chat", chatID, "kind", e.Kind, "err", err)
			}
			return
		}
	}
}

// tell sends one event and notes that it did. It returns an error when the
// chat is to be left for now.
func (o *outbox) tell(ctx context.Context, e store.Event) error {
	if !o.isSent(e.ID) {
		err := o.sendEvent(ctx, e)
		if transient(err) {
			if ctx.Err() != nil {
				return err
			}
			return errors.Join(err, o.store.RetryEvent(ctx, e, retryAt(err, e.Tries, o.now())))
		}
		if errors.Is(err, errBlocked) {
			return err
		}
		o.setSent(e.ID, true)
	}
	// What is told is noted even when shutdown comes in between.
	if err := o.store.DropEvent(context.WithoutCancel(ctx), e.ID); err != nil {
		return fmt.Errorf("note told event: %w", err)
	}
	o.setSent(e.ID, false)
	return nil
}

func (o *outbox) sendEvent(ctx context.Context, e store.Event) (err error) {
	defer recovered(o.log, "outbox", &err)
	out, err := o.render(ctx, e)
	if err != nil || out == nil {
		return err
	}
	_, err = o.send(ctx, *out)
	return err
}

func (o *outbox) isSent(id int64) bool {
	o.sentMu.Lock()
	defer o.sentMu.Unlock()
	return o.sent[id]
}

func (o *outbox) setSent(id int64, sent bool) {
	o.sentMu.Lock()
	defer o.sentMu.Unlock()
	if sent {
		o.sent[id] = true
	} else {
		delete(o.sent, id)
	}
}

// enqueueReply writes a message into the outbox within a transaction.
func enqueueReply(ctx context.Context, tx *store.Tx, o outgoing, due time.Time) error {
	return tx.Enqueue(ctx, store.Event{
		ChatID: o.ChatID, Kind: store.EventReply, CreatedAt: due, DueAt: due,
	}, o)
}

func decodeReply(e store.Event) (*outgoing, error) {
	var o outgoing
	if err := json.Unmarshal(e.Data, &o); err != nil {
		return nil, fmt.Errorf("decode reply: %w", err)
	}
	o.ChatID = e.ChatID // the group may have moved since
	return &o, nil
}

// keyed is a mutex for each chat.
type keyed struct {
	mu    sync.Mutex
	locks map[int64]*keyedLock
}

type keyedLock struct {
	mu    sync.Mutex
	users int
}

// lock locks a chat and returns its unlocking.
func (k *keyed) lock(chatID int64) func() {
	k.mu.Lock()
	if k.locks == nil {
		k.locks = map[int64]*keyedLock{}
	}
	l := k.locks[chatID]
	if l == nil {
		l = &keyedLock{}
		k.locks[chatID] = l
	}
	l.users++
	k.mu.Unlock()
	l.mu.Lock()
	return func() {
		l.mu.Unlock()
		k.mu.Lock()
		defer k.mu.Unlock()
		if l.users--; l.users == 0 {
			delete(k.locks, chatID)
		}
	}
}
