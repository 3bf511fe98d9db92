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
	"syscall"
)

// Errors a caller can tell apart.
var (
	ErrNotFound = errors.New("not found")
	ErrExists   = errors.New("exists already")
	ErrFull     = errors.New("limit reached")
	ErrInUse    = errors.New("the database is in use by another process")
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
	s := &Store{w: connect(dsn(path, writer), 1), r: connect(dsn(path, reader), max(4, runtime.NumCPU())), path: path}
	s.Queries = Queries{s.r}
	err := usable(ctx, path)
	if err == nil {
		err = s.prepare(ctx)
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
	return s.migrate(ctx)
}

// walPages is how long the log may grow before a writer moves it into the file,
// which everybody waits for. It is moved each minute besides, see
// [Store.TruncateWAL].
const walPages = "16000" // 64 MB

// Close closes the database.
func (s *Store) Close() error {
	return errors.Join(s.r.Close(), s.w.Close())
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
		// A process being forked has the file open too for a moment, so closing it may not be enough.
		return func() error { return errors.Join(syscall.Flock(int(f.Fd()), syscall.LOCK_UN), f.Close()) }, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		err = ErrInUse
	}
	return nil, errors.Join(fmt.Errorf("lock database: %w", err), f.Close())
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
