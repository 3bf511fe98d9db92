package store

import (
	"context"
	"errors"
	"fmt"
)

// What [Store.Check] finds wrong.
var (
	ErrUnreadable = errors.New("database cannot be read")
	ErrUnwritable = errors.New("database cannot be written")
	ErrDiskFull   = errors.New("disk is full")
	ErrBusy       = errors.New("database is busy: a change has waited long for its turn")
)

// leastFree is how many bytes the disk must have left: the log beside the
// database grows to about half of it before it is emptied.
const leastFree = 8 << 20

// Check tells whether the database can be read and written to, as far as that
// can be known without writing to the disk: what it changes is undone before it
// leaves memory. It waits for the writer until ctx ends.
func (s *Store) Check(ctx context.Context) error { return s.check(ctx, leastFree) }

func (s *Store) check(ctx context.Context, least uint64) error {
	var version int
	if err := s.r.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
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
