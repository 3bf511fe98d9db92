package store

import (
	"context"
	"time"
)

// Proof is whether a chat may see a card's rides, and who approved it.
type Proof struct {
	ProvedAt      time.Time // since when it has proof; zero: it has none
	ApprovedBy    int64     // the link whose chat approved it; 0: none had to, or none of them is left
	ApprovalUntil time.Time // it waits for approval until then
	NamedAt       time.Time // when it named two rides right and needed approval; zero: never
}

const proofColumns = "proved_at, coalesce(approved_by, 0), approval_until, named_at"

// Follower is a chat that follows a card, as far as others may know.
type Follower struct {
	LinkID int64
	ChatID int64
	Kind   string // of the chat
	Since  time.Time
	Label  string // what the chat that invited it calls it; may be empty

	BlockedAt time.Time // see [Chat]
	MutedAt   time.Time
	Proof
}

// Reachable tells whether the chat can be asked something.
func (f Follower) Reachable() bool { return f.BlockedAt.IsZero() && f.MutedAt.IsZero() }

// Hears tells whether what the chat is told now reaches it, be it once it is muted no more.
func (f Follower) Hears() bool { return f.BlockedAt.IsZero() || !f.MutedAt.IsZero() }

// AllFollowers lists who follows a card, the unreachable too, the first first.
func (q Queries) AllFollowers(ctx context.Context, cardID int64) ([]Follower, error) {
	return all[Follower](ctx, q, `SELECT links.id, links.chat_id, chats.kind, links.created_at, label,
		chats.blocked_at, chats.muted_at, `+proofColumns+`
		FROM links JOIN chats ON chats.id = links.chat_id WHERE links.card_id = ? ORDER BY links.id`, cardID)
}

// Prove gives a link proof, approved by another link or, with 0, by nobody. Rides made
// before are not pushed to it.
func (t *Tx) Prove(ctx context.Context, id, by int64, now time.Time) error {
	return t.execOne(ctx, `UPDATE links SET proved_at = ?1, approved_by = nullif(?2, 0), approval_until = NULL,
			dropped_at = NULL, rides_since = CASE WHEN rides_since IS NOT NULL THEN ?1 END WHERE id = ?3`, now, by, id)
}

// RequestApproval has a link that has named two rides right wait for the approval of those
// with proof.
func (t *Tx) RequestApproval(ctx context.Context, id int64, until, now time.Time) error {
	return t.execOne(ctx, "UPDATE links SET approval_until = ?, named_at = ? WHERE id = ?", until, now, id)
}

// ForgetNamed has what was named right count no more, of the links of a card that were not let in.
func (t *Tx) ForgetNamed(ctx context.Context, cardID int64) error {
	return t.exec(ctx, `UPDATE links SET named_at = NULL
		WHERE card_id = ? AND proved_at IS NULL AND approval_until IS NULL`, cardID)
}

// SetLabel writes what a link is called by the chat that invited it.
func (t *Tx) SetLabel(ctx context.Context, id int64, label string) error {
	return t.execOne(ctx, "UPDATE links SET label = ? WHERE id = ?", label, id)
}

// Approve gives a link that waits proof, approved by another. It returns
// [ErrNotFound] when it does not wait any more.
func (t *Tx) Approve(ctx context.Context, id, by int64, now time.Time) error {
	err := t.execOne(ctx, "UPDATE links SET approval_until = NULL WHERE id = ? AND approval_until > ?", id, now)
	if err != nil {
		return err
	}
	return t.Prove(ctx, id, by, now)
}

// Deny ends a link's wait for approval with a no. It returns [ErrNotFound] when it does
// not wait any more.
func (t *Tx) Deny(ctx context.Context, id int64) error {
	return t.execOne(ctx, "UPDATE links SET approval_until = NULL WHERE id = ? AND approval_until IS NOT NULL", id)
}

// DueApprovals lists the links whose wait for approval is over: they have waited for too long,
// or nobody with proof can be asked.
func (q Queries) DueApprovals(ctx context.Context, now time.Time) ([]Link, error) {
	return all[Link](ctx, q, linkQuery+`WHERE links.approval_until IS NOT NULL
		AND (links.approval_until <= ? OR NOT EXISTS (SELECT 1 FROM links AS provers JOIN chats ON chats.id = provers.chat_id
			WHERE provers.card_id = links.card_id AND provers.proved_at IS NOT NULL AND provers.id <> links.id
				AND chats.blocked_at IS NULL AND chats.muted_at IS NULL)) ORDER BY links.id`, now)
}

// DropFollower takes proof from a link, and from all that were approved by it or by
// those, and returns their links. It returns [ErrNotFound] when the link was not
// approved by the given one.
func (t *Tx) DropFollower(ctx context.Context, id, by int64, now time.Time) ([]Link, error) {
	ids, err := all[int64](ctx, t.Queries, `WITH RECURSIVE gone (id) AS (
			SELECT id FROM links WHERE id = ? AND approved_by = ? AND proved_at IS NOT NULL
			UNION SELECT links.id FROM links JOIN gone ON links.approved_by = gone.id)
		UPDATE links SET proved_at = NULL, approved_by = NULL, dropped_at = ? WHERE id IN gone RETURNING id`,
		id, by, now)
	if err == nil && len(ids) == 0 {
		err = ErrNotFound
	}
	links := make([]Link, len(ids))
	for i := range ids {
		if err == nil {
			links[i], err = t.LinkByID(ctx, ids[i])
		}
	}
	return links, err
}

// WrongAnswer is an answer about a card's rides that was wrong.
type WrongAnswer struct {
	Chat string // names the chat by a key
	At   time.Time
}

// AddWrongAnswer notes a wrong answer about a card, which is named by a key.
func (t *Tx) AddWrongAnswer(ctx context.Context, card string, a WrongAnswer) error {
	return t.exec(ctx, "INSERT INTO wrong_answers (card, chat, at) VALUES (?, ?, ?)", card, a.Chat, a.At)
}

// WrongAnswers lists the wrong answers about a card since a moment, the newest first.
func (q Queries) WrongAnswers(ctx context.Context, card string, after time.Time) ([]WrongAnswer, error) {
	return all[WrongAnswer](ctx, q,
		"SELECT chat, at FROM wrong_answers WHERE card = ? AND at > ? ORDER BY at DESC, rowid DESC", card, after)
}

// MoveWrongAnswers has the wrong answers of one chat be another's from now on. Both are named by keys.
func (t *Tx) MoveWrongAnswers(ctx context.Context, from, to string) error {
	return t.exec(ctx, "UPDATE wrong_answers SET chat = ? WHERE chat = ?", to, from)
}

// Invite is a one-time link to follow cards.
type Invite struct {
	Links  []int64 // who invites, a link for each card
	Label  string  // what whoever takes it is to be called; may be empty
	Until  time.Time
	UsedAt time.Time // zero: not yet
}

// AddInvite writes an invite down under the hash of what stands in its link. One that is there
// already lasts until then too.
func (t *Tx) AddInvite(ctx context.Context, hash []byte, in Invite) error {
	for _, link := range in.Links {
		err := t.exec(ctx, `INSERT INTO invites (hash, link_id, until, label) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET until = excluded.until`, hash, link, in.Until, in.Label)
		if err != nil {
			return err
		}
	}
	return nil
}

// Invite reads an invite, or [ErrNotFound]. Cards that its chat follows no more are not in it.
func (q Queries) Invite(ctx context.Context, hash []byte) (Invite, error) {
	type row struct {
		Link          int64
		Label         string
		Until, UsedAt time.Time
	}
	rows, err := all[row](ctx, q, `SELECT link_id, invites.label, until, used_at FROM invites
		JOIN links ON links.id = link_id WHERE hash = ? ORDER BY links.position, links.id`, hash)
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Invite{}, err
	}
	in := Invite{Label: rows[0].Label, Until: rows[0].Until, UsedAt: rows[0].UsedAt}
	for _, r := range rows {
		in.Links = append(in.Links, r.Link)
	}
	return in, nil
}

// UseInvite notes that an invite was taken. It returns [ErrNotFound] when it
// was taken before.
func (t *Tx) UseInvite(ctx context.Context, hash []byte, now time.Time) error {
	n, err := t.affected(ctx, "UPDATE invites SET used_at = ? WHERE hash = ? AND used_at IS NULL", now, hash)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}
