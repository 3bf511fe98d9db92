package alerts

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/watch"
	"onaybot/store"
)

// sentEvent is an event that a message went out for, as it is kept to write the message
// anew. An amendment is never among them.
type sentEvent struct {
	Link int64           `json:"link"`
	Kind store.EventKind `json:"kind"`
	Data json.RawMessage `json:"data"`
	At   time.Time       `json:"at"` // when it came about
}

// noteRides keeps the message that rides were told in, with all its events.
func noteRides(link int64, ids []int64) func(context.Context, *store.Tx, outbox.Delivered) error {
	return func(ctx context.Context, tx *store.Tx, m outbox.Delivered) error {
		var events []sentEvent
		for _, e := range m.Events {
			events = append(events, sentEvent{e.LinkID, e.Kind, e.Data, e.CreatedAt})
		}
		data, err := json.Marshal(events)
		if err != nil {
			return fmt.Errorf("encode sent message: %w", err)
		}
		for _, id := range ids {
			n := store.Notified{LinkID: link, TransactionID: id, MessageID: m.MessageID, At: m.At, Data: data}
			if err := tx.AddNotified(ctx, n); err != nil {
				return err
			}
		}
		return nil
	}
}

// amend edits the message that told a ride which the cabinet has amended since.
// The message reads as on the day it was sent.
func (p *Pushes) amend(ctx context.Context, w *chat.Writer, l store.Link, e store.Event) (*outbox.Rendered, error) {
	var x watch.TransactionIDs
	if err := outbox.Decode(e, &x); err != nil || len(x.IDs) == 0 {
		return nil, err
	}
	at, err := p.store.Notified(ctx, l.ID, x.IDs[0])
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var events []sentEvent
	if err := json.Unmarshal(at.Data, &events); err != nil {
		return nil, fmt.Errorf("decode sent message: %w", err)
	}
	var parts []telegram.Message
	for _, t := range events {
		part, err := p.render(ctx, w.At(at.At), store.Event{
			ChatID: e.ChatID, LinkID: t.Link, Kind: t.Kind, Data: t.Data, CreatedAt: cmp.Or(t.At, at.At),
		})
		if err != nil {
			return nil, err
		}
		if part != nil {
			parts = append(parts, part.Message)
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	m := outbox.Join(parts)
	m.Edit, m.OnlyEdit = at.MessageID, true
	return &outbox.Rendered{Message: m}, nil
}
