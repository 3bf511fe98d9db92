package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"onaybot/onayclient"
)

// Card is a card as it was last read, and when it is to be read next.
type Card struct {
	onayclient.Card
	ID        int64
	NextAt    time.Time     // zero: nobody reachable follows it
	Slack     time.Duration // for which it may be due then
	RidesAt   time.Time     // when rides were read last; zero: never
	RidesFrom time.Time     // since then they are known without a gap, up to RidesAt
	ClosedAt  time.Time     // since when rides are shown to nobody; zero: they are
	Habit     string        // what the policy noted of when it is used, as bytes; shown to nobody
}

const cardColumns = `cards.id, cards.pan, cards.type, cards.name, cards.balance, cards.blocked,
	cards.read_at, cards.next_at, cards.slack, cards.rides_at, cards.rides_from, cards.closed_at, cards.habit`

// cardRow receives the columns of a card.
type cardRow struct {
	c                         Card
	pan                       string
	readAt, slack             int64
	nextAt, ridesAt, ridesFor sql.NullInt64
	closedAt                  sql.NullInt64
	habit                     sql.NullString
}

func (r *cardRow) fields() []any {
	return []any{&r.c.ID, &r.pan, &r.c.Type, &r.c.Name, &r.c.Balance, &r.c.Blocked,
		&r.readAt, &r.nextAt, &r.slack, &r.ridesAt, &r.ridesFor, &r.closedAt, &r.habit}
}

func (r *cardRow) card() (Card, error) {
	pan, err := onayclient.ParsePAN(r.pan)
	if err != nil {
		return Card{}, fmt.Errorf("card %d: %w", r.c.ID, err)
	}
	r.c.PAN, r.c.At, r.c.NextAt = pan, fromMillis(r.readAt), fromNull(r.nextAt)
	r.c.RidesAt, r.c.RidesFrom, r.c.ClosedAt = fromNull(r.ridesAt), fromNull(r.ridesFor), fromNull(r.closedAt)
	r.c.Slack, r.c.Habit = time.Duration(r.slack)*time.Millisecond, r.habit.String
	return r.c, nil
}

func scanCard(rows *sql.Rows) (Card, error) {
	var r cardRow
	if err := rows.Scan(r.fields()...); err != nil {
		return Card{}, err
	}
	return r.card()
}

// CardByPAN reads a card by its number, or [ErrNotFound].
func (s *Store) CardByPAN(ctx context.Context, pan onayclient.PAN) (Card, error) {
	return cardByPAN(ctx, s.r, pan)
}

// CardByPAN is [Store.CardByPAN] within the transaction.
func (t *Tx) CardByPAN(ctx context.Context, pan onayclient.PAN) (Card, error) {
	return cardByPAN(ctx, t.tx, pan)
}

type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func cardByPAN(ctx context.Context, q queryer, pan onayclient.PAN) (Card, error) {
	var r cardRow
	err := q.QueryRowContext(ctx, "SELECT "+cardColumns+" FROM cards WHERE pan = ?", pan.Digits()).Scan(r.fields()...)
	if err != nil {
		return Card{}, translate(err)
	}
	return r.card()
}

// Two ways to the most urgent of the cards that are due: to sort those, as long
// as they are few, or else to walk all by urgency past those that are not due yet,
// of which there are few before them when cards wait.
const (
	fewDue   = 4096
	fewQuery = "SELECT " + cardColumns + ` FROM cards WHERE id IN (
		SELECT id FROM cards INDEXED BY cards_next WHERE next_at <= ? ORDER BY next_at + slack LIMIT +?) ORDER BY next_at + slack`
	manyQuery  = "SELECT " + cardColumns + " FROM cards INDEXED BY cards_urgent WHERE next_at <= ? ORDER BY next_at + slack LIMIT +?"
	countQuery = "SELECT count(*) FROM (SELECT 1 FROM cards INDEXED BY cards_next WHERE next_at <= ? LIMIT +?)"
)

// DueCards lists the cards to be read by now, first those whose slack ends first.
func (s *Store) DueCards(ctx context.Context, now time.Time, limit int) ([]Card, error) {
	var due int
	if err := s.r.QueryRowContext(ctx, countQuery, millis(now), fewDue).Scan(&due); err != nil {
		return nil, fmt.Errorf("count due cards: %w", err)
	}
	query := fewQuery
	if due == fewDue {
		query = manyQuery
	}
	rows, err := s.r.QueryContext(ctx, query, millis(now), limit)
	return collect(rows, err, scanCard)
}

// Followed reads a card by its number, or [ErrNotFound], with its followers as
// [Tx.Followers] lists them.
func (t *Tx) Followed(ctx context.Context, pan onayclient.PAN) (Card, []Link, error) {
	links, err := followersWhere(ctx, t.tx, "cards.pan = +?", pan.Digits())
	if err != nil {
		return Card{}, nil, err
	}
	if len(links) == 0 {
		c, err := t.CardByPAN(ctx, pan)
		return c, nil, err
	}
	c := links[0].Card
	c.Told = onayclient.FareUnknown // a chat says it, of its link
	return c, links, nil
}

// SaveReading writes what the cabinet said of a card, when to read it next and
// its habit, and returns the card's row id. A card not seen before is added; one
// that is known costs less with [Tx.UpdateReading].
func (t *Tx) SaveReading(ctx context.Context, c onayclient.Card, next time.Time, habit string) (id int64, err error) {
	err = t.tx.QueryRowContext(ctx, `INSERT INTO cards (pan, type, name, balance, blocked, read_at, next_at, habit)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pan) DO UPDATE SET type = excluded.type, name = excluded.name,
		balance = excluded.balance, blocked = excluded.blocked, read_at = excluded.read_at, habit = excluded.habit,
		slack = 0, next_at = CASE WHEN next_at IS NULL THEN NULL ELSE excluded.next_at END RETURNING id`,
		c.PAN.Digits(), c.Type, c.Name, int64(c.Balance), c.Blocked, millis(c.At), millis(next), nullBytes(habit)).Scan(&id)
	return id, translate(err)
}

// UpdateReading is [Tx.SaveReading] of a card that is known. The next reading may
// be due for some slack, to the millisecond.
func (t *Tx) UpdateReading(ctx context.Context, cardID int64, c onayclient.Card, next time.Time, slack time.Duration, habit string) error {
	return t.execOne(ctx, `UPDATE cards SET type = ?, name = ?, balance = ?, blocked = ?, read_at = ?, habit = ?, slack = ?,
		next_at = CASE WHEN next_at IS NULL THEN NULL ELSE ? END WHERE id = ?`,
		c.Type, c.Name, int64(c.Balance), c.Blocked, millis(c.At), nullBytes(habit), slack.Milliseconds(), millis(next), cardID)
}

// Postpone sets the next reading of a card that could not be read.
func (t *Tx) Postpone(ctx context.Context, cardID int64, next time.Time, slack time.Duration) error {
	_, err := t.exec(ctx, "UPDATE cards SET next_at = ?, slack = ? WHERE id = ? AND next_at IS NOT NULL",
		millis(next), slack.Milliseconds(), cardID)
	return err
}

// Hasten moves the next reading of a card forward, and the end of its slack, and
// neither back.
func (t *Tx) Hasten(ctx context.Context, cardID int64, next time.Time, slack time.Duration) error {
	_, err := t.exec(ctx, `UPDATE cards SET next_at = min(next_at, ?1), slack = min(next_at + slack, ?1 + ?2) - min(next_at, ?1)
		WHERE id = ?3 AND (next_at > ?1 OR next_at + slack > ?1 + ?2)`, millis(next), slack.Milliseconds(), cardID)
	return err
}

// nullBytes stores no bytes as NULL.
func nullBytes(s string) []byte {
	if s == "" {
		return nil
	}
	return []byte(s)
}
