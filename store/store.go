// Package store keeps the bot's chats, cards, links, transactions, and both ends of
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
	"os"
	"runtime"
)

// Errors a caller can tell apart.
var (
	ErrNotFound = errors.New("not found")
	ErrExists   = errors.New("exists already")
	ErrFull     = errors.New("limit reached")
)

// Store is an open database.
type Store struct {
	Queries
	w, r *sql.DB
	path string
}

// Open opens the file at path, creating it with mode 0600 if there is none,
// and brings its schema up to date. A file that cannot be used is left as it is: one that is
// damaged ([ErrDamaged]), of a newer schema than this program knows ([ErrNewerSchema]), of a
// version before 1.0 ([ErrOlderSchema]), or of another program ([ErrForeign]).
func Open(ctx context.Context, path string) (*Store, error) {
	s, err := openFile(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return s, nil
}

func openFile(ctx context.Context, path string) (*Store, error) {
	if err := usable(ctx, path); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	w, err := sql.Open("sqlite3", dsn(path, writer))
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	r, err := sql.Open("sqlite3", dsn(path, reader))
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	r.SetMaxOpenConns(max(4, runtime.NumCPU()))
	r.SetMaxIdleConns(max(4, runtime.NumCPU()))
	s := &Store{Queries: Queries{r}, w: w, r: r, path: path}
	_, err = w.ExecContext(ctx, "PRAGMA wal_autocheckpoint = "+walPages)
	if err == nil {
		err = migrate(ctx, w)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
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
	Queries
	tx *sql.Tx
}

// Tx runs fn in one transaction: all of it is kept, or none when fn returns
// an error or panics.
func (s *Store) Tx(ctx context.Context, fn func(*Tx) error) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if err := fn(&Tx{Queries{tx}, tx}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit transaction: %w", err)
	}
	return nil
}
