package store

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func lockedAt(t *testing.T, path string) {
	t.Helper()
	unlock, err := Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unlock(); err != nil {
			t.Error(err)
		}
	})
}

// A database has one user, by whatever name, and whether or not the file beside it is there.
func TestALockGoesWithTheDatabaseItself(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, symlink, link := filepath.Join(dir, "test.db"), filepath.Join(dir, "symlink.db"), filepath.Join(dir, "link.db")
	lockedAt(t, path)
	if err := errors.Join(os.Symlink(path, symlink), os.Link(path, link)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, symlink, link} {
		_, err := Lock(name)
		wantErr(t, err, ErrInUse)
	}
	wantErr(t, os.Remove(path+".lock"), nil)
	for _, name := range []string{path, symlink, link} {
		_, err := Lock(name)
		wantErr(t, err, ErrInUse)
	}
	equal(t, "beside the symlink", isThere(symlink+".lock"), false)
}

// SQLite still has its lock on a database that is locked as a whole and open.
func TestALockLeavesSQLitesAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	lockedAt(t, path)
	s := openAt(t, path) // closed before it is unlocked
	addChat(t, s, 1)
	if _, err := Backup(t.Context(), path, path+".copy"); err != nil {
		t.Fatal(err)
	}
	wantErr(t, s.Maintain(t.Context()), nil)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	lock := unix.Flock_t{Type: unix.F_WRLCK, Whence: io.SeekStart, Start: 1 << 30, Len: 512}
	wantErr(t, unix.FcntlFlock(f.Fd(), unix.F_OFD_GETLK, &lock), nil)
	if lock.Type == unix.F_UNLCK {
		t.Error("SQLite has lost its lock")
	}
	wantErr(t, f.Close(), nil) // by which it does lose it
}

func TestAFolderOrAFIFOIsNotLocked(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	wantErr(t, syscall.Mkfifo(pipe, 0o600), nil)
	for _, path := range []string{pipe, filepath.Dir(pipe)} {
		_, err := Lock(path)
		wantErr(t, err, ErrNotFile)
		equal(t, "the file beside it", isThere(path+".lock"), false)
		_, err = Restore(t.Context(), filepath.Join(t.TempDir(), "test.db"), path, start)
		wantErr(t, err, ErrForeign)
	}
}
