package outbox

import (
	"context"
	"errors"
	"fmt"

	"onaybot/bot/telegram"
	"onaybot/store"
)

// Send sends an answer that is not written down.
func (o *Outbox) Send(ctx context.Context, m telegram.Message) (int, error) {
	id, err := o.c.Telegram.Send(ctx, m)
	if err == nil {
		o.c.Sent(store.EventReply)
	}
	return id, err
}

// Enqueue writes an event for each of the chats into the outbox, due now. What
// is said to the chat that asked is no such event, but an answer; see
// [store.Tx.EnqueueReply].
func (o *Outbox) Enqueue(ctx context.Context, tx *store.Tx, e store.Event, data any, chats ...int64) error {
	for _, id := range chats {
		e.ChatID, e.CreatedAt, e.DueAt = id, o.c.Now(), o.c.Now()
		if err := tx.Enqueue(ctx, e, data); err != nil {
			return err
		}
	}
	return nil
}

// Notify has those of the chats told of something who can be told.
func (o *Outbox) Notify(ctx context.Context, chats []int64, kind store.EventKind, data any) error {
	err := o.c.Store.Tx(ctx, func(tx *store.Tx) error { return o.NotifyIn(ctx, tx, chats, kind, data) })
	if err == nil {
		o.Wake()
	}
	return err
}

// NotifyIn is [Outbox.Notify] in a transaction; the outbox is to be woken after it.
func (o *Outbox) NotifyIn(ctx context.Context, tx *store.Tx, chats []int64, kind store.EventKind, data any) error {
	chats, err := o.Reachable(ctx, chats)
	if err == nil {
		err = o.Enqueue(ctx, tx, store.Event{Kind: kind}, data, chats...)
	}
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	return nil
}

// Reachable is those of the chats that can be written to. Telegram lets the
// bot write to nobody who has never spoken to it; that is logged once.
func (o *Outbox) Reachable(ctx context.Context, chats []int64) (ids []int64, err error) {
	for _, id := range chats {
		chat, err := o.c.Store.Chat(ctx, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			o.warnUnmet(id)
		case err != nil:
			return nil, fmt.Errorf("read chat: %w", err)
		case chat.BlockedAt.IsZero():
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (o *Outbox) warnUnmet(id int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.unmet[id] {
		o.unmet[id] = true
		o.c.Log.Warn("an admin has never spoken to the bot and cannot be told", "user", id)
	}
}
