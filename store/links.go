package store

import (
	"context"
	"time"

	"onaybot/onayclient"
)

// Link is a card that a chat follows.
type Link struct {
	ID           int64
	ChatID       int64
	Name         string               // the passenger's word for the card; may be empty
	Since        time.Time            // when it was linked
	City         string               // whose fares count, as the passenger says; "": nothing was said
	DeclaredFare onayclient.FareClass // as the passenger says; FareUnknown: nothing was said
	Threshold    onayclient.Money     // below it a balance is low; 0: off
	Low          bool                 // the chat was told of a balance below the threshold, and is not to be again yet
	Alerts
	Proof
	Card Card
}

// Class is the declared fare class or, where nothing was said, that of the card's type.
func (l Link) Class() onayclient.FareClass {
	if l.DeclaredFare != onayclient.FareUnknown {
		return l.DeclaredFare
	}
	return l.Card.Class()
}

// Alerts is what a chat has chosen about one card, and what it knows of it
// besides [Link.Low].
type Alerts struct {
	Subscriptions  Subscriptions
	ThresholdRides int64 // the threshold in rides, which goes before the one in money; 0: there is none
	NoRideBy       int   // minutes of the day
	NoRideBy2      int   // a later one; 0: none
	QuietFrom      int   // minutes of the day
	QuietTo        int   // the same as QuietFrom: never quiet
	SnoozedUntil   time.Time
	RidesSince     time.Time // earlier rides are not pushed; zero: none are

	NoRideSilentUntil time.Time // no alarm of no ride before that day; zero: as ever

	Negative  bool      // the chat was told that the balance is below zero, and is not to be again yet
	Stopped   bool      // the chat knows that the card is blocked
	LowAt     time.Time // when the chat was last told that money is short
	TopUpAt   time.Time // top-ups until then were seen in the balance
	GoneSince time.Time // the [Card.UntoldSince] of which the chat was told; zero: of none

	// Judged is the balance by which it was last decided what to tell the chat of it.
	Judged     onayclient.Money
	HasJudged  bool      // false: it is to be decided by whatever is read next
	StillAsked time.Time // the day since which the card stood still as the chat was asked about that; zero: it never was
}

// Subscriptions is what a link wants pushed, a bit each. The low balance is not
// among them: its threshold switches it.
type Subscriptions uint16

// The subscriptions. The bits are stored and never renumbered.
const (
	SubscribeShort    Subscriptions = 1 << iota // the balance will not last the next working day
	SubscribeNegative                           // the balance fell below zero
	SubscribeTopUp                              // a top-up arrived
	SubscribeBlocked                            // the card was blocked or unblocked
	SubscribeRides                              // a ride was made
	SubscribeNoRide                             // no ride by a set time on a school day
	SubscribeType                               // the pass or the card's type changed
	SubscribeDigest                             // the week, on Sunday
)

// DefaultSubscriptions are those of a new link.
const DefaultSubscriptions = SubscribeNegative | SubscribeBlocked

// Has tells whether any of the subscriptions is among s.
func (s Subscriptions) Has(any Subscriptions) bool { return s&any != 0 }

const linkQuery = `SELECT links.id, links.chat_id, name, links.created_at, city, declared_fare, threshold, low,
	subscriptions, threshold_rides, no_ride_by, coalesce(no_ride_by_2, 0), quiet_from, quiet_to, snoozed_until,
	rides_since, no_ride_silent_until, negative, stopped, low_at, topup_at, gone_since,
	coalesce(judged, 0), judged IS NOT NULL, still_asked, ` + proofColumns + ", " + cardColumns + `
	FROM links JOIN cards ON cards.id = links.card_id `

// The queries of links say "+?" for a bound value. To SQLite a plain one could change the
// plan of a join, so it would prepare the statement anew for each value, which takes ten
// times as long as the query.
const (
	linksOfChat = linkQuery + "WHERE links.chat_id = +? ORDER BY links.position, links.id"
	linkOfChat  = linkQuery + "WHERE links.chat_id = +? AND links.id = +?"
	linkByID    = linkQuery + "WHERE links.id = +?"
	linkByPAN   = linkQuery + "WHERE links.chat_id = +? AND cards.pan = +?"
	followersOf = linkQuery + `JOIN chats ON chats.id = links.chat_id
		WHERE chats.blocked_at IS NULL AND links.card_id = +? ORDER BY links.id`
)

// Links lists a chat's cards in the chat's order.
func (q Queries) Links(ctx context.Context, chatID int64) ([]Link, error) {
	return all[Link](ctx, q, linksOfChat, chatID)
}

// Link reads one link of a chat. One of another chat is [ErrNotFound].
func (q Queries) Link(ctx context.Context, chatID, id int64) (Link, error) {
	return one[Link](ctx, q, linkOfChat, chatID, id)
}

// LinkByID reads a link of whatever chat, or [ErrNotFound].
func (q Queries) LinkByID(ctx context.Context, id int64) (Link, error) {
	return one[Link](ctx, q, linkByID, id)
}

// LinkOf reads the link of a chat to a card number, or [ErrNotFound].
func (q Queries) LinkOf(ctx context.Context, chatID int64, pan onayclient.PAN) (Link, error) {
	return one[Link](ctx, q, linkByPAN, chatID, pan)
}

// Followers lists the links of a card whose chats can be written to.
func (q Queries) Followers(ctx context.Context, cardID int64) ([]Link, error) {
	return all[Link](ctx, q, followersOf, cardID)
}

// Followed reads a card by its number, or [ErrNotFound], with its followers as
// [Queries.Followers] lists them.
func (q Queries) Followed(ctx context.Context, pan onayclient.PAN) (Card, []Link, error) {
	c, err := q.CardByPAN(ctx, pan)
	if err != nil {
		return Card{}, nil, err
	}
	links, err := q.Followers(ctx, c.ID)
	return c, links, err
}

// NewLink is a link to be made.
type NewLink struct {
	ChatID    int64
	CardID    int64
	Threshold onayclient.Money
	Low       bool
	Limit     int // how many cards a chat may follow
}

// AddLink links a card to a chat, last in its order, and has the card read
// from now on. It returns [ErrExists] when it is linked already and [ErrFull]
// when the chat follows as many cards as it may.
func (t *Tx) AddLink(ctx context.Context, l NewLink, now time.Time) (id int64, err error) {
	links, err := t.Links(ctx, l.ChatID)
	if err != nil {
		return 0, err
	}
	if len(links) >= l.Limit {
		return 0, ErrFull
	}
	id, err = one[int64](ctx, t.Queries, `INSERT INTO links
		(chat_id, card_id, name, position, threshold, low, negative, stopped, judged, created_at)
		SELECT ?1, id, '', 1 + coalesce((SELECT max(position) FROM links WHERE chat_id = ?1), 0),
			?2, ?3, balance < 0, blocked, balance, ?4 FROM cards WHERE id = ?5 RETURNING id`,
		l.ChatID, l.Threshold, l.Low, now, l.CardID)
	if err != nil {
		return 0, err
	}
	return id, t.scheduleCards(ctx, thisCard, l.CardID, now)
}

// RenameLink changes the passenger's word for a card.
func (t *Tx) RenameLink(ctx context.Context, chatID, id int64, name string) error {
	return t.execOne(ctx, "UPDATE links SET name = ? WHERE chat_id = ? AND id = ?", name, chatID, id)
}

// SetThreshold writes a link's threshold, the city and the declared fare, which say what a
// threshold in rides is in money, and whether the chat knows that the balance is below it.
func (t *Tx) SetThreshold(ctx context.Context, l Link) error {
	return t.execOne(ctx, `UPDATE links SET threshold = ?, threshold_rides = ?, city = ?, declared_fare = ?, low = ?
		WHERE chat_id = ? AND id = ?`, l.Threshold, l.ThresholdRides, l.City, l.DeclaredFare, l.Low, l.ChatID, l.ID)
}

// SetAlerts writes what a chat has chosen about a card, except for its
// threshold. What the chat knows stays.
func (t *Tx) SetAlerts(ctx context.Context, chatID, id int64, a Alerts) error {
	return t.execOne(ctx, `UPDATE links SET subscriptions = ?, no_ride_by = ?, no_ride_by_2 = nullif(?, 0),
		no_ride_silent_until = ?, quiet_from = ?, quiet_to = ?, snoozed_until = ?, rides_since = ?
		WHERE chat_id = ? AND id = ?`, a.Subscriptions, a.NoRideBy, a.NoRideBy2, a.NoRideSilentUntil,
		a.QuietFrom, a.QuietTo, a.SnoozedUntil, a.RidesSince, chatID, id)
}

// SetKnown writes what the chat of a link knows by now.
func (t *Tx) SetKnown(ctx context.Context, l Link) error {
	return t.execOne(ctx, `UPDATE links SET low = ?, negative = ?, stopped = ?, low_at = ?, topup_at = ?,
		judged = iif(?, ?, NULL) WHERE id = ?`,
		l.Low, l.Negative, l.Stopped, l.LowAt, l.TopUpAt, l.HasJudged, l.Judged, l.ID)
}

// SetGone writes since when, as the chat of a link was told, the cabinet tells nothing of the card.
func (t *Tx) SetGone(ctx context.Context, linkID int64, since time.Time) error {
	return t.exec(ctx, "UPDATE links SET gone_since = ? WHERE id = ?", since, linkID)
}

// SetStillAsked writes since which day the card stands still of which the chat of a link is asked.
func (t *Tx) SetStillAsked(ctx context.Context, linkID int64, since time.Time) error {
	return t.exec(ctx, "UPDATE links SET still_asked = ? WHERE id = ?", since, linkID)
}

// TakeOver gives a link what the chat has chosen about another card of its own, whose place it takes: the name, the
// place in the list, the fare, the threshold and the alerts. Its proof, and what the chat knows of it, stay.
func (t *Tx) TakeOver(ctx context.Context, chatID, id, from int64) error {
	const chosen = `name, position, city, declared_fare, threshold, threshold_rides, subscriptions,
		no_ride_by, no_ride_by_2, no_ride_silent_until, quiet_from, quiet_to, snoozed_until`
	return t.execOne(ctx, "UPDATE links SET ("+chosen+") = (SELECT "+chosen+` FROM links WHERE id = ?1 AND chat_id = ?2)
		WHERE id = ?3 AND chat_id = ?2`, from, chatID, id)
}

// ForgetLow has a chat told again of balances below the threshold: what it was to see of them
// has not reached it.
func (t *Tx) ForgetLow(ctx context.Context, chatID int64) error {
	return t.exec(ctx, "UPDATE links SET low = 0, judged = NULL WHERE chat_id = ? AND low <> 0", chatID)
}

// MoveLinkUp swaps a link with the one before it; the first stays.
func (t *Tx) MoveLinkUp(ctx context.Context, chatID, id int64) error {
	links, err := t.Links(ctx, chatID)
	if err != nil {
		return err
	}
	for i := range links {
		if i > 0 && links[i].ID == id {
			links[i-1], links[i] = links[i], links[i-1]
		}
	}
	for i, l := range links {
		if err := t.execOne(ctx, "UPDATE links SET position = ? WHERE id = ?", i+1, l.ID); err != nil {
			return err
		}
	}
	return nil
}

// RemoveLink unlinks a card from a chat. A card that nobody else follows goes
// with its transactions.
func (t *Tx) RemoveLink(ctx context.Context, chatID, id int64, now time.Time) error {
	cardID, err := one[int64](ctx, t.Queries,
		"DELETE FROM links WHERE chat_id = ? AND id = ? RETURNING card_id", chatID, id)
	if err != nil {
		return err
	}
	return t.dropUnfollowed(ctx, cardID, now)
}
