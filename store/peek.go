package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Peek is what a look at a database found, which changes nothing of it: it is neither created nor
// upgraded nor written to.
type Peek struct {
	Exists bool
	InUse  bool // another process has it open, or did not close it
	Schema int  // of the file
	Known  int  // the newest schema of this program
	Facts  map[string]string
}

// PeekAt looks at the file at path. A file that is no database is [ErrForeign], a damaged one
// [ErrDamaged]; one that is not there is no error.
func PeekAt(ctx context.Context, path string) (Peek, error) {
	names, err := migrationNames()
	if err != nil {
		return Peek{}, fmt.Errorf("look at database: %w", err)
	}
	p := Peek{Known: len(names)}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return p, nil
	case err != nil:
		return p, fmt.Errorf("look at database: %w", err)
	case !info.Mode().IsRegular():
		return p, errors.New("look at database: not a file")
	}
	p.Exists, p.InUse = true, isThere(path+"-wal") || isThere(path+"-shm")
	// Even a reader would put files beside a database that nobody has open, unless it is immutable.
	db, err := sql.Open("sqlite3", plainDSN(path, "ro", !p.InUse)+"&_query_only=1")
	if err == nil {
		err = errors.Join(told(p.read(ctx, db)), db.Close())
	}
	if err != nil {
		return p, fmt.Errorf("look at database: %w", err)
	}
	return p, nil
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (p *Peek) read(ctx context.Context, db *sql.DB) error {
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&p.Schema); err != nil {
		return err
	}
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	if p.Schema == 0 {
		return nil
	}
	rows, err := db.QueryContext(ctx, "SELECT key, value FROM facts")
	facts, err := collect(rows, err, func(rows *sql.Rows) (kv [2]string, err error) {
		return kv, rows.Scan(&kv[0], &kv[1])
	})
	p.Facts = make(map[string]string, len(facts))
	for _, kv := range facts {
		p.Facts[kv[0]] = kv[1]
	}
	return err
}
