package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// EventKind says what a chat is to be told.
type EventKind string

// The kinds of event.
const (
	EventReply         EventKind = "reply"          // an answer written with the change it tells of
	EventNotice        EventKind = "notice"         // something the operators should know
	EventFeedback      EventKind = "feedback"       // a passenger's word to the operators
	EventFeedbackReply EventKind = "feedback_reply" // an operator's answer to it
	EventLow           EventKind = "low"            // the balance fell below the link's threshold
	EventNegative      EventKind = "negative"       // the balance fell below zero
	EventShort         EventKind = "short"          // the balance will not last the next working day
	EventTopUp         EventKind = "topup"          // a top-up arrived
	EventRefund        EventKind = "refund"         // a fare was given back
	EventCredit        EventKind = "credit"         // money was credited otherwise
	EventReversal      EventKind = "reversal"       // a top-up was taken back
	EventGone          EventKind = "gone"           // the cabinet no longer knows the card
	EventStill         EventKind = "still"          // the card stands still: was it replaced
	EventBlocked       EventKind = "blocked"        // the card was blocked, or is no longer
	EventRides         EventKind = "rides"          // rides were made
	EventAmend         EventKind = "amend"          // a ride that was pushed has been amended since
	EventNoRide        EventKind = "no_ride"        // no ride by the set time
	EventAllClear      EventKind = "all_clear"      // the ride was seen after all
	EventType          EventKind = "type"           // the card's type changed
	EventDigest        EventKind = "digest"         // the week
	EventRemind        EventKind = "remind"         // the person asked to be reminded of a low balance
	EventOutage        EventKind = "outage"         // the cabinet has been down for long
	EventBack          EventKind = "back"           // it is back
)

// Event is something a chat is still to be told. Words are put to it when it
// is sent.
type Event struct {
	ID        int64
	ChatID    int64
	LinkID    int64 // 0: of no card
	From      int64 // the chat whose words it carries, with which it goes; 0: nobody's
	Kind      EventKind
	Data      json.RawMessage
	CreatedAt time.Time
	DueAt     time.Time
	Tries     int
	Held      bool // until the end of quiet hours, to be told with the others
}

// maxReplies is how many replies a chat waits for: people who ask on and on while
// Telegram takes nothing shall not fill the disk.
const maxReplies = 200

// Enqueue writes an event into the outbox, with data as its JSON.
func (t *Tx) Enqueue(ctx context.Context, e Event, data any) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("encode event %s: %w", e.Kind, err)
	}
	return t.exec(ctx, `INSERT INTO outbox (chat_id, link_id, from_id, kind, data, created_at, due_at, held)
		VALUES (?, nullif(?, 0), nullif(?, 0), ?, ?, ?, ?, ?)`,
		e.ChatID, e.LinkID, e.From, e.Kind, string(raw), e.CreatedAt, e.DueAt, e.Held)
}

// EnqueueReply writes an answer to a chat into the outbox, with data as its JSON. It is due
// when those are that the chat waits for already, or later. If these are 200, it is not kept.
func (t *Tx) EnqueueReply(ctx context.Context, chatID int64, due time.Time, data any) error {
	e := Event{ChatID: chatID, Kind: EventReply, CreatedAt: due}
	var err error
	e.DueAt, err = one[time.Time](ctx, t.Queries, `SELECT max(?1, coalesce(max(due_at), 0)) FROM outbox
		WHERE chat_id = ?2 AND kind = ?3 HAVING count(*) < ?4`, due, chatID, EventReply, maxReplies)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return t.Enqueue(ctx, e, data)
}

// HasReplies tells whether a chat waits for replies.
func (q Queries) HasReplies(ctx context.Context, chatID int64) (bool, error) {
	return one[bool](ctx, q, "SELECT EXISTS (SELECT 1 FROM outbox WHERE chat_id = ? AND kind = ?)", chatID, EventReply)
}

// While a card's balance is in doubt, what tells how much money there is waits.
const (
	believed = "NOT (outbox.kind IN ('" + string(EventLow) + "', '" + string(EventNegative) + "', '" +
		string(EventShort) + "', '" + string(EventRemind) + "', '" + string(EventDigest) + `')
		AND EXISTS (SELECT 1 FROM links JOIN cards ON cards.id = links.card_id
			WHERE links.id = outbox.link_id AND cards.doubted_at IS NOT NULL))`
	mayGo = unpaused + " AND " + believed
)

// DueChats lists the reachable chats that have events due by now, those that
// wait longest first.
func (q Queries) DueChats(ctx context.Context, now time.Time, limit int) ([]int64, error) {
	return all[int64](ctx, q, `SELECT chat_id FROM outbox JOIN chats ON chats.id = chat_id
		WHERE due_at <= ? AND blocked_at IS NULL AND `+mayGo+`
		GROUP BY chat_id ORDER BY min(due_at), min(outbox.id) LIMIT ?`, now, limit)
}

const nextEvents = `SELECT id, chat_id, coalesce(link_id, 0), coalesce(from_id, 0), kind, data,
		created_at, due_at, tries, held FROM outbox
	WHERE chat_id = ? AND due_at <= ? AND ` + mayGo + ` ORDER BY id LIMIT ?`

// NextEvents is the oldest of the events due in a chat with all, up to
// limit, that are to be told in one message with it, or [ErrNotFound].
func (q Queries) NextEvents(ctx context.Context, chatID int64, now time.Time, limit int) ([]Event, error) {
	events, err := all[Event](ctx, q, nextEvents, chatID, now, limit)
	switch {
	case err != nil:
		return nil, err
	case len(events) == 0:
		return nil, ErrNotFound
	case !events[0].Held:
		return events[:1], nil
	}
	return slices.DeleteFunc(events, func(e Event) bool { return !e.Held }), nil
}

// EarliestDue says when the next event of a reachable chat falls due; zero:
// there is none.
func (q Queries) EarliestDue(ctx context.Context) (time.Time, error) {
	return one[time.Time](ctx, q, `SELECT (SELECT due_at FROM outbox JOIN chats ON chats.id = chat_id
		WHERE blocked_at IS NULL AND `+mayGo+` ORDER BY due_at LIMIT 1)`)
}

// RemoveEvents removes events that have been told.
func (t *Tx) RemoveEvents(ctx context.Context, events ...Event) error {
	for _, e := range events {
		if err := t.exec(ctx, "DELETE FROM outbox WHERE id = ?", e.ID); err != nil {
			return err
		}
	}
	return nil
}

// DropEvents removes what a link was still to be told of one kind, and says whether there was any.
func (t *Tx) DropEvents(ctx context.Context, linkID int64, kind EventKind) (bool, error) {
	n, err := t.affected(ctx, "DELETE FROM outbox WHERE link_id = ? AND kind = ?", linkID, kind)
	return n > 0, err
}

// eventsOf are the events of a chat for one link or, with 0, for whichever.
const eventsOf = "chat_id = ?1 AND (?2 = 0 OR link_id = ?2)"

// Withdraw removes what a chat was to be told of one kind later than now, of one link or,
// with 0, of whichever, and says whether there was any. What is due already may be on its way.
func (t *Tx) Withdraw(ctx context.Context, c ChatLink, kind EventKind, now time.Time) (bool, error) {
	n, err := t.affected(ctx, "DELETE FROM outbox WHERE "+eventsOf+" AND kind = ?3 AND due_at > ?4",
		c.ChatID, c.LinkID, kind, now)
	return n > 0, err
}

// ForgetEvents drops all that a chat is still to be told, of one link or, with 0, of
// whichever. It becomes unknown again, so that it is found anew if it still holds.
func (t *Tx) ForgetEvents(ctx context.Context, c ChatLink) error {
	for known, kind := range map[string]EventKind{
		"low = 0, judged = NULL": EventLow, "negative = 0, judged = NULL": EventNegative, "stopped = 0": EventBlocked,
	} {
		err := t.exec(ctx, "UPDATE links SET "+known+" WHERE id IN (SELECT link_id FROM outbox WHERE "+
			eventsOf+" AND kind = ?3)", c.ChatID, c.LinkID, kind)
		if err != nil {
			return err
		}
	}
	return t.exec(ctx, "DELETE FROM outbox WHERE "+eventsOf, c.ChatID, c.LinkID)
}

// Hold sets a new moment for what waits for the end of a link's quiet hours.
func (t *Tx) Hold(ctx context.Context, linkID int64, due time.Time) error {
	return t.exec(ctx, "UPDATE outbox SET due_at = ? WHERE link_id = ? AND held = 1", due, linkID)
}

// RetryEvent counts a failed try and has the event, with all that its chat
// is to be told after it, wait until the given moment.
func (s *Store) RetryEvent(ctx context.Context, e Event, until time.Time) error {
	return s.Tx(ctx, func(tx *Tx) error {
		return tx.exec(ctx, "UPDATE outbox SET due_at = max(due_at, ?), tries = tries + (id = ?) WHERE chat_id = ?",
			until, e.ID, e.ChatID)
	})
}

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
	return t.exec(ctx, `INSERT OR REPLACE INTO notified (link_id, transaction_id, message_id, at, data)
		SELECT id, ?, ?, ?, ? FROM links WHERE id = ?`, n.TransactionID, n.MessageID, n.At, n.Data, n.LinkID)
}

// Notified reads in which message a link's chat was told of a ride, or
// [ErrNotFound].
func (q Queries) Notified(ctx context.Context, linkID, transactionID int64) (Notified, error) {
	return one[Notified](ctx, q, `SELECT link_id, transaction_id, message_id, at, data FROM notified
		WHERE link_id = ? AND transaction_id = ?`, linkID, transactionID)
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
	return t.exec(ctx, `INSERT OR REPLACE INTO feedback (chat_id, message_id, from_id, thread_id, reply_to, at)
		SELECT admin.id, ?, passenger.id, ?, ?, ? FROM chats AS admin, chats AS passenger
		WHERE admin.id = ? AND passenger.id = ?`,
		f.MessageID, f.ThreadID, f.ReplyTo, f.At, f.ChatID, f.From)
}

// Feedback reads what is known of feedback that an admin got, or [ErrNotFound].
func (q Queries) Feedback(ctx context.Context, chatID int64, messageID int) (Feedback, error) {
	return one[Feedback](ctx, q, `SELECT chat_id, message_id, from_id, thread_id, reply_to, at FROM feedback
		WHERE chat_id = ? AND message_id = ?`, chatID, messageID)
}
