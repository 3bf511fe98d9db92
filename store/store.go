// Package store keeps the bot's chats, cards, links, rides, and both ends of
// its conversation (inbox and outbox) in one SQLite file.
//
// Every change of state is one transaction of a single writer; readers never
// wait for it (WAL). Times are stored in UTC, to the millisecond; money is
// stored in tiyn.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"time"

	"github.com/mattn/go-sqlite3"
)

// Errors a caller can tell apart.
var (
	ErrNotFound    = errors.New("not found")
	ErrExists      = errors.New("exists already")
	ErrFull        = errors.New("limit reached")
	ErrNewerSchema = errors.New("the database was written by a newer version")
)

// Store is an open database.
type Store struct {
	w, r  *sql.DB
	path  string
	list  string // path of the list of the forgotten
	again int    // see ForgottenAgain
}

// Open opens the file at path, creating it with mode 0600 if there is none,
// and brings its schema up to date. A schema newer than this program knows is
// refused with [ErrNewerSchema] and left as it is. What the list beside the file says was
// forgotten since is forgotten again; [Store.ForgottenAgain] says how many chats that were.
func Open(ctx context.Context, path string) (*Store, error) {
	return openWith(ctx, path, path+listSuffix)
}

// openWith is Open with a list at another path.
func openWith(ctx context.Context, path, list string) (*Store, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	w, err := sql.Open("sqlite3", dsn(path, "immediate"))
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	w.SetMaxOpenConns(1)
	r, err := sql.Open("sqlite3", dsn(path, "deferred")+"&_query_only=1")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), w.Close())
	}
	r.SetMaxOpenConns(max(4, runtime.NumCPU()))
	r.SetMaxIdleConns(max(4, runtime.NumCPU()))
	s := &Store{w: w, r: r, path: path, list: list}
	_, err = w.ExecContext(ctx, "PRAGMA wal_autocheckpoint = "+walPages)
	if err == nil {
		err = migrate(ctx, w)
	}
	if err == nil {
		err = s.forgetAgain(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), s.Close())
	}
	return s, nil
}

// dsn carries the pragmas, so that every connection of the pool has them. With
// synchronous=NORMAL a killed process loses nothing; a power cut may lose the
// last moments but never tears the file.
//
// Statements stay prepared. SQLite still prepares one anew for each binding
// where a value could change the plan, as that of "column = ?" can beside a join or
// another index, and that of LIMIT. The queries of every message and every
// reading say "+?", which rules it out and makes them several times as fast.
func dsn(path, lock string) string {
	q := url.Values{
		"_journal_mode":    {"WAL"},
		"_busy_timeout":    {"5000"},
		"_foreign_keys":    {"1"},
		"_synchronous":     {"NORMAL"},
		"_secure_delete":   {"1"},
		"_cache_size":      {"-4000"},
		"_stmt_cache_size": {"128"},
		"_txlock":          {lock},
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// walPages is how long the log may grow before a writer moves it into the file,
// which everybody waits for. It is moved each minute besides, see
// [Store.TruncateWAL].
const walPages = "16000" // 64 MB

// Close closes the database.
func (s *Store) Close() error {
	return errors.Join(s.r.Close(), s.w.Close())
}

// Tx is a transaction that writes. It is valid only within [Store.Tx].
type Tx struct {
	tx *sql.Tx

	list      string  // path of the list of the forgotten
	forgets   []int64 // chats
	forgetsAt time.Time
}

// Tx runs fn in one transaction: all of it is kept, or none when fn returns
// an error or panics.
func (s *Store) Tx(ctx context.Context, fn func(*Tx) error) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	t := &Tx{tx: tx, list: s.list}
	if err := fn(t); err != nil {
		return err
	}
	if err := t.markForgotten(ctx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit transaction: %w", err)
	}
	return nil
}

func (t *Tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := t.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, translate(err)
	}
	return res.RowsAffected()
}

// execOne is exec for a statement that must hit a row.
func (t *Tx) execOne(ctx context.Context, query string, args ...any) error {
	n, err := t.exec(ctx, query, args...)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// translate turns the driver's errors into this package's. The driver returns
// sqlite3.Error by value.
func translate(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	var se sqlite3.Error
	if errors.As(err, &se) && (se.ExtendedCode == sqlite3.ErrConstraintUnique ||
		se.ExtendedCode == sqlite3.ErrConstraintPrimaryKey) {
		return ErrExists
	}
	return err
}

func millis(t time.Time) int64 { return t.UnixMilli() }

// nullMillis stores the zero time as NULL.
func nullMillis(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: !t.IsZero()}
}

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func fromNull(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return fromMillis(ms.Int64)
}

// collect reads all rows of a query through scan.
func collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
