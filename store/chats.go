package store

import (
	"context"
	"database/sql"
	"time"
)

// The kinds of chat, Telegram's own words.
const (
	Private    = "private"
	Group      = "group"
	Supergroup = "supergroup"
)

// Chat is a conversation with a person or a group.
type Chat struct {
	ID        int64 // Telegram's
	Kind      string
	Lang      string
	BlockedAt time.Time // since when the bot may not write there; zero: it may
}

// Chat reads a chat, or [ErrNotFound].
func (s *Store) Chat(ctx context.Context, id int64) (Chat, error) {
	c := Chat{ID: id}
	var blocked sql.NullInt64
	err := s.r.QueryRowContext(ctx, "SELECT kind, lang, blocked_at FROM chats WHERE id = ?", id).
		Scan(&c.Kind, &c.Lang, &blocked)
	c.BlockedAt = fromNull(blocked)
	return c, translate(err)
}

// AddChat writes a chat down, unless it is known already.
func (t *Tx) AddChat(ctx context.Context, c Chat, now time.Time) error {
	_, err := t.exec(ctx, `INSERT INTO chats (id, kind, lang, created_at) VALUES (?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, c.ID, c.Kind, c.Lang, millis(now))
	return err
}

// SetLang changes a chat's language.
func (t *Tx) SetLang(ctx context.Context, chatID int64, lang string) error {
	return t.execOne(ctx, "UPDATE chats SET lang = ? WHERE id = ?", lang, chatID)
}

// SetBlocked notes that the bot may not write to a chat since the given
// moment, or, with the zero time, that it may again. Cards that nobody
// reachable follows are not read meanwhile. What the chat was still to be told
// is dropped; an alert among it is found anew once the chat is back.
func (t *Tx) SetBlocked(ctx context.Context, chatID int64, at, now time.Time) error {
	n, err := t.exec(ctx, "UPDATE chats SET blocked_at = ? WHERE id = ? AND (blocked_at IS NULL) <> (? IS NULL)",
		nullMillis(at), chatID, nullMillis(at))
	if err != nil || n == 0 {
		return err
	}
	if err := t.forget(ctx, "chat_id", chatID); err != nil {
		return err
	}
	return t.scheduleCards(ctx, "id IN (SELECT card_id FROM links WHERE chat_id = ?)", now, chatID)
}

// scheduleCards sets the next reading of the matching cards: none without a
// reachable follower; at once where there was none and now is one.
func (t *Tx) scheduleCards(ctx context.Context, where string, now time.Time, args ...any) error {
	_, err := t.exec(ctx, `UPDATE cards SET next_at = CASE WHEN EXISTS (
			SELECT 1 FROM links JOIN chats ON chats.id = links.chat_id
			WHERE links.card_id = cards.id AND chats.blocked_at IS NULL)
		THEN coalesce(next_at, ?) END, slack = CASE WHEN next_at IS NULL THEN 0 ELSE slack END WHERE `+where, append([]any{millis(now)}, args...)...)
	return err
}

// dropUnfollowed removes a card without a link, with its rides, and stops
// the reading of one that only unreachable chats follow.
func (t *Tx) dropUnfollowed(ctx context.Context, cardID int64, now time.Time) error {
	_, err := t.exec(ctx, `DELETE FROM cards WHERE id = ?
		AND NOT EXISTS (SELECT 1 FROM links WHERE links.card_id = cards.id)`, cardID)
	if err != nil {
		return err
	}
	return t.scheduleCards(ctx, "id = ?", now, cardID)
}

// PurgeBlocked forgets the chats that have been unreachable since before the
// given moment, and says how many there were.
func (s *Store) PurgeBlocked(ctx context.Context, before, now time.Time) (int, error) {
	var ids []int64
	err := s.Tx(ctx, func(tx *Tx) error {
		rows, err := tx.tx.QueryContext(ctx, "SELECT id FROM chats WHERE blocked_at < ?", millis(before))
		if ids, err = collect(rows, err, scanID); err != nil {
			return err
		}
		for _, id := range ids {
			if err := tx.Forget(ctx, id, now); err != nil {
				return err
			}
		}
		return nil
	})
	return len(ids), err
}

// MigrateChat moves everything of a group to the id of the supergroup it has
// become. What the supergroup has already is kept. A card that was not read
// because the group was unreachable is due at once, and what was listed stays so.
func (t *Tx) MigrateChat(ctx context.Context, from, to int64) error {
	if from == to {
		return nil
	}
	_, err := t.exec(ctx, `INSERT INTO chats (id, kind, lang, created_at, access)
		SELECT ?1, ?2, lang, created_at, access = ?3 FROM chats WHERE id = ?4
		ON CONFLICT (id) DO UPDATE SET lang = excluded.lang, blocked_at = NULL, access = excluded.access OR access = ?3`,
		to, Supergroup, Listed, from)
	if err != nil {
		return err
	}
	for _, table := range []string{"links", "outbox", "dialogs"} {
		q := "UPDATE OR IGNORE " + table + " SET chat_id = ? WHERE chat_id = ?"
		if _, err := t.exec(ctx, q, to, from); err != nil {
			return err
		}
	}
	if err := t.moveLetters(ctx, from, to); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "DELETE FROM chats WHERE id = ?", from); err != nil {
		return err
	}
	return t.scheduleCards(ctx, "id IN (SELECT card_id FROM links WHERE chat_id = ?)", time.UnixMilli(0), to)
}
