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
	ErrInUse    = errors.New("the database is in use by another process")
	ErrNotFile  = errors.New("it is not a file")
)

// Store is an open database.
type Store struct {
	Queries
	w, r  *sql.DB
	path  string      // without symbolic links
	named string      // the path as it was given
	file  os.FileInfo // what it led to when it was opened
}

// Open opens the file at a path, creating it with mode 0600 if there is none,
// and brings its schema up to date. A file that cannot be used is left as it is: one that is
// damaged ([ErrDamaged]), of a newer schema than this program knows ([ErrNewerSchema]), of a
// version before 1.0 ([ErrOlderSchema]), or of another program ([ErrForeign]).
func Open(ctx context.Context, named string) (*Store, error) {
	path := resolved(named)
	s := &Store{
		w: connect(dsn(path, writer), 1), r: connect(dsn(path, reader), max(4, runtime.NumCPU())),
		path: path, named: named,
	}
	s.Queries = Queries{s.r}
	err := usable(ctx, path)
	if err == nil {
		err = whatFileIs(s.prepare(ctx))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), s.Close())
	}
	return s, nil
}

// prepare creates the file if there is none, and its tables.
func (s *Store) prepare(ctx context.Context) error {
	f, err := os.OpenFile(s.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if _, err := s.w.ExecContext(ctx, "PRAGMA wal_autocheckpoint = "+walPages); err != nil {
		return err
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	s.file, err = os.Stat(s.named)
	return err
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
type Tx struct{ Queries }

// Tx runs fn in one transaction: all of it is kept, or none when fn returns
// an error or panics.
func (s *Store) Tx(ctx context.Context, fn func(*Tx) error) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if err := fn(&Tx{Queries{tx}}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit transaction: %w", err)
	}
	return nil
}
