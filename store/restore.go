package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// Restored is what [Restore] has done.
type Restored struct {
	Copy
	Again int    // chats that were forgotten since the backup was made, and are again
	Kept  string // where the database is that was there; "": there was none
}

// Restore puts a copy in place of the database at path, which the caller has locked. The copy
// is checked, brought up to date and made to forget what is on the list before anything else is touched;
// at every moment either the old database or the new one is in place, whole.
// The old one, damaged or not, is kept under another name.
func Restore(ctx context.Context, path, in string, now time.Time) (Restored, error) {
	return restore(ctx, path, in, now, func() error { return nil })
}

// restore is Restore that calls between before each change.
func restore(ctx context.Context, path, in string, now time.Time, between func() error) (r Restored, err error) {
	if _, err := os.Stat(in); err != nil { // SQLite does not say why
		return r, fmt.Errorf("restore: %w", err)
	}
	part := path + ".restoring"
	if r.Copy, err = copyTo(ctx, plainDSN(in, "ro", !isThere(in+"-wal")), part); err == nil {
		r.Again, err = prepare(ctx, part, path+listSuffix)
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

// prepare makes a copy ready to be run.
func prepare(ctx context.Context, part, list string) (again int, err error) {
	s, err := openWith(ctx, part, list)
	if err != nil {
		return 0, err
	}
	return s.ForgottenAgain(), errors.Join(s.Maintain(ctx), s.Close())
}

// settle moves what stands in the log beside the database into it, so that the log is not
// taken for that of the file which comes in its place. What cannot be moved is kept, too.
func settle(ctx context.Context, path, kept string) error {
	if isThere(path) {
		if db, err := sql.Open("sqlite3", plainDSN(path, "rw", false)); err == nil {
			_, _ = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)") // a damaged one cannot be helped
			_ = db.Close()                                                // removes the log when it is empty
		}
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Rename(path+suffix, kept+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// keep gives the database a second name.
func (r *Restored) keep(path string) error {
	err := os.Link(path, r.Kept)
	if errors.Is(err, fs.ErrNotExist) {
		r.Kept = ""
		return nil
	}
	return err
}
