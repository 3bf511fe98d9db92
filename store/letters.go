package store

import (
	"context"
	"time"
)

// Letter is a passenger's word to the operator, as an admin got it.
type Letter struct {
	ChatID    int64 // the admin's
	MessageID int
	From      int64 // the passenger's chat
	ThreadID  int   // where it was written there
	ReplyTo   int
	At        time.Time // when the admin got it
}

// AddFeedback remembers where an answer to a letter belongs, unless one of the
// chats has gone while the letter was on its way.
func (t *Tx) AddFeedback(ctx context.Context, l Letter) error {
	_, err := t.exec(ctx, `INSERT OR REPLACE INTO letters (chat_id, message_id, from_id, thread_id, reply_to, at)
		SELECT ?, ?, id, ?, ?, ? FROM chats WHERE id = ? AND EXISTS (SELECT 1 FROM chats WHERE id = ?)`,
		l.ChatID, l.MessageID, l.ThreadID, l.ReplyTo, millis(l.At), l.From, l.ChatID)
	return err
}

// Letter reads what is known of a letter that an admin got, or [ErrNotFound].
func (s *Store) Letter(ctx context.Context, chatID int64, messageID int) (Letter, error) {
	l := Letter{ChatID: chatID, MessageID: messageID}
	var at int64
	err := s.r.QueryRowContext(ctx, `SELECT from_id, thread_id, reply_to, at FROM letters
		WHERE chat_id = ? AND message_id = ?`, chatID, messageID).Scan(&l.From, &l.ThreadID, &l.ReplyTo, &at)
	l.At = fromMillis(at)
	return l, translate(err)
}

// PurgeLetters forgets whose letters admins got before the given moment.
func (s *Store) PurgeLetters(ctx context.Context, before time.Time) error {
	return s.Tx(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, "DELETE FROM letters WHERE at < ?", millis(before))
		return err
	})
}

// ofLetters picks the letters of a chat that admins are still to get. Their
// data names the chat they come from as "from".
const ofLetters = " WHERE kind = 'letter' AND data ->> 'from' = ?"

// moveLetters has the letters of a group come from what it has become.
func (t *Tx) moveLetters(ctx context.Context, from, to int64) error {
	_, err := t.exec(ctx, "UPDATE outbox SET data = json_set(data, '$.from', ?)"+ofLetters, to, from)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, "UPDATE letters SET from_id = ? WHERE from_id = ?", to, from)
	return err
}
