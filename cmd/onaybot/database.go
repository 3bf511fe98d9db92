package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"onaybot/cmd/onaybot/config"
	"onaybot/store"
)

// openStore opens the database for this process alone; closing it is what close does.
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
	if err := whole(ctx, cfg.Database); err != nil {
		return nil, nil, err
	}
	if db, err = store.Open(ctx, cfg.Database); err != nil {
		return nil, nil, err
	}
	return db, func() error { return errors.Join(db.Close(), unlock()) }, nil
}

// whole looks at a database before anything is written to it, for a damaged one is left as it
// is. What else keeps it from being looked at, its opening tells.
func whole(ctx context.Context, path string) error {
	if _, err := store.PeekAt(ctx, path); errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrForeign) {
		return err
	}
	return nil
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

// databaseFault says what to do about a database that run cannot use.
func databaseFault(cfg *config.Config, err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, store.ErrNewerSchema):
		return cfg.Fault("database", err.Error()+"; run the newer version, or restore a backup made by this one")
	case errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrForeign):
		return cfg.Fault("database", fmt.Sprintf("cannot be used (%s: %s) and is left as it is: put a backup in its place with "+
			"onaybot restore --config FILE BACKUP, which keeps this file beside it, or name another file", cfg.Database, err))
	case errors.Is(err, store.ErrDamagedList):
		return cfg.Fault("database", err.Error()+"; put a copy of it back, or remove it: then an older copy of the database no longer forgets what was forgotten since")
	}
	return cfg.Fault("database", "cannot be opened for writing ("+err.Error()+
		"): give a path in a folder that exists and that this user may write to")
}

// useRoomBeside has SQLite put what it writes for a while, a copy of everything during the
// maintenance, beside the database: there is room for it, and /tmp may be small or absent.
func useRoomBeside(database string, getenv func(string) string) {
	const key = "SQLITE_TMPDIR"
	if getenv(key) == "" {
		_ = os.Setenv(key, filepath.Dir(database)) // fails for a malformed key alone
	}
}
