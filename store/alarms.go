package store

import (
	"context"
	"time"
)

// Alarm is what a link's chat is told because no ride was seen by a set time.
type Alarm struct {
	LinkID    int64
	By        time.Time // the set time
	From      time.Time // a ride of the same day ends it, from this moment on
	RaisedAt  time.Time
	ToldAt    time.Time // when the chat was told; zero: it is not
	MessageID int       // the message that told it and nothing else; 0: there is none
	Over      bool      // a ride has ended it, or somebody has silenced it
	RideID    int64     // the [Transaction.RowID] of that ride; 0: there was none
}

const alarmQuery = "SELECT link_id, by_at, from_at, raised_at, told_at, message_id, over, ride_id FROM alarms "

// RaiseAlarm writes an alarm that is still to be told, and when to look for rides.
func (t *Tx) RaiseAlarm(ctx context.Context, a Alarm, look time.Time) error {
	return t.exec(ctx, `INSERT OR REPLACE INTO alarms (link_id, by_at, from_at, raised_at, look_at)
		VALUES (?, ?, ?, ?, ?)`, a.LinkID, a.By, a.From, a.RaisedAt, look)
}

// Alarm reads the alarm of a link by its set time, or [ErrNotFound].
func (q Queries) Alarm(ctx context.Context, linkID int64, by time.Time) (Alarm, error) {
	return one[Alarm](ctx, q, alarmQuery+"WHERE link_id = ? AND by_at = ?", linkID, by)
}

// OpenAlarms lists the alarms of a link that are not over, the oldest first.
func (q Queries) OpenAlarms(ctx context.Context, linkID int64) ([]Alarm, error) {
	return all[Alarm](ctx, q, alarmQuery+"WHERE link_id = ? AND over = 0 ORDER BY by_at", linkID)
}

// AlarmTold notes when an alarm was told and in which message, if that tells nothing else.
func (t *Tx) AlarmTold(ctx context.Context, linkID int64, by, at time.Time, messageID int) error {
	return t.exec(ctx, "UPDATE alarms SET told_at = ?, message_id = ? WHERE link_id = ? AND by_at = ?",
		at, messageID, linkID, by)
}

// EndAlarm notes the ride that ends an alarm. Nobody looks for one any more.
func (t *Tx) EndAlarm(ctx context.Context, a Alarm, rideID int64) error {
	return t.exec(ctx, "UPDATE alarms SET over = 1, ride_id = ?, look_at = NULL WHERE link_id = ? AND by_at = ?",
		rideID, a.LinkID, a.By)
}

// SilenceAlarms ends the alarms of a link without a word. One that is not told yet never is.
func (t *Tx) SilenceAlarms(ctx context.Context, linkID int64) error {
	err := t.exec(ctx, "UPDATE alarms SET over = 1, look_at = NULL WHERE link_id = ? AND over = 0", linkID)
	if err != nil {
		return err
	}
	_, err = t.DropEvents(ctx, linkID, EventNoRide)
	return err
}

// Look is a card whose rides are to be read for an alarm.
type Look struct {
	CardID   int64
	DueAt    time.Time
	RaisedAt time.Time // of the youngest alarm that waits for a ride
	By       time.Time // the last set time of these alarms
}

// DueLooks lists the cards to be looked at by now for chats that can be reached, the longest due first.
func (q Queries) DueLooks(ctx context.Context, now time.Time, limit int) ([]Look, error) {
	return all[Look](ctx, q, `SELECT links.card_id, min(look_at), max(raised_at), max(by_at)
		FROM alarms JOIN links ON links.id = alarms.link_id JOIN chats ON chats.id = links.chat_id
		WHERE look_at IS NOT NULL AND chats.blocked_at IS NULL
		GROUP BY links.card_id HAVING min(look_at) <= ? ORDER BY 2, 1 LIMIT ?`, now, limit)
}

// LookAgain sets when a card is looked at next for all its alarms that wait for a ride; the zero time: never.
func (t *Tx) LookAgain(ctx context.Context, cardID int64, at time.Time) error {
	return t.exec(ctx, `UPDATE alarms SET look_at = ?
		WHERE look_at IS NOT NULL AND link_id IN (SELECT id FROM links WHERE card_id = ?)`, at, cardID)
}
