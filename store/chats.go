package store

import (
	"context"
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
	Suspended bool      // it may not because access.allow does not name the chat any more
	MutedAt   time.Time // since when Telegram has not let it; zero: nothing was refused since it did
}

const chatQuery = "SELECT id, kind, lang, blocked_at, suspended, muted_at FROM chats "

// Chat reads a chat, or [ErrNotFound].
func (q Queries) Chat(ctx context.Context, id int64) (Chat, error) {
	return one[Chat](ctx, q, chatQuery+"WHERE id = ?", id)
}

// Chats lists all chats, or the suspended alone.
func (q Queries) Chats(ctx context.Context, suspended bool) ([]Chat, error) {
	return all[Chat](ctx, q, chatQuery+"WHERE suspended >= ?", suspended)
}

// AddChat writes a chat down, unless it is known already.
func (t *Tx) AddChat(ctx context.Context, c Chat, now time.Time) error {
	return t.exec(ctx, `INSERT INTO chats (id, kind, lang, created_at) VALUES (?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, c.ID, c.Kind, c.Lang, now)
}

// SetLang changes a chat's language.
func (t *Tx) SetLang(ctx context.Context, chatID int64, lang string) error {
	return t.execOne(ctx, "UPDATE chats SET lang = ? WHERE id = ?", lang, chatID)
}

// SetBlocked notes that the bot may not write to a chat since a moment or, with the
// zero time, that it may again. Cards that nobody reachable follows are not read
// meanwhile. What the chat was still to be told is dropped, unless the chat was muted; an
// alert among it is found anew once the chat is back.
func (t *Tx) SetBlocked(ctx context.Context, chatID int64, since, now time.Time) error {
	muted, err := one[bool](ctx, t.Queries,
		"SELECT count(*) > 0 FROM chats WHERE id = ? AND muted_at IS NOT NULL", chatID)
	if err != nil {
		return err
	}
	n, err := t.affected(ctx, `UPDATE chats SET blocked_at = ?1, suspended = 0, muted_at = NULL, retry_at = NULL
		WHERE id = ?2 AND (muted_at IS NOT NULL OR (blocked_at IS NULL) <> (?1 IS NULL))`, since, chatID)
	if err != nil || n == 0 {
		return err
	}
	if !muted || !since.IsZero() {
		if err := t.ForgetEvents(ctx, ChatLink{ChatID: chatID}); err != nil {
			return err
		}
	}
	return t.scheduleCards(ctx, cardsOfAChat, chatID, now)
}

// Suspend blocks a chat because access.allow does not name it any more.
func (t *Tx) Suspend(ctx context.Context, chatID int64, now time.Time) error {
	if err := t.SetBlocked(ctx, chatID, now, now); err != nil {
		return err
	}
	return t.execOne(ctx, "UPDATE chats SET suspended = 1 WHERE id = ?", chatID)
}

// MigrateChat moves everything of a group to the id of the supergroup it has
// become, which can be written to. What the supergroup has already is kept. A card that
// was not read because the group was unreachable is due at once.
func (t *Tx) MigrateChat(ctx context.Context, from, to int64) error {
	if from == to {
		return nil
	}
	err := t.exec(ctx, `INSERT INTO chats (id, kind, lang, created_at)
		SELECT ?, ?, lang, created_at FROM chats WHERE id = ?
		ON CONFLICT (id) DO UPDATE SET lang = excluded.lang, blocked_at = NULL, suspended = 0, muted_at = NULL, retry_at = NULL`,
		to, Supergroup, from)
	if err != nil {
		return err
	}
	for _, move := range []string{
		"links SET chat_id = ? WHERE chat_id = ?", "dialogs SET chat_id = ? WHERE chat_id = ?",
		"outbox SET chat_id = ? WHERE chat_id = ?", "outbox SET from_id = ? WHERE from_id = ?",
		"feedback SET from_id = ? WHERE from_id = ?",
	} {
		if err := t.exec(ctx, "UPDATE OR IGNORE "+move, to, from); err != nil {
			return err
		}
	}
	if err := t.exec(ctx, "DELETE FROM chats WHERE id = ?", from); err != nil {
		return err
	}
	return t.scheduleCards(ctx, cardsOfAChat, to, time.UnixMilli(0))
}

// ChatLink names a link of a chat.
type ChatLink struct{ ChatID, LinkID int64 }

// firstProved is the first link of a chat with proof or, where none has it, the first one.
const firstProved = "coalesce(min(iif(proved_at IS NOT NULL, links.id, NULL)), min(links.id), 0)"

// OutageUnknown lists the reachable chats with one of the subscriptions that do not know
// that the cabinet is down, each with one of its links that has it, one with proof if there is any.
func (q Queries) OutageUnknown(ctx context.Context, any Subscriptions) ([]ChatLink, error) {
	return all[ChatLink](ctx, q, `SELECT chats.id, `+firstProved+`
		FROM chats JOIN links ON links.chat_id = chats.id
		WHERE links.subscriptions & ? <> 0 AND chats.outage_known = 0 AND chats.blocked_at IS NULL GROUP BY chats.id`, any)
}

// OutageKnown lists the chats that know that the cabinet is down, each with one of its
// links, one with proof if there is any; 0 where it has none any more.
func (q Queries) OutageKnown(ctx context.Context) ([]ChatLink, error) {
	return all[ChatLink](ctx, q, `SELECT chats.id, `+firstProved+`
		FROM chats LEFT JOIN links ON links.chat_id = chats.id WHERE chats.outage_known = 1 GROUP BY chats.id`)
}

// SetOutageKnown notes whether a chat knows that the cabinet is down.
func (t *Tx) SetOutageKnown(ctx context.Context, chatID int64, known bool) error {
	return t.execOne(ctx, "UPDATE chats SET outage_known = ? WHERE id = ?", known, chatID)
}
