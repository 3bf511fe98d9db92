package store

import (
	"context"
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
