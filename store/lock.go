package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Lock takes the database at path for this process alone, until unlock is called or the process
// ends, or returns [ErrInUse]. It keeps nobody from reading or copying: it is held by who runs the
// bot and by who replaces the file. A file beside the database carries it and stays. The database
// itself carries it too, whatever its names are, and whether or not the other file is still there;
// one that is not there is created, without content.
//
// SQLite loses its own locks when its process closes the file, so unlock comes after [Store.Close].
func Lock(path string) (unlock func() error, err error) {
	path = resolved(path)
	if err := regular(path); err != nil {
		return nil, fmt.Errorf("lock database: %w", err)
	}
	beside, err := lockFile(path+".lock", takeFlock)
	if err != nil {
		return nil, fmt.Errorf("lock database: %w", err)
	}
	// A process being forked has a file open too for a moment, so closing it may not be enough.
	free := func() error { return errors.Join(syscall.Flock(int(beside.Fd()), syscall.LOCK_UN), beside.Close()) }
	itself, err := lockFile(path, takeByte)
	if err == nil && !isAt(itself, path) { // it was replaced meanwhile
		err = errors.Join(ErrInUse, itself.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock database: %w", err), free())
	}
	return func() error { return errors.Join(freeByte(itself), itself.Close(), free()) }, nil
}

// lockFile opens a file, creating it with mode 0600 if there is none, and locks it.
func lockFile(path string, take func(*os.File) error) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = take(f)
	if err == nil {
		return f, nil
	}
	if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) {
		err = ErrInUse
	}
	return nil, errors.Join(err, f.Close())
}

func takeFlock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

// regular makes sure that a path leads to a plain file or to nothing. Others may hang whoever opens them.
func regular(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return &fs.PathError{Op: "open", Path: path, Err: ErrNotFile}
	}
	return nil
}

// isAt tells whether a path leads to an open file.
func isAt(f *os.File, path string) bool {
	is, err := f.Stat()
	at, errAt := os.Stat(path)
	return err == nil && errAt == nil && os.SameFile(is, at)
}

// resolved is a path without symbolic links: SQLite keeps the log beside the file that they lead to.
func resolved(path string) string {
	if end, err := filepath.EvalSymlinks(path); err == nil {
		return end
	}
	return path // it is not there, or whoever opens it says why
}
