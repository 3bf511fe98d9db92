package store

import (
	"context"
	"time"

	"onaybot/onayclient"
)

// Card is a card as it was last read, and when it is to be read next.
type Card struct {
	onayclient.Card
	ID          int64
	NextAt      time.Time     // when it is due to be read; zero: nobody reachable follows it
	MayWait     time.Duration // how long it may be due before it is urgent
	RidesAt     time.Time     // when its transactions were read last; zero: never
	RidesFrom   time.Time     // from then up to RidesAt they are known without a gap
	ClosedAt    time.Time     // since when its rides are shown to nobody; zero: they are shown
	ClosedBy    int64         // the link whose chat has closed them and may open them again; 0: an admin decides
	PolicyNotes string        // what the policy wrote down of when it is used, as bytes; shown to nobody
	UntoldSince time.Time     // since when the cabinet answers, and tells nothing of it; zero: it was read
	WeekAt      time.Time     // when the transactions of seven days were read at once last; zero: never
	Doubt       Doubt

	LearnedFare  onayclient.Money // what a ride costs, as the last rides tell; 0: they tell nothing
	LearnedSince time.Time        // when the oldest of them was made
}

// Doubt is what is known of a card whose balance has become one that is hardly its own. The card's own balance, and
// when it was read, are the last that were believed.
type Doubt struct {
	Balance onayclient.Money // that is in doubt, as it was read first
	Since   time.Time        // when that was; zero: the card's balance is believed
	ReadAt  time.Time        // when the card was read last, and the doubt did not end
}

// Doubtful tells whether a card's newest balance is in doubt.
func (c Card) Doubtful() bool { return !c.Doubt.Since.IsZero() }

// LastRead is a card as it was read last, be its balance in doubt.
func (c Card) LastRead() onayclient.Card {
	if c.Doubtful() {
		c.Card.Balance, c.Card.At = c.Doubt.Balance, c.Doubt.ReadAt
	}
	return c.Card
}

const (
	cardColumns = `cards.pan, cards.type, cards.balance, cards.blocked, cards.read_at, cards.id, cards.next_at,
	cards.may_wait, cards.rides_at, cards.rides_from, cards.closed_at, coalesce(cards.closed_by, 0),
	coalesce(cards.policy_notes, ''), cards.untold_since, cards.week_at,
	coalesce(cards.doubt_balance, 0), cards.doubted_at, cards.doubt_read_at,
	coalesce(cards.learned_fare, 0), cards.learned_since`
	cardQuery = "SELECT " + cardColumns + " FROM cards "
)

// CardByPAN reads a card by its number, or [ErrNotFound].
func (q Queries) CardByPAN(ctx context.Context, pan onayclient.PAN) (Card, error) {
	return one[Card](ctx, q, cardQuery+"WHERE pan = ?", pan)
}

// CardByID reads a card, or [ErrNotFound].
func (q Queries) CardByID(ctx context.Context, id int64) (Card, error) {
	return one[Card](ctx, q, cardQuery+"WHERE id = ?", id)
}

const dueCards = cardQuery + "WHERE next_at <= ? ORDER BY next_at + may_wait LIMIT ?"

// DueCards lists the cards to be read by now, first those that may wait least.
func (q Queries) DueCards(ctx context.Context, now time.Time, limit int) ([]Card, error) {
	return all[Card](ctx, q, dueCards, now, limit)
}

// ClosedCards lists the cards whose rides are shown to nobody, the longest closed first.
func (q Queries) ClosedCards(ctx context.Context) ([]Card, error) {
	return all[Card](ctx, q, cardQuery+"WHERE closed_at IS NOT NULL ORDER BY closed_at")
}

// Plan is when a card is to be read next, and what the policy wants to remember of it.
type Plan struct {
	NextAt      time.Time
	MayWait     time.Duration // to the millisecond
	PolicyNotes string
}

// SaveReading writes what the cabinet said of a card and when to read it next, and returns
// the card's row id. A card not seen before is added. A card that nobody can be told of
// stays unplanned. A doubt ends; see [Tx.SetDoubt].
func (t *Tx) SaveReading(ctx context.Context, c onayclient.Card, p Plan) (id int64, err error) {
	return one[int64](ctx, t.Queries, `INSERT INTO cards
		(pan, type, balance, blocked, read_at, next_at, may_wait, policy_notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (pan) DO UPDATE SET type = excluded.type, balance = excluded.balance, blocked = excluded.blocked,
			read_at = excluded.read_at, may_wait = excluded.may_wait, policy_notes = excluded.policy_notes,
			failed_at = NULL, untold_since = NULL, doubt_balance = NULL, doubted_at = NULL, doubt_read_at = NULL,
			next_at = CASE WHEN next_at IS NULL THEN NULL ELSE excluded.next_at END RETURNING id`,
		c.PAN, c.Type, c.Balance, c.Blocked, c.At, p.NextAt, p.MayWait, []byte(p.PolicyNotes))
}

// SetDoubt writes that a card's newest balance is in doubt.
func (t *Tx) SetDoubt(ctx context.Context, cardID int64, d Doubt) error {
	return t.exec(ctx, "UPDATE cards SET doubt_balance = ?, doubted_at = ?, doubt_read_at = ? WHERE id = ?",
		d.Balance, d.Since, d.ReadAt, cardID)
}

// DoubtedSince counts the cards whose balance is in doubt since a moment, or since later.
func (q Queries) DoubtedSince(ctx context.Context, since time.Time) (int, error) {
	return one[int](ctx, q, "SELECT count(*) FROM cards WHERE doubted_at >= ?", since)
}

// Postpone sets the next reading of a card.
func (t *Tx) Postpone(ctx context.Context, cardID int64, next time.Time, mayWait time.Duration) error {
	return t.exec(ctx, "UPDATE cards SET next_at = ?, may_wait = ? WHERE id = ? AND next_at IS NOT NULL",
		next, mayWait, cardID)
}

// PutOff sets the next reading of a card whose poll has failed now.
func (t *Tx) PutOff(ctx context.Context, cardID int64, now, next time.Time) error {
	return t.exec(ctx, "UPDATE cards SET next_at = ?, may_wait = 0, failed_at = ? WHERE id = ? AND next_at IS NOT NULL",
		next, now, cardID)
}

// SetUntold writes since when the cabinet tells nothing of a card. A reading ends it.
func (t *Tx) SetUntold(ctx context.Context, cardID int64, since time.Time) error {
	return t.exec(ctx, "UPDATE cards SET untold_since = ? WHERE id = ?", since, cardID)
}

// SetWeekRead writes when a card's transactions of seven days were read at once.
func (t *Tx) SetWeekRead(ctx context.Context, cardID int64, at time.Time) error {
	return t.exec(ctx, "UPDATE cards SET week_at = ? WHERE id = ?", at, cardID)
}

// SetLearnedFare writes what a ride costs with a card as rides from a moment on tell; 0: they tell nothing.
func (t *Tx) SetLearnedFare(ctx context.Context, cardID int64, fare onayclient.Money, since time.Time) error {
	return t.exec(ctx, "UPDATE cards SET learned_fare = nullif(?, 0), learned_since = ? WHERE id = ?", fare, since, cardID)
}

// Hasten moves the next reading of a card forward, and the moment until which it may wait;
// neither is moved back.
func (t *Tx) Hasten(ctx context.Context, cardID int64, next time.Time, mayWait time.Duration) error {
	return t.exec(ctx, `UPDATE cards SET next_at = min(next_at, ?1),
			may_wait = min(next_at + may_wait, ?1 + ?2) - min(next_at, ?1)
		WHERE id = ?3 AND (next_at > ?1 OR next_at + may_wait > ?1 + ?2)`, next, mayWait, cardID)
}

// SetClosed closes a card's rides for everybody since a moment or, with the
// zero time, opens them again. The chat of a link, if one is given, may do the
// latter. It returns [ErrNotFound] when they are so already.
func (t *Tx) SetClosed(ctx context.Context, cardID int64, since time.Time, by int64) error {
	return t.execOne(ctx, `UPDATE cards SET closed_at = ?1, closed_by = nullif(?2, 0)
		WHERE id = ?3 AND (closed_at IS NULL) <> (?1 IS NULL)`, since, by, cardID)
}

// Whose cards [Tx.scheduleCards] is for.
const (
	thisCard     = "id = ?2"
	cardsOfAChat = "id IN (SELECT card_id FROM links WHERE chat_id = ?2)"
)

// scheduleCards sets the next reading of cards: none without a reachable follower; at once
// where there was none and now is one.
func (t *Tx) scheduleCards(ctx context.Context, whose string, id int64, now time.Time) error {
	return t.exec(ctx, `UPDATE cards SET next_at = CASE WHEN EXISTS (
			SELECT 1 FROM links JOIN chats ON chats.id = links.chat_id
			WHERE links.card_id = cards.id AND chats.blocked_at IS NULL)
		THEN coalesce(next_at, ?1) END, may_wait = CASE WHEN next_at IS NULL THEN 0 ELSE may_wait END WHERE `+whose,
		now, id)
}

// dropUnfollowed removes a card without a link, with its transactions, and stops
// the reading of one that only unreachable chats follow.
func (t *Tx) dropUnfollowed(ctx context.Context, cardID int64, now time.Time) error {
	err := t.exec(ctx, `DELETE FROM cards WHERE id = ?
		AND NOT EXISTS (SELECT 1 FROM links WHERE links.card_id = cards.id)`, cardID)
	if err != nil {
		return err
	}
	return t.scheduleCards(ctx, thisCard, cardID, now)
}
