package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	"github.com/mattn/go-sqlite3"
)

// Errors of copies.
var (
	ErrDamaged = errors.New("the database is damaged")
	ErrForeign = errors.New("this is no database of onaybot")
)

// Copy is what a copy of the database holds.
type Copy struct {
	Bytes                      int64
	Schema                     int
	Chats, Cards, Links, Rides int64
}

// Backup copies the database at path to a new file of mode 0600, while whoever uses it goes on:
// the copy is of one moment, without what was deleted before it. Both are checked. A file that
// exists is not replaced (fs.ErrExist); nothing is left under its name unless all went well.
func Backup(ctx context.Context, path, out string) (Copy, error) {
	if _, err := os.Stat(path); err != nil { // SQLite does not say why
		return Copy{}, fmt.Errorf("copy database: %w", err)
	}
	if _, err := os.Lstat(out); !errors.Is(err, fs.ErrNotExist) {
		return Copy{}, &fs.PathError{Op: "copy database to", Path: out, Err: fs.ErrExist}
	}
	part := out + ".part"
	c, err := copyTo(ctx, plainDSN(path, "rw", false), part)
	if err == nil {
		err = replace(part, out)
	}
	if err != nil {
		return Copy{}, errors.Join(fmt.Errorf("copy database: %w", err), discard(part))
	}
	return c, nil
}

// plainDSN opens a database as it is. One that is declared immutable is opened without a file
// beside it.
func plainDSN(path, mode string, immutable bool) string {
	q := url.Values{"mode": {mode}, "_busy_timeout": {"5000"}}
	if immutable {
		q.Set("immutable", "1")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// copyTo writes a checked copy of what dsn names to a file of mode 0600, over one that was left
// there, and waits for the disk.
func copyTo(ctx context.Context, dsn, to string) (Copy, error) {
	if err := discard(to); err != nil {
		return Copy{}, err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Copy{}, err
	}
	if _, err = examine(ctx, dsn, to); err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return Copy{}, err
	}
	c, err := examine(ctx, plainDSN(to, "ro", true), "")
	if err != nil {
		return Copy{}, fmt.Errorf("check the copy: %w", err)
	}
	info, err := os.Stat(to)
	if err != nil {
		return Copy{}, err
	}
	c.Bytes = info.Size()
	return c, nil
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

// examine checks a database whole, and copies it to an empty file if one is named.
func examine(ctx context.Context, dsn, to string) (c Copy, err error) {
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return Copy{}, err
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(told(err), db.Close()) }()
	if err := c.read(ctx, db); err != nil {
		return Copy{}, err
	}
	if err := check(ctx, db); err != nil {
		return Copy{}, err
	}
	if to != "" {
		_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	}
	return c, err
}

// told names the errors that say what a file is.
func told(err error) error {
	var se sqlite3.Error
	switch {
	case !errors.As(err, &se):
		return err
	case se.Code == sqlite3.ErrNotADB:
		return fmt.Errorf("%w: %w", ErrForeign, err)
	case se.Code == sqlite3.ErrCorrupt:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// read tells a database of ours from others, and counts.
func (c *Copy) read(ctx context.Context, db *sql.DB) error {
	var tables int
	err := db.QueryRowContext(ctx, `SELECT user_version, (SELECT count(*) FROM sqlite_schema
		WHERE type = 'table' AND name IN ('chats', 'cards', 'links', 'transactions')) FROM pragma_user_version`).Scan(&c.Schema, &tables)
	if err != nil {
		return err
	}
	if c.Schema == 0 || tables < 4 {
		return ErrForeign
	}
	names, err := migrationNames()
	if err != nil {
		return err
	}
	if c.Schema > len(names) {
		return fmt.Errorf("%w: its schema is %d, this program knows %d", ErrNewerSchema, c.Schema, len(names))
	}
	return db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM chats), (SELECT count(*) FROM cards),
		(SELECT count(*) FROM links), (SELECT count(*) FROM transactions)`).Scan(&c.Chats, &c.Cards, &c.Links, &c.Rides)
}

// check looks at every page and every reference.
func check(ctx context.Context, db *sql.DB) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	var table string
	err := db.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("%w: a row of %s points at none", ErrDamaged, table)
	}
	return err
}
