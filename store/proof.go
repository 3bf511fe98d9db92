package store

import (
	"context"
	"database/sql"
	"time"
)

// Proof is what a chat may see of a card, and by whose leave.
type Proof struct {
	ProvedAt  time.Time // since when it has proof that it may see the rides; zero: it has none
	LetInBy   int64     // the link whose chat let it in; 0: none had to, or none of them is left
	AsksUntil time.Time // it waits for the leave of those with proof until then
}

const proofColumns = "links.proved_at, links.let_in_by, links.asks_until"

// proofRow receives the columns of a link's proof.
type proofRow struct{ proved, by, asks sql.NullInt64 }

func (r *proofRow) fields() []any { return []any{&r.proved, &r.by, &r.asks} }

func (r *proofRow) proof() Proof {
	return Proof{ProvedAt: fromNull(r.proved), LetInBy: r.by.Int64, AsksUntil: fromNull(r.asks)}
}

// Follower is a chat that follows a card, as far as others may know.
type Follower struct {
	LinkID int64
	ChatID int64
	Kind   string // of the chat
	Since  time.Time
	Proof
}

// AllFollowers lists who follows a card, the unreachable too, the first first.
func (s *Store) AllFollowers(ctx context.Context, cardID int64) ([]Follower, error) {
	return allFollowers(ctx, s.r, cardID)
}

// AllFollowers is [Store.AllFollowers] within the transaction.
func (t *Tx) AllFollowers(ctx context.Context, cardID int64) ([]Follower, error) {
	return allFollowers(ctx, t.tx, cardID)
}

func allFollowers(ctx context.Context, q queryer, cardID int64) ([]Follower, error) {
	rows, err := q.QueryContext(ctx, "SELECT links.id, links.chat_id, chats.kind, links.created_at, "+proofColumns+`
		FROM links JOIN chats ON chats.id = links.chat_id WHERE links.card_id = ? ORDER BY links.id`, cardID)
	return collect(rows, err, func(rows *sql.Rows) (f Follower, err error) {
		var p proofRow
		var since int64
		err = rows.Scan(append([]any{&f.LinkID, &f.ChatID, &f.Kind, &since}, p.fields()...)...)
		f.Since, f.Proof = fromMillis(since), p.proof()
		return f, err
	})
}

// LinkByID reads a link of whatever chat, or [ErrNotFound].
func (s *Store) LinkByID(ctx context.Context, id int64) (Link, error) {
	return oneLink(s.r.QueryContext(ctx, linkQuery+"WHERE links.id = +?", id))
}

// LinkByID is [Store.LinkByID] within the transaction.
func (t *Tx) LinkByID(ctx context.Context, id int64) (Link, error) {
	return oneLink(t.tx.QueryContext(ctx, linkQuery+"WHERE links.id = +?", id))
}

// Prove gives a link proof, by the leave of another link or, with 0, of
// nobody. Rides made before are not told to it.
func (t *Tx) Prove(ctx context.Context, id, by int64, now time.Time) error {
	return t.execOne(ctx, "UPDATE links SET proved_at = ?1, let_in_by = ?2, asks_until = NULL, rides_since = "+ridesSince+" WHERE id = ?3",
		millis(now), sql.NullInt64{Int64: by, Valid: by != 0}, id)
}

// ridesSince has rides told from the moment of proof, ?1, on, if they are wished for.
const ridesSince = "CASE WHEN rides_since IS NOT NULL THEN ?1 END"

// AskLeave has a link wait for the leave of those with proof.
func (t *Tx) AskLeave(ctx context.Context, id int64, until time.Time) error {
	return t.execOne(ctx, "UPDATE links SET asks_until = ? WHERE id = ?", millis(until), id)
}

// Admit gives a link that waits proof, by the leave of another. It returns
// [ErrNotFound] when it does not wait any more.
func (t *Tx) Admit(ctx context.Context, id, by int64, now time.Time) error {
	return t.execOne(ctx, `UPDATE links SET proved_at = ?1, let_in_by = ?2, asks_until = NULL, rides_since = `+ridesSince+`
		WHERE id = ?3 AND asks_until > ?1`, millis(now), by, id)
}

// Refuse ends a link's wait with a no. It returns [ErrNotFound] when it does
// not wait any more.
func (t *Tx) Refuse(ctx context.Context, id int64) error {
	return t.execOne(ctx, "UPDATE links SET asks_until = NULL WHERE id = ? AND asks_until IS NOT NULL", id)
}

// ExpiredAsks lists the links that have waited for leave for too long.
func (s *Store) ExpiredAsks(ctx context.Context, now time.Time) ([]Link, error) {
	rows, err := s.r.QueryContext(ctx, linkQuery+"WHERE links.asks_until <= ? ORDER BY links.id", millis(now))
	return collect(rows, err, scanLink)
}

// Drop takes proof from a link, and from all that were let in by it or by
// those, and returns their links. It returns [ErrNotFound] when the link was not
// let in by the given one.
func (t *Tx) Drop(ctx context.Context, id, by int64) ([]Link, error) {
	rows, err := t.tx.QueryContext(ctx, `WITH RECURSIVE gone (id) AS (
			SELECT id FROM links WHERE id = ? AND let_in_by = ? AND proved_at IS NOT NULL
			UNION SELECT links.id FROM links JOIN gone ON links.let_in_by = gone.id)
		SELECT id FROM gone`, id, by)
	ids, err := collect(rows, err, scanID)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, ErrNotFound
	}
	var links []Link
	for _, id := range ids {
		if err := t.execOne(ctx, "UPDATE links SET proved_at = NULL, let_in_by = NULL WHERE id = ?", id); err != nil {
			return nil, err
		}
		l, err := t.LinkByID(ctx, id)
		if err != nil {
			return nil, err
		}
		links = append(links, l)
	}
	return links, nil
}

// ClosedCards lists cards whose rides are shown to nobody, the longest closed
// first, and says how many there are in all.
func (s *Store) ClosedCards(ctx context.Context, limit int) (list []Card, all int, err error) {
	rows, err := s.r.QueryContext(ctx, "SELECT "+cardColumns+" FROM cards WHERE closed_at IS NOT NULL ORDER BY closed_at LIMIT ?", limit)
	if list, err = collect(rows, err, scanCard); err != nil {
		return nil, 0, err
	}
	err = s.r.QueryRowContext(ctx, "SELECT count(*) FROM cards WHERE closed_at IS NOT NULL").Scan(&all)
	return list, all, err
}

// SetClosed closes a card's rides for everybody since a moment or, with the
// zero time, opens them again. It returns [ErrNotFound] when they are so already.
func (t *Tx) SetClosed(ctx context.Context, cardID int64, at time.Time) error {
	return t.execOne(ctx, "UPDATE cards SET closed_at = ? WHERE id = ? AND (closed_at IS NULL) <> (? IS NULL)",
		nullMillis(at), cardID, nullMillis(at))
}

// CardByID reads a card, or [ErrNotFound].
func (s *Store) CardByID(ctx context.Context, id int64) (Card, error) {
	var r cardRow
	err := s.r.QueryRowContext(ctx, "SELECT "+cardColumns+" FROM cards WHERE id = ?", id).Scan(r.fields()...)
	if err != nil {
		return Card{}, translate(err)
	}
	return r.card()
}
