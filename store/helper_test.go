package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
)

// start is a moment with milliseconds, the resolution of the file.
var start = time.Date(2026, 11, 22, 3, 12, 31, 456e6, time.UTC)

const minute = time.Minute

// open opens a new database of the test's own.
func open(t *testing.T) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "test.db"))
}

func openAt(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// write runs a transaction that must succeed.
func write(t *testing.T, s *Store, fn func(context.Context, *Tx) error) {
	t.Helper()
	if err := try(t, s, fn); err != nil {
		t.Fatal(err)
	}
}

// try runs a transaction that may fail.
func try(t *testing.T, s *Store, fn func(context.Context, *Tx) error) error {
	t.Helper()
	return s.Tx(t.Context(), func(tx *Tx) error { return fn(t.Context(), tx) })
}

// number invents a card number that passes the Luhn check.
func number(t *testing.T, n int) onayclient.PAN {
	t.Helper()
	for check := range 10 {
		pan, err := onayclient.ParsePAN(fmt.Sprintf("9643741026%08d%d", n, check))
		if err == nil {
			return pan
		}
	}
	t.Fatalf("no check digit fits %d", n)
	return onayclient.PAN{}
}

func reading(t *testing.T, n int, balance int64, at time.Time) onayclient.Card {
	t.Helper()
	return onayclient.Card{PAN: number(t, n), Type: "01.01", Balance: onayclient.Tenge(balance), At: at}
}

func addChat(t *testing.T, s *Store, ids ...int64) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error {
		for _, id := range ids {
			if err := tx.AddChat(ctx, Chat{ID: id, Kind: Private, Lang: "ru"}, start); err != nil {
				return err
			}
		}
		return nil
	})
}

// addCard writes card n, to be read again a quarter of an hour after start.
func addCard(t *testing.T, s *Store, n int) (id int64) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) (err error) {
		id, err = tx.SaveReading(ctx, reading(t, n, 540, start), Plan{NextAt: start.Add(15 * minute)})
		return err
	})
	return id
}

// follow links a card to a chat with a threshold of 500 tenge.
func follow(t *testing.T, s *Store, chatID, cardID int64) (id int64) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) (err error) {
		id, err = tx.AddLink(ctx, NewLink{ChatID: chatID, CardID: cardID, Threshold: onayclient.Tenge(500), Limit: 20}, start)
		return err
	})
	return id
}

// enqueue writes a low-balance event that is due at a moment.
func enqueue(t *testing.T, s *Store, chatID, linkID int64, due time.Time) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.Enqueue(ctx, Event{ChatID: chatID, LinkID: linkID, Kind: EventLow, CreatedAt: start, DueAt: due},
			map[string]int64{"balance": 32000})
	})
}

func cardOf(t *testing.T, s *Store, n int) Card {
	t.Helper()
	c, err := s.CardByPAN(t.Context(), number(t, n))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func linkOf(t *testing.T, s *Store, chatID, id int64) Link {
	t.Helper()
	l, err := s.Link(t.Context(), chatID, id)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// count counts the rows of a table.
func count(t *testing.T, s *Store, table string) (n int) {
	t.Helper()
	if err := s.r.QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// exec runs SQL on a file that is not open as a Store.
func exec(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), query)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("error = %v, want %v", got, want)
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func names(t *testing.T, path string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
