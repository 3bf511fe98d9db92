package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Copy is what a copy of the database holds.
type Copy struct {
	Bytes                      int64
	Schema                     int
	Chats, Cards, Links, Rides int64
}

// Backup copies the database at path to a new file of mode 0600, while whoever uses it goes on:
// the copy is of one moment, without what was deleted before it. Both are examined. A file that
// exists is not replaced (fs.ErrExist); nothing is left under its name unless all went well.
func Backup(ctx context.Context, path, out string) (Copy, error) {
	if err := backupAt(path); err != nil {
		return Copy{}, fmt.Errorf("copy database: %w", err)
	}
	if _, err := os.Lstat(out); !errors.Is(err, fs.ErrNotExist) {
		return Copy{}, &fs.PathError{Op: "copy database to", Path: out, Err: fs.ErrExist}
	}
	part := out + ".part"
	c, err := copyTo(ctx, dsn(path, asItIs), part)
	if err == nil {
		err = replace(part, out)
	}
	if err != nil {
		return Copy{}, errors.Join(fmt.Errorf("copy database: %w", err), discard(part))
	}
	return c, nil
}

// copyTo writes an examined copy of what a DSN names to a file of mode 0600, over one that was
// left there, and waits for the disk.
func copyTo(ctx context.Context, from, to string) (c Copy, err error) {
	if err := discard(to); err != nil {
		return c, err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return c, err
	}
	err = examine(ctx, from, thoroughly, func(db *sql.DB) error {
		_, err := db.ExecContext(ctx, "VACUUM INTO ?", to)
		return err
	})
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return c, err
	}
	err = examine(ctx, untouched(to), thoroughly, func(db *sql.DB) error {
		return db.QueryRowContext(ctx, `SELECT page_count * page_size, user_version,
				(SELECT count(*) FROM chats), (SELECT count(*) FROM cards),
				(SELECT count(*) FROM links), (SELECT count(*) FROM transactions)
			FROM pragma_page_count, pragma_page_size, pragma_user_version`).
			Scan(&c.Bytes, &c.Schema, &c.Chats, &c.Cards, &c.Links, &c.Rides)
	})
	if err != nil {
		return c, fmt.Errorf("examine the copy: %w", err)
	}
	return c, nil
}

// replace gives a file on the disk the name of another, which is gone then.
func replace(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// discard removes a database that nobody has open.
func discard(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
