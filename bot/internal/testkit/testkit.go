// Package testkit is what the tests of several rooms need: a store, chats,
// card numbers, a log that can be read and a Bot API that takes everything.
package testkit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

const (
	// Token is a bot's token.
	Token = "12345:SECRET-token"
	// Words are what must be in no log and no error.
	Words = "word of a passenger"
)

var (
	// Start is when tests take place: a Sunday morning in Almaty.
	Start = time.Date(2026, 11, 22, 3, 12, 0, 0, time.UTC)
	// Almaty is where.
	Almaty = time.FixedZone("Asia/Almaty", 5*60*60)
	// Quiet is a log that nobody reads.
	Quiet = slog.New(slog.DiscardHandler)
)

// Now is always [Start].
func Now() time.Time { return Start }

// Store opens a new database.
func Store(t testing.TB) *store.Store {
	t.Helper()
	return StoreAt(t, filepath.Join(t.TempDir(), "test.db"))
}

// StoreAt opens a database that is a file.
func StoreAt(t testing.TB, path string) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// Write changes a database in one transaction.
func Write(t testing.TB, db *store.Store, fn func(context.Context, *store.Tx) error) {
	t.Helper()
	if err := db.Tx(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// AddChats adds chats that speak Russian. An id below 0 is a group's.
func AddChats(t testing.TB, db *store.Store, ids ...int64) {
	t.Helper()
	Write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for _, id := range ids {
			kind := store.Private
			if id < 0 {
				kind = store.Group
			}
			if err := tx.AddChat(ctx, store.Chat{ID: id, Kind: kind, Lang: "ru"}, Start); err != nil {
				return err
			}
		}
		return nil
	})
}

// Number invents a card number that passes the Luhn check.
func Number(t testing.TB, n int) onayclient.PAN {
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

// Journal is a log whose lines can be read by the test.
type Journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write takes a line.
func (j *Journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *Journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// Logger writes into the journal.
func (j *Journal) Logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(j, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// WantErr fails unless an error is the one wanted.
func WantErr(t testing.TB, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("error = %v, want %v", got, want)
	}
}

// WantSilent fails when a text tells what nobody may read.
func WantSilent(t testing.TB, what, text string) {
	t.Helper()
	for _, secret := range []string{Token, "SECRET", Words} {
		if strings.Contains(text, secret) {
			t.Errorf("%s tells %q: %s", what, secret, text)
		}
	}
}
