package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"onaybot/cmd/onaybot/config"
	"onaybot/store"
)

// openStore opens the database for this process alone, until it is closed by what is returned.
func openStore(ctx context.Context, cfg *config.Config) (db *store.Store, closeAll func() error, err error) {
	unlock, err := lock(cfg)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(databaseFault(cfg, err), unlock())
		}
	}()
	if db, err = store.Open(ctx, cfg.Database); err != nil {
		return nil, nil, err
	}
	return db, func() error { return errors.Join(db.Close(), unlock()) }, nil
}

func lock(cfg *config.Config) (unlock func() error, err error) {
	unlock, err = store.Lock(cfg.Database)
	switch {
	case errors.Is(err, store.ErrInUse):
		return nil, fmt.Errorf("another onaybot runs on %s: stop it first, or name another file under database", cfg.Database)
	case err != nil:
		return nil, databaseFault(cfg, err)
	}
	return unlock, nil
}

// databaseFault says what to do about a database that run cannot use. It is the configuration's
// fault only where the path or its rights are wrong, or what the file is.
func databaseFault(cfg *config.Config, err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, store.ErrNewerSchema):
		return cfg.Fault("database", err.Error()+"; run the newer version, or restore a backup made by this one")
	case errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrForeign), errors.Is(err, store.ErrOlderSchema):
		return cfg.Fault("database", fmt.Sprintf("cannot be used (%s: %s) and is left as it is: put a backup in its place with "+
			"onaybot restore --config FILE BACKUP, which keeps this file beside it, or name another file", cfg.Database, err))
	}
	const cannot = "cannot be opened for writing ("
	switch what := config.Passing(err); {
	case what != "":
		return cfg.Fault("database", cannot+err.Error()+"): "+what).Because(err)
	case errors.Is(err, store.ErrNotFile), errors.As(err, new(syscall.Errno)):
		return cfg.Fault("database", cannot+err.Error()+
			"): give a path in a folder that exists and that this user may write to")
	}
	return fmt.Errorf("database %s: %w", cfg.Database, err)
}

// useRoomBeside has SQLite write its temporary files, such as a copy of everything during the
// maintenance, beside the database: there is room for them, and /tmp may be small or absent.
func useRoomBeside(database string, getenv func(string) string) {
	const key = "SQLITE_TMPDIR"
	if getenv(key) == "" {
		_ = os.Setenv(key, filepath.Dir(database)) // fails for a malformed key alone
	}
}
