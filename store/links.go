package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"onaybot/onayclient"
)

// Link is a card that a chat follows.
type Link struct {
	ID        int64
	ChatID    int64
	Name      string           // the passenger's word for the card; may be empty
	Threshold onayclient.Money // of the low-balance alert; 0: off
	Low       bool             // the chat knows that the balance is below the threshold
	Since     time.Time        // when it was linked
	Card      Card
	Alerts
	Proof
}

const linkQuery = `SELECT links.id, links.chat_id, links.name, links.threshold, links.low, links.told_fare,
	` + alertColumns + `, ` + proofColumns + `, ` + cardColumns + `
	FROM links JOIN cards ON cards.id = links.card_id `

func scanLink(rows *sql.Rows) (Link, error) {
	var l Link
	var r cardRow
	var a alertRow
	var p proofRow
	var told string
	fields := []any{&l.ID, &l.ChatID, &l.Name, &l.Threshold, &l.Low, &told}
	err := rows.Scan(slices.Concat(fields, a.fields(), p.fields(), r.fields())...)
	if err != nil {
		return Link{}, err
	}
	l.Card, err = r.card()
	l.Card.Told = onayclient.ParseFareClass(told)
	l.Alerts, l.Since, l.Proof = a.alerts(), fromNull(a.at), p.proof()
	return l, err
}

// Read is the link with a newer reading of its card.
func (l Link) Read(c onayclient.Card) Link {
	c.Told = l.Card.Told
	l.Card.Card = c
	return l
}

// Links lists a chat's cards in the chat's order.
func (s *Store) Links(ctx context.Context, chatID int64) ([]Link, error) {
	rows, err := s.r.QueryContext(ctx, linkQuery+"WHERE links.chat_id = +? ORDER BY links.position, links.id", chatID)
	return collect(rows, err, scanLink)
}

// Link reads one link of a chat. One of another chat is [ErrNotFound].
func (s *Store) Link(ctx context.Context, chatID, id int64) (Link, error) {
	return oneLink(s.r.QueryContext(ctx, linkQuery+"WHERE links.chat_id = +? AND links.id = +?", chatID, id))
}

// LinkOf reads the link of a chat to a card number, or [ErrNotFound].
func (s *Store) LinkOf(ctx context.Context, chatID int64, pan onayclient.PAN) (Link, error) {
	return oneLink(s.r.QueryContext(ctx, linkQuery+"WHERE links.chat_id = +? AND cards.pan = +?", chatID, pan.Digits()))
}

// Followers lists the links of a card whose chats can be written to.
func (t *Tx) Followers(ctx context.Context, cardID int64) ([]Link, error) {
	return followersWhere(ctx, t.tx, "links.card_id = +?", cardID)
}

// FollowersWishing lists those of the followers of some cards who wish for any
// of these.
func (s *Store) FollowersWishing(ctx context.Context, cards []Card, any Wishes) ([]Link, error) {
	list, err := idsOf(cards)
	if err != nil {
		return nil, err
	}
	rows, err := s.r.QueryContext(ctx, wishingQuery, list, any)
	return collect(rows, err, scanLink)
}

// idsOf lists the row ids of cards as json_each reads them.
func idsOf(cards []Card) (string, error) {
	ids := make([]int64, len(cards))
	for i, c := range cards {
		ids[i] = c.ID
	}
	list, err := json.Marshal(ids)
	return string(list), err
}

const wishingQuery = followersQuery + "links.card_id IN (SELECT value FROM json_each(+?)) AND links.wishes & +? <> 0"

const followersQuery = linkQuery + "JOIN chats ON chats.id = links.chat_id WHERE chats.blocked_at IS NULL AND "

func followersWhere(ctx context.Context, q queryer, where string, of any) ([]Link, error) {
	rows, err := q.QueryContext(ctx, followersQuery+where+" ORDER BY links.id", of)
	return collect(rows, err, scanLink)
}

func oneLink(rows *sql.Rows, err error) (Link, error) {
	links, err := collect(rows, err, scanLink)
	if err != nil {
		return Link{}, err
	}
	if len(links) == 0 {
		return Link{}, ErrNotFound
	}
	return links[0], nil
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
	var count, last int
	err = t.tx.QueryRowContext(ctx, "SELECT count(*), coalesce(max(position), 0) FROM links WHERE chat_id = ?", l.ChatID).
		Scan(&count, &last)
	if err != nil {
		return 0, err
	}
	if count >= l.Limit {
		return 0, ErrFull
	}
	err = t.tx.QueryRowContext(ctx, `INSERT INTO links (chat_id, card_id, name, position, threshold, low, negative, stopped, created_at)
		SELECT ?, id, '', ?, ?, ?, balance < 0, blocked, ? FROM cards WHERE id = ? RETURNING id`,
		l.ChatID, last+1, int64(l.Threshold), l.Low, millis(now), l.CardID).Scan(&id)
	if err != nil {
		return 0, translate(err)
	}
	return id, t.scheduleCards(ctx, "id = ?", now, l.CardID)
}

// RenameLink changes the passenger's word for a card.
func (t *Tx) RenameLink(ctx context.Context, chatID, id int64, name string) error {
	return t.execOne(ctx, "UPDATE links SET name = ? WHERE chat_id = ? AND id = ?", name, chatID, id)
}

// SetThreshold changes the threshold of the low-balance alert, 0 for none,
// and whether the chat knows that the balance is below it. For one in rides, or
// with 0 for none such, that in money stands in while the fare is not known.
func (t *Tx) SetThreshold(ctx context.Context, chatID, id, rides int64, threshold onayclient.Money, low bool) error {
	err := t.execOne(ctx, "UPDATE links SET threshold = ?, threshold_rides = ?, low = ? WHERE chat_id = ? AND id = ?",
		int64(threshold), rides, low, chatID, id)
	if err != nil {
		return err
	}
	return t.DropEvents(ctx, id, EventLow)
}

// SetToldFare notes the fare class that a chat says its card has, and whether
// the chat knows that the balance is below the threshold.
func (t *Tx) SetToldFare(ctx context.Context, chatID, id int64, class onayclient.FareClass, low bool) error {
	err := t.execOne(ctx, "UPDATE links SET told_fare = ?, low = ? WHERE chat_id = ? AND id = ?",
		class.String(), low, chatID, id)
	if err != nil {
		return err
	}
	return t.DropEvents(ctx, id, EventLow)
}

// ForgetTold has a chat told again of balances below the threshold: what it
// was to see of them has not reached it.
func (t *Tx) ForgetTold(ctx context.Context, chatID int64) error {
	_, err := t.exec(ctx, "UPDATE links SET low = 0 WHERE chat_id = ? AND low <> 0", chatID)
	return err
}

// MoveLinkUp swaps a link with the one before it; the first stays.
func (t *Tx) MoveLinkUp(ctx context.Context, chatID, id int64) error {
	rows, err := t.tx.QueryContext(ctx, "SELECT id FROM links WHERE chat_id = ? ORDER BY position, id", chatID)
	ids, err := collect(rows, err, scanID)
	if err != nil {
		return err
	}
	for i := range ids {
		if i > 0 && ids[i] == id {
			ids[i-1], ids[i] = ids[i], ids[i-1]
		}
	}
	for i, id := range ids {
		if err := t.execOne(ctx, "UPDATE links SET position = ? WHERE id = ?", i+1, id); err != nil {
			return err
		}
	}
	return nil
}

// RemoveLink unlinks a card from a chat. A card nobody else follows goes
// with its rides.
func (t *Tx) RemoveLink(ctx context.Context, chatID, id int64, now time.Time) error {
	var cardID int64
	err := t.tx.QueryRowContext(ctx, "DELETE FROM links WHERE chat_id = ? AND id = ? RETURNING card_id", chatID, id).
		Scan(&cardID)
	if err != nil {
		return translate(err)
	}
	return t.dropUnfollowed(ctx, cardID, now)
}
