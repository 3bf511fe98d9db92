package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"onaybot/store"
)

// memory is where the client keeps a pause, a refused sign-in and the day's count when the
// doctor runs it. A database that nobody uses and that is up to date keeps them, as it does
// for run. Any other is only read, and a file beside it, DATABASE.doctor, takes what is new,
// so that the next run of the doctor does not repeat a refused sign-in either.
type memory struct {
	peek *store.Peek // nil if it cannot be read
	db   *store.Store
	path string

	mu    sync.Mutex
	notes map[string]note
	fault error // why the notes are not on disk
}

// note is a value, good as long as the database holds what it held when it was taken down.
type note struct {
	Value string `json:"value"`
	Over  string `json:"over"`
}

func openMemory(ctx context.Context, database string, peek *store.Peek) (*memory, error) {
	m := &memory{peek: peek, path: database + ".doctor", notes: make(map[string]note)}
	if peek != nil && peek.Current() && !peek.InUse && canWrite(database) {
		db, err := store.Open(ctx, database)
		if err != nil {
			return nil, errors.Join(err, peek.Close())
		}
		m.db = db
		return m, nil
	}
	text, err := os.ReadFile(m.path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &m.notes)
	}
	if err != nil {
		return nil, fmt.Errorf("read what the doctor took down in %s (remove it if it is damaged): %w", m.path, err)
	}
	return m, nil
}

// Get returns what is known under key.
func (m *memory) Get(ctx context.Context, key string) (string, error) {
	if m.db != nil {
		return m.db.Get(ctx, key)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	value, err := m.beneath(ctx, key)
	if n, ok := m.notes[key]; ok && n.Over == value {
		return n.Value, err
	}
	return value, err
}

// Set takes value down. A fault of the disk is told by close, for it must not keep the steps
// from being walked.
func (m *memory) Set(ctx context.Context, key, value string) error {
	if m.db != nil {
		return m.db.Set(ctx, key, value)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	over, err := m.beneath(ctx, key)
	if err != nil {
		return err
	}
	m.notes[key] = note{Value: value, Over: over}
	text, err := json.Marshal(m.notes)
	if err == nil {
		err = writePrivate(m.path, string(text))
	}
	m.fault = err
	return nil
}

func (m *memory) beneath(ctx context.Context, key string) (string, error) {
	if m.peek == nil {
		return "", nil
	}
	return m.peek.Get(ctx, key)
}

func (m *memory) close() error {
	var errs []error
	if m.fault != nil {
		errs = append(errs, fmt.Errorf("keep what the next run has to respect: %w", m.fault))
	}
	if m.db != nil {
		errs = append(errs, m.db.Close())
	}
	if m.peek != nil {
		errs = append(errs, m.peek.Close())
	}
	return errors.Join(errs...)
}
