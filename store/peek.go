package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Peek is a look at a database that changes nothing of it.
//
// It is left for the doctor, which is to do with [Open].
type Peek struct {
	Queries
	Exists bool
	InUse  bool // another process has it open, or did not close it
	Schema int  // of the file
	Known  int  // the newest schema of this program

	r *sql.DB // nil if there is no database
}

// PeekAt looks at the file at path. One that is not there is no error.
func PeekAt(ctx context.Context, path string) (*Peek, error) {
	files, err := steps()
	if err != nil {
		return nil, fmt.Errorf("look at database: %w", err)
	}
	p := &Peek{Known: firstVersion + len(files) - 1}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	p.Exists, p.InUse = true, isThere(path+"-wal") || isThere(path+"-shm")
	if err := usable(ctx, path); err != nil && !errors.Is(err, ErrNewerSchema) {
		return nil, fmt.Errorf("look at database: %w", err)
	}
	if p.r, err = sql.Open("sqlite3", untouched(path)); err != nil {
		return nil, fmt.Errorf("look at database: %w", err)
	}
	p.Queries = Queries{p.r}
	p.Schema, err = one(ctx, p.Queries, value[int], "PRAGMA user_version")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("look at database: %w", err), p.Close())
	}
	return p, nil
}

// Current reports whether the schema is the one this program works with.
func (p *Peek) Current() bool { return p.Exists && p.Schema == p.Known }

// Get reads a small durable fact as [Queries.Get] does; without a database it is "".
func (p *Peek) Get(ctx context.Context, key string) (string, error) {
	if p.r == nil || p.Schema == 0 {
		return "", nil
	}
	return p.Queries.Get(ctx, key)
}

// Close ends the look.
func (p *Peek) Close() error {
	if p.r == nil {
		return nil
	}
	return p.r.Close()
}
