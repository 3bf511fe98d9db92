package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Size is how much the database takes on the disk, the log beside it included, in bytes.
func (s *Store) Size() (bytes int64) {
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(s.path + suffix); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}

// TruncateWAL moves what was written into the database file and empties the
// log beside it, so that what was deleted is on the disk no longer. A reader
// at work only puts it off: writers do not wait for a reader that stays, such as a tool that
// replicates the log. Nearly all of it is moved while writers go on.
func (s *Store) TruncateWAL(ctx context.Context) (err error) {
	if _, err := s.r.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
		return fmt.Errorf("truncate log: %w", err)
	}
	conn, err := s.w.Conn(ctx)
	if err != nil {
		return fmt.Errorf("truncate log: %w", err)
	}
	defer func() {
		_, errBack := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA busy_timeout = 5000")
		err = errors.Join(err, errBack, conn.Close())
	}()
	_, err = conn.ExecContext(ctx, "PRAGMA busy_timeout = 100; PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// Maintain writes the database anew and empties the log beside it. Deleted rows are
// overwritten at once, but a page that was split or merged may keep a copy of one; after
// this none does, and the room they took is the disk's again. Writers wait for their turn
// meanwhile, readers do not. It needs twice the size of the database on the disk.
func (s *Store) Maintain(ctx context.Context) error {
	if _, err := s.w.ExecContext(ctx, "VACUUM"); err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	return s.TruncateWAL(ctx)
}

// How far ahead anything can be due.
const (
	cardAhead  = 48 * time.Hour       // the next reading of a card
	retryAhead = 12 * time.Hour       // a message that Telegram did not take
	laterAhead = 45 * 24 * time.Hour  // a message that waits on purpose
	checkAhead = 120 * 24 * time.Hour // a check, over the longest holidays
	quotaAhead = 24 * time.Hour       // the end of a quota
	lookAhead  = time.Hour            // a look for the ride that ends an alarm
)

// MendClock undoes what a clock did that was wrong before: whatever is due further ahead than
// it ever can be is due now. So is a card that was read, or could not be, in what is the future
// by now; a message that was put off then on purpose is put off as long from now; a check is
// set anew; an alarm whose time has not come was never one.
func (s *Store) MendClock(ctx context.Context, now time.Time) error {
	const onPurpose = "(held = 1 OR kind = '" + string(EventRemind) + "')"
	return s.Tx(ctx, func(tx *Tx) error {
		for _, m := range []struct {
			query string // ?1: now, ?2: how far ahead is too far
			ahead time.Duration
		}{
			{"UPDATE cards SET next_at = min(next_at, ?1) WHERE read_at > ?1", 0},
			{"UPDATE cards SET next_at = min(next_at, ?1), failed_at = ?1, untold_since = min(untold_since, ?1) " +
				"WHERE failed_at > ?1", 0},
			{"UPDATE cards SET next_at = min(next_at, ?1), doubted_at = min(doubted_at, ?1), doubt_read_at = ?1 " +
				"WHERE doubted_at IS NOT NULL AND doubt_read_at > ?1", 0},
			{"UPDATE cards SET next_at = ?1 WHERE next_at > ?2", cardAhead},
			{"UPDATE outbox SET due_at = due_at - created_at + ?1, created_at = ?1 WHERE created_at > ?1 AND " + onPurpose, 0},
			{"UPDATE outbox SET due_at = ?1 WHERE due_at > ?2 AND " + onPurpose, laterAhead},
			{"UPDATE outbox SET due_at = ?1 WHERE due_at > ?2 AND NOT " + onPurpose, retryAhead},
			{"UPDATE checks SET due_at = 0 WHERE due_at > ?2", checkAhead}, // of a day that is over, so that it is only set anew
			{"DELETE FROM alarms WHERE by_at > ?1", 0},
			{"UPDATE alarms SET look_at = ?1 WHERE look_at > ?2", lookAhead},
			{"UPDATE quotas SET until = ?2 WHERE until > ?2", quotaAhead},
			{"UPDATE wrong_answers SET at = ?1 WHERE at > ?1", 0},
			{"UPDATE chats SET muted_at = ?1, retry_at = min(retry_at, ?1) WHERE muted_at > ?1", 0},
		} {
			if err := tx.exec(ctx, m.query, now, now.Add(m.ahead)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Counts is how much there is of everything, for whoever watches the bot.
type Counts struct {
	Chats, Links, Cards int
	CardsDue            int       // to be read by now
	CardsOverdue        int       // of them, those that may not have waited for the last hour
	Inbox               int       // updates that are not handled
	Outbox              int       // messages that wait, those of quiet hours too
	OutboxDue           int       // of them, due to chats that can be reached, and not held by a pause or a doubt
	OldestDue           time.Time // since when the first of those is due; zero: there is none
}

// overdue is how long a card has to be urgent to count as overdue.
const overdue = time.Hour

// Counts counts by indexes alone, so that it can be asked every few seconds.
func (q Queries) Counts(ctx context.Context, now time.Time) (Counts, error) {
	c, err := one[Counts](ctx, q, `SELECT (SELECT count(*) FROM chats),
			(SELECT count(*) FROM links), (SELECT count(*) FROM cards),
			(SELECT count(*) FROM cards WHERE next_at <= ?1), (SELECT count(*) FROM cards WHERE next_at + may_wait <= ?2),
			(SELECT count(*) FROM inbox WHERE done_at IS NULL), (SELECT count(*) FROM outbox), count(*), min(due_at)
		FROM outbox JOIN chats ON chats.id = chat_id
		WHERE due_at <= ?1 AND blocked_at IS NULL AND `+mayGo, now, now.Add(-overdue))
	if err != nil {
		return Counts{}, fmt.Errorf("count: %w", err)
	}
	return c, nil
}

// What [Store.Health] finds wrong.
var (
	ErrUnreadable = errors.New("database cannot be read")
	ErrUnwritable = errors.New("database cannot be written")
	ErrDiskFull   = errors.New("disk is full")
	ErrBusy       = errors.New("database is busy: a change has waited long for its turn")
	ErrReplaced   = errors.New("database file was removed or replaced under the bot, which still writes to the old one")
)

// leastFree is how many bytes the disk must have left: the log beside the
// database grows to about half of it before it is emptied.
const leastFree = 8 << 20

// Health tells whether the database can be read and written to, as far as that
// can be known without writing to the disk: what it changes is undone before it
// leaves memory. It waits for the writer until ctx ends.
func (s *Store) Health(ctx context.Context) error { return s.health(ctx, leastFree) }

func (s *Store) health(ctx context.Context, least uint64) error {
	if err := s.InPlace(); err != nil {
		return err
	}
	version, err := one[int](ctx, s.Queries, "PRAGMA user_version")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	tx, err := s.w.BeginTx(ctx, nil)
	if ctx.Err() != nil {
		return ErrBusy
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnwritable, err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
		return fmt.Errorf("%w: %w", ErrUnwritable, err)
	}
	return checkDisk(s.path, least)
}

// InPlace makes sure that the path of the database still leads to the file that is open, else the
// error is [ErrReplaced], or [ErrUnreadable] when that cannot be known.
func (s *Store) InPlace() error {
	now, err := os.Stat(s.named)
	switch {
	case err == nil && os.SameFile(now, s.file):
		return nil
	case err == nil, errors.Is(err, fs.ErrNotExist):
		return ErrReplaced
	}
	return fmt.Errorf("%w: %w", ErrUnreadable, err)
}

// checkDisk asks the file system of the database whether it takes writes and
// has at least so many bytes free.
func checkDisk(path string, least uint64) error {
	const readOnly = 1 // ST_RDONLY of statvfs
	var st syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(path), &st); err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if st.Flags&readOnly != 0 {
		return fmt.Errorf("%w: its file system is read-only", ErrUnwritable)
	}
	if uint64(st.Bavail)*uint64(st.Bsize) < least { //nolint:gosec,unconvert // their types differ from system to system
		return ErrDiskFull
	}
	return nil
}
