package store

import (
	"context"
	"database/sql"
	"time"

	"onaybot/onayclient"
)

// Wishes is what a chat wants to be told of a card, a bit each. The low
// balance is not among them: its threshold switches it.
type Wishes uint16

// The wishes. The bits are stored and never renumbered.
const (
	WishShort    Wishes = 1 << iota // the balance will not last the next working day
	WishNegative                    // the balance fell below zero
	WishTopUp                       // a top-up arrived
	WishBlocked                     // the card was blocked or unblocked
	WishRides                       // a ride was made
	WishNoRide                      // no ride by a set time on a school day
	WishType                        // the pass or the card's type changed
	WishDigest                      // the week, on Sunday
)

// DefaultWishes are those of a new link.
const DefaultWishes = WishNegative | WishBlocked

// Has tells whether any of the wishes is among w.
func (w Wishes) Has(any Wishes) bool { return w&any != 0 }

// Alerts is what a chat has chosen about one card, and what it knows of it
// besides [Link.Low].
type Alerts struct {
	Wishes         Wishes
	ThresholdRides int64 // the threshold in rides, before the one in money; 0: in money
	NoRideBy       int   // minutes of the day
	QuietFrom      int   // minutes of the day
	QuietTo        int   // the same as QuietFrom: never quiet
	PausedUntil    time.Time
	RidesSince     time.Time // earlier rides are not told; zero: none are

	Negative bool      // the chat knows that the balance is below zero
	Stopped  bool      // the chat knows that the card is blocked
	LowAt    time.Time // when the chat was last told that money is short
	TopUpAt  time.Time // top-ups until then were seen in the balance
}

const alertColumns = `links.wishes, links.threshold_rides, links.no_ride_by, links.quiet_from, links.quiet_to,
	links.paused_until, links.rides_since, links.negative, links.stopped, links.low_at,
	links.topup_at, links.created_at`

// alertRow receives the columns of a link's alerts.
type alertRow struct {
	a                             Alerts
	paused, rides, low, topUp, at sql.NullInt64
}

func (r *alertRow) fields() []any {
	a := &r.a
	return []any{&a.Wishes, &a.ThresholdRides, &a.NoRideBy, &a.QuietFrom, &a.QuietTo,
		&r.paused, &r.rides, &a.Negative, &a.Stopped, &r.low, &r.topUp, &r.at}
}

func (r *alertRow) alerts() Alerts {
	r.a.PausedUntil, r.a.RidesSince = fromNull(r.paused), fromNull(r.rides)
	r.a.LowAt, r.a.TopUpAt = fromNull(r.low), fromNull(r.topUp)
	return r.a
}

// SetAlerts writes what a chat has chosen about a card, except for its
// threshold. What the chat knows stays.
func (t *Tx) SetAlerts(ctx context.Context, chatID, id int64, a Alerts) error {
	return t.execOne(ctx, `UPDATE links SET wishes = ?, no_ride_by = ?, quiet_from = ?, quiet_to = ?,
		paused_until = ?, rides_since = ? WHERE chat_id = ? AND id = ?`, a.Wishes, a.NoRideBy, a.QuietFrom, a.QuietTo,
		nullMillis(a.PausedUntil), nullMillis(a.RidesSince), chatID, id)
}

// SetKnown writes what the chat of a link knows by now.
func (t *Tx) SetKnown(ctx context.Context, l Link) error {
	return t.execOne(ctx, "UPDATE links SET low = ?, negative = ?, stopped = ?, low_at = ?, topup_at = ? WHERE id = ?",
		l.Low, l.Negative, l.Stopped, nullMillis(l.LowAt), nullMillis(l.TopUpAt), l.ID)
}

// forget makes what the matching unsent events would have told unknown
// again, so that it is found anew if it still holds, and drops them.
func (t *Tx) forget(ctx context.Context, where string, id int64) error {
	for column, kind := range map[string]EventKind{"low": EventLow, "negative": EventNegative, "stopped": EventBlocked} {
		_, err := t.exec(ctx, "UPDATE links SET "+column+" = 0 WHERE id IN (SELECT link_id FROM outbox WHERE "+
			where+" = ? AND kind = ?)", id, kind)
		if err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, "DELETE FROM outbox WHERE "+where+" = ?", id)
	return err
}

// ForgetEvents drops all that a chat is still to be told of a card; what
// still holds of it is found anew.
func (t *Tx) ForgetEvents(ctx context.Context, linkID int64) error {
	return t.forget(ctx, "link_id", linkID)
}

// Hold sets a new moment for what waits for the end of a link's quiet hours.
func (t *Tx) Hold(ctx context.Context, linkID int64, due time.Time) error {
	_, err := t.exec(ctx, "UPDATE outbox SET due_at = ? WHERE link_id = ? AND held = 1", millis(due), linkID)
	return err
}

// AddDay adds to what a card's balance lost and gained on a day.
func (t *Tx) AddDay(ctx context.Context, cardID int64, d Day) error {
	_, err := t.exec(ctx, `INSERT INTO days (card_id, day, since, spent, added) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (card_id, day) DO UPDATE SET spent = spent + excluded.spent, added = added + excluded.added,
			since = CASE WHEN min(since, excluded.since) > 0 THEN min(since, excluded.since) ELSE max(since, excluded.since) END`,
		cardID, d.Day, d.Since, int64(d.Spent), int64(d.Added))
	return err
}

// Day is what a card's balance lost and gained on a day, or on several, both
// above zero, as far as the readings show.
type Day struct {
	Day          int // as 20261122, the last of several
	Since        int // the first of several; 0: it was one
	Spent, Added onayclient.Money
}

// Days lists the days of a card on which its balance changed, from a day to
// another, both included.
func (s *Store) Days(ctx context.Context, cardID int64, from, to int) ([]Day, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT day, since, spent, added FROM days
		WHERE card_id = +? AND day BETWEEN ? AND ? ORDER BY day`, cardID, from, to)
	return collect(rows, err, func(rows *sql.Rows) (d Day, err error) {
		err = rows.Scan(&d.Day, &d.Since, &d.Spent, &d.Added)
		return d, err
	})
}
