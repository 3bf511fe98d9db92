package store

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// ErrInUse is about a database that another process has for itself.
var ErrInUse = errors.New("the database is in use by another process")

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
		return f.Close, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		err = ErrInUse
	}
	return nil, errors.Join(fmt.Errorf("lock database: %w", err), f.Close())
}
