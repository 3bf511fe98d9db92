package store

import (
	"context"
	"errors"
)

// Get reads a small durable fact; "" when there is none.
func (s *Store) Get(ctx context.Context, key string) (string, error) {
	var value string
	err := translate(s.r.QueryRowContext(ctx, "SELECT value FROM facts WHERE key = ?", key).Scan(&value))
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return value, err
}

// Set writes a small durable fact; "" removes it.
func (s *Store) Set(ctx context.Context, key, value string) error {
	return s.Tx(ctx, func(tx *Tx) error { return tx.set(ctx, key, value) })
}

func (t *Tx) set(ctx context.Context, key, value string) error {
	if value == "" {
		_, err := t.exec(ctx, "DELETE FROM facts WHERE key = ?", key)
		return err
	}
	_, err := t.exec(ctx, "INSERT OR REPLACE INTO facts (key, value) VALUES (?, ?)", key, value)
	return err
}
