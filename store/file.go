package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// Errors that say what a file is.
var (
	ErrDamaged     = errors.New("the database is damaged")
	ErrForeign     = errors.New("this is no database of onaybot")
	ErrOlderSchema = errors.New("the database was written by a version before 1.0, from which there is no upgrade")
	ErrNewerSchema = errors.New("the database was written by a newer version")
	ErrInUse       = errors.New("the database is in use by another process")
)

// How a database is opened. The pragmas stand in the DSN, so that every connection of the
// pool has them. With synchronous=NORMAL a killed process loses nothing; a power cut may lose
// the last moments but never tears the file.
const (
	pragmas = "_journal_mode=WAL&_busy_timeout=5000&_foreign_keys=1&_synchronous=NORMAL&_secure_delete=1" +
		"&_cache_size=-4000&_stmt_cache_size=128"
	writer = pragmas + "&_txlock=immediate"
	reader = pragmas + "&_query_only=1"
	asItIs = "mode=rw&_busy_timeout=5000"
)

// dsn names a database to the driver.
func dsn(path, how string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + how
}

// untouched names a database that is only to be read. One that nobody has open is declared
// immutable, for even a reader would put files beside it.
func untouched(path string) string {
	if isThere(path+"-wal") || isThere(path+"-shm") {
		return dsn(path, "mode=ro&_busy_timeout=5000")
	}
	return dsn(path, "mode=ro&immutable=1")
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// usable tells whether a file can be opened as a database of ours; one that is not there can.
func usable(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return &fs.PathError{Op: "open", Path: path, Err: errors.New("not a file")}
	}
	err = examine(ctx, untouched(path), quickly, nil)
	if errors.Is(err, errBlank) {
		return nil
	}
	return err
}

// How thoroughly a database is examined: quickly is without its indexes and references.
const (
	quickly    = "quick_check"
	thoroughly = "integrity_check"
)

// errBlank is about a database without a table, as it is before its first schema.
var errBlank = fmt.Errorf("%w: it is empty", ErrForeign)

// examine makes sure that a database is ours and whole, without changing it, and then hands
// it to read, which may be nil.
func examine(ctx context.Context, dsn, how string, read func(*sql.DB) error) (err error) {
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(whatFileIs(err), db.Close()) }()
	if err := examineSchema(ctx, db); err != nil {
		return err
	}
	if err := examinePages(ctx, db, how); err != nil {
		return err
	}
	if read == nil {
		return nil
	}
	return read(db)
}

// examineSchema tells databases of ours that this program can read from others.
func examineSchema(ctx context.Context, db *sql.DB) error {
	var application, version, tables, old int
	err := db.QueryRowContext(ctx, `SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema),
		(SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('chats', 'cards', 'links', 'transactions'))
		FROM pragma_application_id, pragma_user_version`).Scan(&application, &version, &tables, &old)
	switch {
	case err != nil:
		return err
	case application == applicationID:
		return knownVersion(version)
	case application != 0:
		return ErrForeign
	case version == 0 && tables == 0:
		return errBlank
	case version < firstVersion && old == 4:
		return fmt.Errorf("%w (its schema is %d)", ErrOlderSchema, version)
	}
	return ErrForeign
}

// examinePages looks at every page and, if it is thorough, at every index and reference.
func examinePages(ctx context.Context, db *sql.DB, how string) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA "+how+"(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	if how == quickly {
		return nil
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

// whatFileIs names the driver's errors that say what a file is.
func whatFileIs(err error) error {
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

// Lock takes the database at path for this process alone, until unlock is called or the
// process ends, or returns [ErrInUse]. It keeps nobody from reading or copying: it is held by who
// runs the bot and by who replaces the file. A file beside the database carries it and stays.
func Lock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock database: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case err == nil:
		return f.Close, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		err = ErrInUse
	}
	return nil, errors.Join(fmt.Errorf("lock database: %w", err), f.Close())
}
