package store

import (
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
)

// Forget removes a chat with all that is kept of it, and its id from the
// updates that are done. Cards nobody else follows go with their transactions. What stays is a
// tombstone, by which [Restore] forgets the chat in an older backup too.
func (t *Tx) Forget(ctx context.Context, chatID int64, now time.Time) error {
	key, err := t.tombstoneKey(ctx)
	if err != nil {
		return err
	}
	hash, err := tombstone(key, chatID)
	if err != nil {
		return err
	}
	if err := t.exec(ctx, "INSERT OR REPLACE INTO tombstones (hash, at) VALUES (?, ?)", hash, now); err != nil {
		return err
	}
	return t.erase(ctx, chatID, now)
}

// erase is [Tx.Forget] without a tombstone.
func (t *Tx) erase(ctx context.Context, chatID int64, now time.Time) error {
	cards, err := all[int64](ctx, t.Queries, "SELECT card_id FROM links WHERE chat_id = ?", chatID)
	if err != nil {
		return err
	}
	// The ids stay, or what Telegram hands over again would be handled.
	err = t.exec(ctx, `UPDATE inbox SET chat_id = 0, body = NULL, alike = '', done_at = coalesce(done_at, ?)
		WHERE chat_id = ?`, now, chatID)
	if err != nil {
		return err
	}
	if err := t.exec(ctx, "DELETE FROM chats WHERE id = ?", chatID); err != nil {
		return err
	}
	for _, id := range cards {
		if err := t.dropUnfollowed(ctx, id, now); err != nil {
			return err
		}
	}
	return nil
}

const (
	// tombstoneRounds makes trying all chat ids there are a matter of months, and a hundred
	// thousand chats, when a backup is put back, one of half a minute.
	tombstoneRounds = 1000
	tombstoneFact   = "tombstones.key"
)

// tombstone is a hash of a chat's id, slow and keyed so that no id can be read from it.
func tombstone(key string, chatID int64) ([]byte, error) {
	return pbkdf2.Key(sha256.New, strconv.FormatInt(chatID, 10), []byte(key), tombstoneRounds, 16)
}

// tombstoneKey is the key of this database's tombstones, which is made with the first.
func (t *Tx) tombstoneKey(ctx context.Context) (string, error) {
	key, err := t.Get(ctx, tombstoneFact)
	if err != nil || key != "" {
		return key, err
	}
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	key = hex.EncodeToString(random[:])
	return key, t.Set(ctx, tombstoneFact, key)
}

// How long things are kept that are done with.
const (
	day            = 24 * time.Hour
	keepBlocked    = 90 * day  // a chat that cannot be written to, with all that is its own
	keepUpdates    = 2 * day   // the ids of updates that are done
	keepNotified   = 2 * day   // in which message a ride was pushed
	keepAlarms     = 8 * day   // for which rides may come late
	keepInvites    = 7 * day   // that have ended, to say so
	keepWrong      = 30 * day  // answers, which are counted for as long
	keepFeedback   = 30 * day  // whose feedback an admin's message holds
	keepTombstones = 400 * day // a backup that is older, put back, knows again whom it should have forgotten
)

// Purge forgets what has been kept for long enough, and says how many chats were among it.
func (s *Store) Purge(ctx context.Context, now time.Time) (chats int, err error) {
	err = s.Tx(ctx, func(tx *Tx) error {
		if chats, err = tx.forgetBlocked(ctx, now.Add(-keepBlocked), now); err != nil {
			return err
		}
		for _, p := range []struct {
			where string
			keep  time.Duration
		}{
			{"inbox WHERE done_at < ?", keepUpdates},
			{"notified WHERE at < ?", keepNotified},
			{"alarms WHERE by_at < ?", keepAlarms},
			{"invites WHERE until < ?", keepInvites},
			{"wrong_answers WHERE at <= ?", keepWrong},
			{"feedback WHERE at < ?", keepFeedback},
			{"tombstones WHERE at < ?", keepTombstones},
			{"dialogs WHERE until <= ?", 0},
			{"quotas WHERE until <= ?", 0},
		} {
			if err := tx.exec(ctx, "DELETE FROM "+p.where, now.Add(-p.keep)); err != nil {
				return err
			}
		}
		return nil
	})
	return chats, err
}

// forgetBlocked forgets the chats that cannot be written to since before a moment.
func (t *Tx) forgetBlocked(ctx context.Context, before, now time.Time) (int, error) {
	ids, err := all[int64](ctx, t.Queries, "SELECT id FROM chats WHERE blocked_at < ?", before)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := t.Forget(ctx, id, now); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}
