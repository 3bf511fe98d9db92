package store

import (
	"context"
	"encoding/json"
	"time"
)

// Notified is a ride that a chat was told of, and in which message.
type Notified struct {
	LinkID        int64
	TransactionID int64 // a [Transaction.RowID]
	MessageID     int
	At            time.Time
	Data          json.RawMessage // the events of the whole message
}

// AddNotified remembers in which message a link's chat was told of a ride, unless the link
// has gone while the message was on its way.
func (t *Tx) AddNotified(ctx context.Context, n Notified) error {
	_, err := t.exec(ctx, `INSERT OR REPLACE INTO notified (link_id, transaction_id, message_id, at, data)
		SELECT id, ?, ?, ?, ? FROM links WHERE id = ?`, n.TransactionID, n.MessageID, millis(n.At), string(n.Data), n.LinkID)
	return err
}

// Notified reads in which message a link's chat was told of a ride, or
// [ErrNotFound].
func (q Queries) Notified(ctx context.Context, linkID, transactionID int64) (Notified, error) {
	return one(ctx, q, func(n *Notified) []any {
		return []any{&n.LinkID, &n.TransactionID, &n.MessageID, at(&n.At), (*[]byte)(&n.Data)}
	}, "SELECT link_id, transaction_id, message_id, at, data FROM notified WHERE link_id = ? AND transaction_id = ?",
		linkID, transactionID)
}

// Feedback is a passenger's word to the operator, as an admin got it.
type Feedback struct {
	ChatID    int64 // the admin's
	MessageID int
	From      int64 // the passenger's chat
	ThreadID  int   // where it was written there
	ReplyTo   int
	At        time.Time // when the admin got it
}

// AddFeedback remembers where a reply to feedback belongs, unless one of the
// chats has gone while the feedback was on its way.
func (t *Tx) AddFeedback(ctx context.Context, f Feedback) error {
	_, err := t.exec(ctx, `INSERT OR REPLACE INTO feedback (chat_id, message_id, from_id, thread_id, reply_to, at)
		SELECT admin.id, ?, passenger.id, ?, ?, ? FROM chats AS admin, chats AS passenger
		WHERE admin.id = ? AND passenger.id = ?`,
		f.MessageID, f.ThreadID, f.ReplyTo, millis(f.At), f.ChatID, f.From)
	return err
}

// Feedback reads what is known of feedback that an admin got, or [ErrNotFound].
func (q Queries) Feedback(ctx context.Context, chatID int64, messageID int) (Feedback, error) {
	return one(ctx, q, func(f *Feedback) []any {
		return []any{&f.ChatID, &f.MessageID, &f.From, &f.ThreadID, &f.ReplyTo, at(&f.At)}
	}, `SELECT chat_id, message_id, from_id, thread_id, reply_to, at FROM feedback
		WHERE chat_id = ? AND message_id = ?`, chatID, messageID)
}
