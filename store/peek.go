package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Peek is what a look at a database found, which changes nothing of it.
type Peek struct {
	Exists bool
	InUse  bool // another process has it open, or did not close it
	Schema int  // of the file
	Known  int  // the newest schema of this program
	Facts  map[string]string
}

// PeekAt looks at the file at path. One that is not there, or of a newer schema, is no error; of
// others there are the errors of [Open].
func PeekAt(ctx context.Context, path string) (Peek, error) {
	p := Peek{Known: newestVersion()}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	p.Exists, p.InUse = true, isThere(path+"-wal") || isThere(path+"-shm")
	err := usable(ctx, path)
	if err == nil || errors.Is(err, ErrNewerSchema) {
		err = p.read(ctx, path)
	}
	if err != nil {
		return p, fmt.Errorf("look at database: %w", err)
	}
	return p, nil
}

func (p *Peek) read(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite3", untouched(path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	q := Queries{db}
	if p.Schema, err = one(ctx, q, value[int], "PRAGMA user_version"); err != nil || p.Schema == 0 {
		return err
	}
	facts, err := all(ctx, q, func(f *[2]string) []any { return []any{&f[0], &f[1]} }, "SELECT key, value FROM facts")
	p.Facts = make(map[string]string, len(facts))
	for _, f := range facts {
		p.Facts[f[0]] = f[1]
	}
	return err
}
