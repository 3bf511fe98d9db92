package store

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// lockedByte is the place of the lock in the database. SQLite's own are the 512 bytes from 1<<30 on.
const lockedByte = 1<<30 + 1<<10

// takeByte locks a byte of a database, which need not be there. The lock goes with the open file,
// not with the process, so that SQLite's are left alone.
func takeByte(f *os.File) error { return lockByte(f, unix.F_WRLCK) }

func freeByte(f *os.File) error { return lockByte(f, unix.F_UNLCK) }

func lockByte(f *os.File, how int16) error {
	lock := unix.Flock_t{Type: how, Whence: io.SeekStart, Start: lockedByte, Len: 1}
	return unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, &lock)
}
