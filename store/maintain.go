package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Size is how much the database takes on the disk, the log beside it included, in bytes.
func (s *Store) Size() (bytes int64) {
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(s.path + suffix); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}

// TruncateWAL moves what was written into the database file and empties the
// log beside it, so that what was deleted is on the disk no longer. A reader
// at work only puts it off: writers do not wait for a reader that stays, such as a tool that
// replicates the log. Nearly all of it is moved while writers go on.
func (s *Store) TruncateWAL(ctx context.Context) (err error) {
	if _, err := s.r.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
		return fmt.Errorf("truncate log: %w", err)
	}
	conn, err := s.w.Conn(ctx)
	if err != nil {
		return fmt.Errorf("truncate log: %w", err)
	}
	defer func() {
		_, errBack := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA busy_timeout = 5000")
		err = errors.Join(err, errBack, conn.Close())
	}()
	_, err = conn.ExecContext(ctx, "PRAGMA busy_timeout = 100; PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// Maintain writes the database anew and empties the log beside it. Deleted rows are
// overwritten at once, but a page that was split or merged may keep a copy of one; after
// this none does, and the room they took is the disk's again. Writers wait for their turn
// meanwhile, readers do not. It needs twice the size of the database on the disk.
func (s *Store) Maintain(ctx context.Context) error {
	if _, err := s.w.ExecContext(ctx, "VACUUM"); err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	return s.TruncateWAL(ctx)
}
