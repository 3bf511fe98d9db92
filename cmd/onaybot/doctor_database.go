package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"sync"

	"onaybot/cmd/onaybot/config"
	"onaybot/store"
)

// database says what run would do with the database, without touching it, and returns what the client
// has to know of it.
func (d *doctor) database(cfg *config.Config) *memory {
	m := &memory{path: cfg.Database, facts: make(map[string]string)}
	d.timed("database", local, func(f *finding) {
		peek, err := store.PeekAt(d.ctx, cfg.Database)
		d.ofDatabase(f, cfg.Database, peek, err)
		maps.Copy(m.facts, peek.Facts)
		m.keepCount = peek.Exists && !peek.InUse
		m.readOnly = f.Outcome == failed || peek.Exists && peek.Schema != peek.Known
	})
	return m
}

func (d *doctor) ofDatabase(f *finding, path string, peek store.Peek, err error) {
	f.Detail = fmt.Sprintf("%s, schema %d", path, peek.Schema)
	fail := func(expected, came, do string) { f.fail(expected, came, d.cmd.Config, do) }
	switch {
	case err != nil:
		fail("a database that can be read", err.Error(), "restore a backup, or name another file under database")
	case !peek.Exists && !canCreate(path):
		fail("a folder in which run can create the database", "no such folder, or no right to write there",
			"make the folder, or name another file under database")
	case !peek.Exists:
		f.Detail = path + " is not there yet; run would create it"
	case peek.Schema > peek.Known:
		fail(fmt.Sprintf("schema %d or older", peek.Known), fmt.Sprintf("schema %d, of a newer version", peek.Schema),
			"run the newer version, or restore a backup made by this one")
	case !canWrite(path):
		fail("a database that run can write to", "no right to write to "+path,
			"run as the user who owns it, or change its mode")
	case peek.InUse:
		f.Detail += fmt.Sprintf(" of %d, in use: only looked at", peek.Known)
	case peek.Schema < peek.Known:
		f.Detail += fmt.Sprintf("; run would upgrade it to %d", peek.Known)
	}
}

// canCreate finds out by a file of another name, which is gone at once.
func canCreate(path string) bool {
	f, err := os.CreateTemp(filepath.Dir(path), ".onaybot-doctor-*")
	if err != nil {
		return false
	}
	return errors.Join(f.Close(), os.Remove(f.Name())) == nil
}

// canWrite opens the file for writing and leaves it as it is.
func canWrite(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	return err == nil && f.Close() == nil
}

// dayCount is the fact that holds the day's count of requests.
const dayCount = "cabinet.requests"

// memory is what the client knows from earlier runs of the bot and of the doctor: the facts of the
// database. What is new, such as a ban or a refused sign-in, is written there at once, also beside a
// running bot; a database that is not there is created for it.
type memory struct {
	path      string
	readOnly  bool // nothing can be noted
	keepCount bool // the day's count too; a running bot has its own

	mu    sync.Mutex
	facts map[string]string
	fault error // why a fact is not on disk
}

// Get returns what is known under key.
func (m *memory) Get(_ context.Context, key string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.facts[key], nil
}

// Set takes value down. A fault of the disk is kept in fault, for it must not end the run.
func (m *memory) Set(ctx context.Context, key, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.facts[key] = value
	if m.readOnly || key == dayCount && !m.keepCount {
		return nil
	}
	db, err := store.Open(ctx, m.path)
	if err == nil {
		err = errors.Join(db.Set(ctx, key, value), db.Close())
	}
	if err != nil {
		m.fault = fmt.Errorf("keep what the next run has to respect: %w", err)
	}
	return nil
}
