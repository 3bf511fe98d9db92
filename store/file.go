package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// Errors that say what a file is.
var (
	ErrDamaged     = errors.New("the database is damaged")
	ErrForeign     = errors.New("this is no database of onaybot")
	ErrOlderSchema = errors.New("the database was written by a version before 1.0, from which there is no upgrade")
	ErrNewerSchema = errors.New("the database was written by a newer version")
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
	if isOpen(path) {
		return dsn(path, "mode=ro&_busy_timeout=5000")
	}
	return dsn(path, "mode=ro&immutable=1")
}

// isOpen tells whether somebody has a database open, or did not close it.
func isOpen(path string) bool { return isThere(path+"-wal") || isThere(path+"-shm") }

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// connect makes a pool of so many connections; the first query opens the first of them.
func connect(dsn string, connections int) *sql.DB {
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		panic(err) // there is no such driver
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db
}

// usable tells whether a file can be opened as a database of ours; one that is not there can.
func usable(ctx context.Context, path string) error {
	if err := regular(path); err != nil || !isThere(path) {
		return err
	}
	err := examine(ctx, untouched(path), quickly, nil)
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
	db := connect(dsn, 1)
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
	case application == applicationID && version < firstVersion:
		return fmt.Errorf("%w: it has no schema", ErrForeign)
	case application == applicationID && version > newestVersion():
		return fmt.Errorf("%w: its schema is %d, this program knows %d", ErrNewerSchema, version, newestVersion())
	case application == applicationID:
		return nil
	case application == 0 && version == 0 && tables == 0:
		return errBlank
	case application == 0 && version < firstVersion && old == 4:
		return fmt.Errorf("%w (its schema is %d)", ErrOlderSchema, version)
	}
	return ErrForeign
}

// examinePages looks at every page and, if it is thorough, at every index and reference.
func examinePages(ctx context.Context, db *sql.DB, how string) error {
	verdict, err := one[string](ctx, Queries{db}, "PRAGMA "+how+"(1)")
	if err == nil && verdict != "ok" {
		err = fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	if err != nil || how == quickly {
		return err
	}
	tables, err := all[string](ctx, Queries{db}, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`)
	if len(tables) > 0 {
		return fmt.Errorf("%w: a row of %s points at none", ErrDamaged, tables[0])
	}
	return err
}

// whatFileIs names the driver's errors that say what a file is, and puts the system's error behind
// those that tell of it.
func whatFileIs(err error) error {
	var se sqlite3.Error
	if !errors.As(err, &se) {
		return err
	}
	no := cmp.Or(se.SystemErrno, systemErrors[se.Code])
	switch {
	case se.Code == sqlite3.ErrNotADB:
		return fmt.Errorf("%w: %w", ErrForeign, err)
	case se.Code == sqlite3.ErrCorrupt:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case no != 0:
		return because{err, no}
	}
	return err
}

// systemErrors are the system's errors that the driver has words of its own for.
var systemErrors = map[sqlite3.ErrNo]syscall.Errno{
	sqlite3.ErrFull: syscall.ENOSPC, sqlite3.ErrIoErr: syscall.EIO, sqlite3.ErrNomem: syscall.ENOMEM,
	sqlite3.ErrBusy: syscall.EBUSY, sqlite3.ErrLocked: syscall.EBUSY,
	sqlite3.ErrReadonly: syscall.EACCES, sqlite3.ErrPerm: syscall.EACCES,
}

// because is an error with the system's behind it, which its text tells already.
type because struct {
	err error
	no  syscall.Errno
}

func (b because) Error() string { return b.err.Error() }

func (b because) Unwrap() []error { return []error{b.err, b.no} }

// Peek is what a look at a database found, which changes nothing of it.
type Peek struct {
	Exists bool
	InUse  bool // another process has it open, or did not close it
	Schema int  // of the file
	Known  int  // the newest schema of this program
	Facts  map[string]string
}

// PeekAt looks at the file at path. One that is not there, or of a newer schema, is no error; of
// others there are the errors of [Open].
func PeekAt(ctx context.Context, path string) (Peek, error) {
	p, path := Peek{Known: newestVersion()}, resolved(path)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	p.Exists, p.InUse = true, isOpen(path)
	err := usable(ctx, path)
	if err == nil || errors.Is(err, ErrNewerSchema) {
		err = p.read(ctx, path)
	}
	if err != nil {
		return p, fmt.Errorf("look at database: %w", err)
	}
	return p, nil
}

func (p *Peek) read(ctx context.Context, path string) (err error) {
	db := connect(untouched(path), 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	p.Schema, err = one[int](ctx, Queries{db}, "PRAGMA user_version")
	if err != nil || p.Schema == 0 {
		return err
	}
	facts, err := one[[]byte](ctx, Queries{db}, "SELECT json_group_object(key, value) FROM facts")
	if err != nil {
		return err
	}
	return json.Unmarshal(facts, &p.Facts)
}
