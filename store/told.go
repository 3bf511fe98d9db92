package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"
)

// Told is a ride that a chat was told of in a message.
type Told struct {
	LinkID    int64
	TxID      string
	MessageID int
	At        time.Time
	Data      json.RawMessage // the events of the whole message
}

// RemoveEvents removes events that have been told.
func (t *Tx) RemoveEvents(ctx context.Context, events ...Event) error {
	for _, e := range events {
		if _, err := t.exec(ctx, "DELETE FROM outbox WHERE id = ?", e.ID); err != nil {
			return err
		}
	}
	return nil
}

// AddNotified remembers in which message a link's chat was told of a ride, unless the link
// has gone while the message was on its way.
func (t *Tx) AddNotified(ctx context.Context, r Told) error {
	_, err := t.exec(ctx, `INSERT OR REPLACE INTO told (link_id, tx_id, message_id, at, data)
		SELECT ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM links WHERE id = ?)`,
		r.LinkID, r.TxID, r.MessageID, millis(r.At), string(r.Data), r.LinkID)
	return err
}

// NoteTold removes events that a message has told, and remembers the rides
// and the letters it told of.
func (s *Store) NoteTold(ctx context.Context, events []Event, rides []Told, letters ...Letter) error {
	return s.Tx(ctx, func(tx *Tx) error {
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
		return tx.RemoveEvents(ctx, events...)
	})
}

// Told reads in which message a link's chat was told of a ride, or
// [ErrNotFound].
func (s *Store) Told(ctx context.Context, linkID int64, txID string) (Told, error) {
	r := Told{LinkID: linkID, TxID: txID}
	var at int64
	var data string
	err := s.r.QueryRowContext(ctx, "SELECT message_id, at, data FROM told WHERE link_id = ? AND tx_id = ?", linkID, txID).
		Scan(&r.MessageID, &at, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return Told{}, ErrNotFound
	}
	r.At, r.Data = fromMillis(at), json.RawMessage(data)
	return r, err
}

// PurgeTold forgets in which messages rides were told before the given
// moment.
func (s *Store) PurgeTold(ctx context.Context, before time.Time) error {
	return s.Tx(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, "DELETE FROM told WHERE at < ?", millis(before))
		return err
	})
}
