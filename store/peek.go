package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Peek is what a look at a database found. The look changes nothing of it: the file is neither
// created nor upgraded nor written to.
type Peek struct {
	Exists bool
	InUse  bool // another process has it open, or did not close it
	Schema int  // of the file; 0: it has none yet
	Known  int  // the newest schema of this program
	Facts  map[string]string
}

// PeekAt looks at the file at path. One that is not there is no error, nor is one of a newer
// schema. The errors that tell what the file is are those of [Open].
func PeekAt(ctx context.Context, path string) (Peek, error) {
	files, err := steps()
	p := Peek{Known: firstVersion + len(files) - 1}
	if err != nil || !isThere(path) {
		return p, err
	}
	p.Exists, p.InUse = true, isThere(path+"-wal") || isThere(path+"-shm")
	if err = usable(ctx, path); err == nil || errors.Is(err, ErrNewerSchema) {
		err = p.read(ctx, untouched(path))
	}
	if err != nil {
		return p, fmt.Errorf("look at database: %w", err)
	}
	return p, nil
}

func (p *Peek) read(ctx context.Context, dsn string) (err error) {
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	q := Queries{db}
	if p.Schema, err = one(ctx, q, value[int], "PRAGMA user_version"); err != nil || p.Schema == 0 || p.Schema > p.Known {
		return err
	}
	type fact struct{ key, value string }
	facts, err := all(ctx, q, func(f *fact) []any { return []any{&f.key, &f.value} }, "SELECT key, value FROM facts")
	p.Facts = make(map[string]string, len(facts))
	for _, f := range facts {
		p.Facts[f.key] = f.value
	}
	return err
}
