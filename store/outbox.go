package store

import (
	"context"
	"database/sql"
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
	EventReply    EventKind = "reply"    // an answer written with the change it tells of
	EventNotice   EventKind = "notice"   // something the operators should know
	EventLetter   EventKind = "letter"   // a passenger's word to the operators
	EventAnswer   EventKind = "answer"   // an operator's answer to it
	EventLow      EventKind = "low"      // the balance fell below the link's threshold
	EventNegative EventKind = "negative" // the balance fell below zero
	EventShort    EventKind = "short"    // the balance will not last the next working day
	EventTopUp    EventKind = "topup"    // a top-up arrived
	EventBlocked  EventKind = "blocked"  // the card was blocked, or is no longer
	EventRides    EventKind = "rides"    // rides were made
	EventAmend    EventKind = "amend"    // a ride that was told has been amended since
	EventNoRide   EventKind = "no_ride"  // no ride by the set time
	EventType     EventKind = "type"     // the card's type changed
	EventDigest   EventKind = "digest"   // the week
	EventRemind   EventKind = "remind"   // the person asked to be reminded of a low balance
	EventOutage   EventKind = "outage"   // the cabinet has been down for long
	EventBack     EventKind = "back"     // it is back
)

// Event is something a chat is still to be told. Words are put to it when it
// is sent.
type Event struct {
	ID        int64
	ChatID    int64
	LinkID    int64 // 0: of no card
	Kind      EventKind
	Data      json.RawMessage
	CreatedAt time.Time
	DueAt     time.Time
	Tries     int
	Held      bool // until the end of quiet hours, to be told with the others
}

// maxReplies is how many replies a chat waits for. Those beyond are not kept:
// people who ask on and on while Telegram takes nothing shall not fill the disk.
const maxReplies = 200

// Enqueue writes an event into the outbox, with data as its JSON. A reply to a
// chat that waits for too many already is dropped.
func (t *Tx) Enqueue(ctx context.Context, e Event, data any) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("encode event %s: %w", e.Kind, err)
	}
	if e.Kind == EventReply {
		var waiting int
		if e.DueAt, waiting, err = t.afterReplies(ctx, e); err != nil || waiting >= maxReplies {
			return err
		}
	}
	_, err = t.exec(ctx, `INSERT INTO outbox (chat_id, link_id, kind, data, created_at, due_at, held)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, e.ChatID, sql.NullInt64{Int64: e.LinkID, Valid: e.LinkID != 0}, e.Kind, string(raw),
		millis(e.CreatedAt), millis(e.DueAt), e.Held)
	return err
}

// afterReplies is when a reply may be sent, not before those that its chat
// waits for already, and how many those are.
func (t *Tx) afterReplies(ctx context.Context, e Event) (due time.Time, waiting int, err error) {
	var last sql.NullInt64
	err = t.tx.QueryRowContext(ctx, "SELECT max(due_at), count(*) FROM outbox WHERE chat_id = +? AND kind = +?", e.ChatID, EventReply).
		Scan(&last, &waiting)
	if at := fromNull(last); at.After(e.DueAt) {
		return at, waiting, err
	}
	return e.DueAt, waiting, err
}

// HasEvent tells whether an event is still to be told.
func (s *Store) HasEvent(ctx context.Context, id int64) (found bool, err error) {
	err = s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM outbox WHERE id = ?)", id).Scan(&found)
	return found, err
}

// HasReplies tells whether a chat waits for replies.
func (s *Store) HasReplies(ctx context.Context, chatID int64) (found bool, err error) {
	err = s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM outbox WHERE chat_id = +? AND kind = +?)", chatID, EventReply).
		Scan(&found)
	return found, err
}

const eventColumns = "id, chat_id, coalesce(link_id, 0), kind, data, created_at, due_at, tries, held"

func scanEvent(rows *sql.Rows) (e Event, err error) {
	var created, due int64
	var data string
	err = rows.Scan(&e.ID, &e.ChatID, &e.LinkID, &e.Kind, &data, &created, &due, &e.Tries, &e.Held)
	e.Data, e.CreatedAt, e.DueAt = json.RawMessage(data), fromMillis(created), fromMillis(due)
	return e, err
}

// DueChats lists the reachable chats that have events due by now, those that
// wait longest first.
func (s *Store) DueChats(ctx context.Context, now time.Time, limit int) ([]int64, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT chat_id FROM outbox JOIN chats ON chats.id = chat_id
		WHERE due_at <= ? AND blocked_at IS NULL AND `+unpaused+` GROUP BY chat_id ORDER BY min(due_at), min(outbox.id) LIMIT +?`,
		millis(now), limit)
	return collect(rows, err, scanID)
}

// NextEvents is the oldest of the events due in a chat with all, up to
// limit, that are to be told in one message with it, or [ErrNotFound].
func (s *Store) NextEvents(ctx context.Context, chatID int64, now time.Time, limit int) ([]Event, error) {
	rows, err := s.r.QueryContext(ctx, "SELECT "+eventColumns+` FROM outbox
		WHERE chat_id = +? AND due_at <= ? AND `+unpaused+` ORDER BY id LIMIT +?`, chatID, millis(now), limit)
	events, err := collect(rows, err, scanEvent)
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
func (s *Store) EarliestDue(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := s.r.QueryRowContext(ctx, `SELECT due_at FROM outbox JOIN chats ON chats.id = chat_id
		WHERE blocked_at IS NULL AND `+unpaused+` ORDER BY due_at LIMIT 1`).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return fromNull(at), err
}

// DropEvents removes what a link was still to be told of one kind.
func (t *Tx) DropEvents(ctx context.Context, linkID int64, kind EventKind) error {
	_, err := t.exec(ctx, "DELETE FROM outbox WHERE link_id = +? AND kind = +?", linkID, kind)
	return err
}

// Withdraw removes what a link was to be told of one kind later than now, and
// says whether there was any. What is due already may be on its way.
func (t *Tx) Withdraw(ctx context.Context, linkID int64, kind EventKind, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "DELETE FROM outbox WHERE link_id = ? AND kind = ? AND due_at > ?", linkID, kind, millis(now))
	return n > 0, err
}

// RetryEvent counts a failed try and has the event, with all that its chat
// is to be told after it, wait until the given moment.
func (s *Store) RetryEvent(ctx context.Context, e Event, at time.Time) error {
	return s.Tx(ctx, func(tx *Tx) error {
		if _, err := tx.exec(ctx, "UPDATE outbox SET tries = tries + 1 WHERE id = ?", e.ID); err != nil {
			return err
		}
		_, err := tx.exec(ctx, "UPDATE outbox SET due_at = max(due_at, ?) WHERE chat_id = ?", millis(at), e.ChatID)
		return err
	})
}
