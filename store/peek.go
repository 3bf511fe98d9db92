package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
)

// Peek is a look at a database that changes nothing of it: it is neither created nor
// migrated nor written to.
type Peek struct {
	Exists bool
	InUse  bool // another process has it open, or did not close it
	Schema int  // of the file
	Known  int  // the newest schema of this program

	r *sql.DB // nil if there is no database
}

// PeekAt looks at the file at path. A file that is no database is [ErrForeign], a damaged one
// [ErrDamaged]; one that is not there is no error.
func PeekAt(ctx context.Context, path string) (*Peek, error) {
	names, err := migrationNames()
	if err != nil {
		return nil, fmt.Errorf("look at database: %w", err)
	}
	p := &Peek{Known: len(names)}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return p, nil
	case err != nil:
		return nil, fmt.Errorf("look at database: %w", err)
	case !info.Mode().IsRegular():
		return nil, errors.New("look at database: not a file")
	}
	p.Exists, p.InUse = true, isThere(path+"-wal") || isThere(path+"-shm")
	if p.r, err = sql.Open("sqlite3", peekDSN(path, p.InUse)); err != nil {
		return nil, fmt.Errorf("look at database: %w", err)
	}
	if err := told(p.read(ctx)); err != nil {
		return nil, errors.Join(fmt.Errorf("look at database: %w", err), p.Close())
	}
	return p, nil
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// peekDSN opens for reading. A database that nobody has open is declared immutable, for even
// a reader would put files beside it.
func peekDSN(path string, inUse bool) string {
	q := url.Values{"mode": {"ro"}, "_query_only": {"1"}, "_busy_timeout": {"5000"}}
	if !inUse {
		q.Set("immutable", "1")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func (p *Peek) read(ctx context.Context) error {
	if err := p.r.QueryRowContext(ctx, "PRAGMA user_version").Scan(&p.Schema); err != nil {
		return err
	}
	var verdict string
	if err := p.r.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	return nil
}

// Current reports whether the schema is the one this program works with.
func (p *Peek) Current() bool { return p.Exists && p.Schema == p.Known }

// Get reads a small durable fact as [Store.Get] does; without a database, or with one that
// has none yet, it is "".
func (p *Peek) Get(ctx context.Context, key string) (string, error) {
	if p.r == nil || p.Schema == 0 {
		return "", nil
	}
	return (&Store{r: p.r}).Get(ctx, key)
}

// Close ends the look.
func (p *Peek) Close() error {
	if p.r == nil {
		return nil
	}
	return p.r.Close()
}
