package store

import (
	"fmt"
	"path/filepath"
	"syscall"
)

// readOnly is the flag of a file system that takes no writes (ST_RDONLY of
// statvfs).
const readOnly = 1

// checkDisk asks the file system of the database whether it takes writes and
// has at least so many bytes free.
func checkDisk(path string, least uint64) error {
	var st syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(path), &st); err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if st.Flags&readOnly != 0 {
		return fmt.Errorf("%w: its file system is read-only", ErrUnwritable)
	}
	if st.Bavail*uint64(st.Bsize) < least { //nolint:gosec // a block size is positive
		return ErrDiskFull
	}
	return nil
}
