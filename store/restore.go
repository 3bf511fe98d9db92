package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// Restored is what [Restore] has done.
type Restored struct {
	Copy
	Kept      string // where the database is that was there; "": there was none
	Forgotten int    // chats of the backup that were forgotten since, and are again
	Unread    error  // why that could not be known from the database that was there; nil: it could
}

// Restore puts a copy in place of the database at path, which the caller has locked. The copy
// is examined, brought up to date, and made to take over from the database it replaces, if that can be
// read: see takeOver. Only then is anything else touched: at every moment either the old
// database or the new one is in place, whole. The old one, damaged or not, is kept under another name.
func Restore(ctx context.Context, path, in string, now time.Time) (Restored, error) {
	return restore(ctx, path, in, now, func() error { return nil })
}

// restore is Restore that calls between before each change.
func restore(ctx context.Context, path, in string, now time.Time, between func() error) (r Restored, err error) {
	path = resolved(path)
	if err := backupAt(in); err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	part := path + ".restoring"
	if r.Copy, err = copyTo(ctx, untouched(in), part); err == nil {
		err = r.prepare(ctx, part, path, now)
	}
	if err != nil {
		return r, errors.Join(fmt.Errorf("restore: %w", err), discard(part))
	}
	r.Kept = path + ".before-restore-" + now.UTC().Format("20060102T150405Z")
	for _, step := range []func() error{
		func() error { return settle(ctx, path, r.Kept) },
		func() error { return r.keep(path) },
		func() error { return replace(part, path) },
	} {
		if err := between(); err != nil {
			return r, err
		}
		if err := step(); err != nil {
			return r, fmt.Errorf("restore: %w", err)
		}
	}
	return r, nil
}

// prepare makes a copy ready to be run in the place of a database.
func (r *Restored) prepare(ctx context.Context, part, replaced string, now time.Time) error {
	s, err := Open(ctx, part)
	if err != nil {
		return err
	}
	if holdsData(replaced) {
		r.Forgotten, r.Unread = s.takeOver(ctx, replaced, now)
	}
	return errors.Join(s.Maintain(ctx), s.Close())
}

// takeOver takes over from the database at path what must not come back with an older one.
// It reports an error, and takes nothing over, if that cannot be read.
func (s *Store) takeOver(ctx context.Context, path string, now time.Time) (forgotten int, err error) {
	// One of a newer version may be read all the same.
	if err := examine(ctx, untouched(path), quickly, nil); err != nil && !errors.Is(err, ErrNewerSchema) {
		return 0, err
	}
	if _, err := s.w.ExecContext(ctx, "ATTACH ? AS replaced", untouched(path)); err != nil {
		return 0, err
	}
	err = s.Tx(ctx, func(tx *Tx) error {
		if err := errors.Join(tx.takeOverHidden(ctx), tx.takeOverWrongAnswers(ctx)); err != nil {
			return err
		}
		forgotten, err = tx.takeOverTombstones(ctx, now)
		return err
	})
	_, detached := s.w.ExecContext(ctx, "DETACH replaced")
	return forgotten, errors.Join(err, detached)
}

// takeOverHidden hides rides from those whom they have been hidden from since: of cards that
// were closed, from all; from followers who were dropped after they had proof.
func (t *Tx) takeOverHidden(ctx context.Context) error {
	err := t.exec(ctx, `UPDATE cards SET closed_at = was.closed_at FROM replaced.cards AS was
		WHERE was.pan = cards.pan AND was.closed_at IS NOT NULL AND cards.closed_at IS NULL`)
	if err != nil {
		return err
	}
	return t.exec(ctx, `UPDATE links SET proved_at = NULL, approved_by = NULL, dropped_at = was.dropped_at
		FROM cards, replaced.cards AS was_card, replaced.links AS was
		WHERE cards.id = links.card_id AND was_card.pan = cards.pan
			AND was.card_id = was_card.id AND was.chat_id = links.chat_id AND was.dropped_at > links.proved_at`)
}

// takeOverWrongAnswers has the wrong answers count that were given since: a backup brings no
// attempts back. A database of a version that kept them in another way has none to give.
func (t *Tx) takeOverWrongAnswers(ctx context.Context) error {
	kept, err := one[bool](ctx, t.Queries,
		"SELECT count(*) = 3 FROM pragma_table_info('wrong_answers', 'replaced') WHERE name IN ('card', 'chat', 'at')")
	if err != nil || !kept {
		return err
	}
	return t.exec(ctx, `INSERT INTO wrong_answers (card, chat, at) SELECT card, chat, at FROM replaced.wrong_answers
		EXCEPT SELECT card, chat, at FROM wrong_answers`)
}

// takeOverTombstones forgets the chats that have been forgotten since, and says how many they
// were. A chat that was met only after its tombstone is another beginning, and stays.
// Tombstones of the backup stay too; those under another key than the replaced database's are
// never found again, and go when they are old enough.
func (t *Tx) takeOverTombstones(ctx context.Context, now time.Time) (forgotten int, err error) {
	key, err := one[string](ctx, t.Queries, "SELECT value FROM replaced.facts WHERE key = ?", tombstoneFact)
	if errors.Is(err, ErrNotFound) {
		return 0, nil // nobody was forgotten
	}
	if err == nil {
		err = t.Set(ctx, tombstoneFact, key)
	}
	if err == nil {
		err = t.exec(ctx, "INSERT OR REPLACE INTO tombstones (hash, at) SELECT hash, at FROM replaced.tombstones")
	}
	if err != nil {
		return 0, err
	}
	ids, err := t.haveTombstones(ctx, key)
	for _, id := range ids {
		if err := t.erase(ctx, id, now); err != nil {
			return 0, err
		}
	}
	return len(ids), err
}

// haveTombstones lists the chats that have a tombstone under a key that is newer than the first that
// is known of them.
func (t *Tx) haveTombstones(ctx context.Context, key string) (ids []int64, err error) {
	type chat struct {
		ID    int64
		Since time.Time
	}
	chats, err := all[chat](ctx, t.Queries, `SELECT id, min(at) FROM (SELECT id, created_at AS at FROM chats
		UNION ALL SELECT chat_id, received_at FROM inbox WHERE chat_id <> 0) GROUP BY id`)
	for _, c := range chats {
		hash, err := tombstone(key, c.ID)
		if err != nil {
			return nil, err
		}
		gone, err := one[bool](ctx, t.Queries, "SELECT EXISTS (SELECT 1 FROM tombstones WHERE hash = ? AND at > ?)",
			hash, c.Since)
		if err != nil {
			return nil, err
		}
		if gone {
			ids = append(ids, c.ID)
		}
	}
	return ids, err
}

// settle moves what stands in the log beside the database into it, so that the log is not
// taken for that of the file which comes in its place. What cannot be moved is kept, too.
func settle(ctx context.Context, path, kept string) error {
	if isThere(path) {
		db := connect(dsn(path, asItIs), 1)
		_, _ = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)") // a damaged one cannot be helped
		_ = db.Close()                                                // removes the log when it is empty
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Rename(path+suffix, kept+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// keep gives the database a second name. One without content is none.
func (r *Restored) keep(path string) error {
	if !holdsData(path) {
		r.Kept = ""
		return nil
	}
	return os.Link(path, r.Kept)
}

// holdsData tells whether a path leads to a file that is not empty, as [Lock] leaves one that was not there.
func holdsData(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0
}

// backupAt makes sure that there is a file to be restored from; SQLite does not say why it cannot
// open one.
func backupAt(in string) error {
	if _, err := os.Stat(in); err != nil {
		return err
	}
	if err := regular(in); err != nil {
		return fmt.Errorf("%w: %w", ErrForeign, err)
	}
	return nil
}
