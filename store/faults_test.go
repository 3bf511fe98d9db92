package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/mattn/go-sqlite3"
)

// A log that ends anywhere, as after a power cut, opens with every transaction that is in it
// whole, and with none in part: chats come in pairs.
func TestATornLogKeepsWhatWasCommitted(t *testing.T) {
	t.Parallel()
	s := open(t)
	if err := s.TruncateWAL(t.Context()); err != nil {
		t.Fatal(err)
	}
	var ends []int // of the log, after each transaction
	for id := int64(2); id <= 60; id += 2 {
		addChat(t, s, id, id+1)
		ends = append(ends, len(content(t, s.path+"-wal")))
	}
	file, log := content(t, s.path), content(t, s.path+"-wal")
	random := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		tear := random.IntN(len(log) + 1)
		torn := append([]byte(nil), log[:tear]...)
		if random.IntN(2) == 0 { // the end was never written
			torn = append(torn, make([]byte, len(log)-tear)...)
		}
		path := filepath.Join(t.TempDir(), "test.db")
		if err := errors.Join(os.WriteFile(path, file, 0o600), os.WriteFile(path+"-wal", torn, 0o600)); err != nil {
			t.Fatal(err)
		}
		whole := 0
		for _, end := range ends {
			if end <= tear {
				whole++
			}
		}
		ids := chatsAt(t, path)
		if len(ids)%2 != 0 || len(ids) < 2*whole || len(ids) > 2*whole+2 {
			t.Errorf("torn at %d: %d chats, want 2 for each of %d transactions", tear, len(ids), whole)
		}
		if _, err := Backup(t.Context(), path, path+"2"); err != nil {
			t.Errorf("torn at %d: %v", tear, err)
		}
	}
}

// On a full disk a transaction fails as a whole, reading goes on, and so does writing once
// there is room.
func TestAFullDiskUndoesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	pages := func(most string) {
		if _, err := s.w.ExecContext(t.Context(), "PRAGMA max_page_count = "+most); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Maintain(t.Context()); err != nil { // to be written anew in no more pages afterwards
		t.Fatal(err)
	}
	pages("1") // which stands for as many as there are
	big := make([]byte, 1<<20)
	_, err := s.SaveUpdates(t.Context(), []Update{{ID: 1, ChatID: 1, Body: []byte("small")}, {ID: 2, ChatID: 1, Body: big}}, start)
	var se sqlite3.Error
	if !errors.As(err, &se) || se.Code != sqlite3.ErrFull {
		t.Errorf("error %v, want a full disk", err)
	}
	equal(t, "updates", count(t, s, "inbox"), 0)
	if err := s.Maintain(t.Context()); err != nil {
		t.Errorf("maintenance: %v", err)
	}
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetLang(ctx, 1, "kk") })
	pages("100000")
	if _, err := s.SaveUpdates(t.Context(), []Update{{ID: 2, ChatID: 1, Body: big}}, start); err != nil {
		t.Error(err)
	}
	equal(t, "updates", count(t, s, "inbox"), 1)
}
