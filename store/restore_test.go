package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// crashed is a database whose process was killed: chat 9 stands in the log beside it alone.
func crashed(t *testing.T) (path string) {
	t.Helper()
	s := inhabited(t)
	if err := s.TruncateWAL(t.Context()); err != nil {
		t.Fatal(err)
	}
	addChat(t, s, 9)
	path = filepath.Join(t.TempDir(), "test.db")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.WriteFile(path+suffix, content(t, s.path+suffix), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func chatsAt(t *testing.T, path string) (ids []int64) {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if ids, err = all(t.Context(), s.Queries, value[int64], "SELECT id FROM chats ORDER BY id"); err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestRestoreTakesThePlaceAndForgetsAgain(t *testing.T) {
	t.Parallel()
	path := crashed(t)
	in := filepath.Join(t.TempDir(), "backup.db")
	if _, err := Backup(t.Context(), path, in); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path)
	forget(t, s, 1, start.Add(time.Hour))
	addChat(t, s, 10)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Restore(t.Context(), path, in, start)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "chats", chatsAt(t, path), []int64{2, 3, 9})
	equal(t, "forgotten again", r.Forgotten, 1)
	equal(t, "kept", filepath.Base(r.Kept), "test.db.before-restore-20261122T031231Z")
	equal(t, "files", names(t, path), []string{"test.db", filepath.Base(r.Kept)})
	for _, trace := range leaving.traces() {
		if bytes.Contains(content(t, path), trace) {
			t.Errorf("%q is found", trace)
		}
	}
	equal(t, "chats of the old one", chatsAt(t, r.Kept), []int64{2, 3, 9, 10})
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestRestoreWhereThereIsNoUsableDatabase(t *testing.T) {
	t.Parallel()
	in := backup(t, inhabited(t))
	for name, before := range map[string]map[string]string{
		"nothing":          {},
		"garbage":          {"test.db": "garbage"},
		"a log alone":      {"test.db-wal": "garbage"},
		"garbage all over": {"test.db": "garbage", "test.db-wal": "garbage", "test.db-shm": "garbage", "test.db.restoring": "garbage", "test.db.restoring-wal": "x"},
	} {
		path := filepath.Join(t.TempDir(), "test.db")
		for file, text := range before {
			if err := os.WriteFile(filepath.Join(filepath.Dir(path), file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		r, err := Restore(t.Context(), path, in, start)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		equal(t, name, chatsAt(t, path), []int64{1, 2, 3})
		if (r.Kept != "") != (before["test.db"] != "") {
			t.Errorf("%s: kept %q", name, r.Kept)
		}
		if r.Kept != "" && string(content(t, r.Kept)) != "garbage" {
			t.Errorf("%s: the old file is not kept as it was", name)
		}
	}
}

// Whatever step a restore ends at, the old database or the new one is in place, and another
// restore brings the new one.
func TestARestoreThatEndsEarly(t *testing.T) {
	t.Parallel()
	in := backup(t, inhabited(t))
	killed := errors.New("killed")
	for after := range 3 {
		for _, old := range []string{"crashed", "absent"} {
			path, want := filepath.Join(t.TempDir(), "test.db"), []int64{}
			if old == "crashed" {
				path, want = crashed(t), []int64{1, 2, 3, 9}
			}
			_, err := restore(t.Context(), path, in, start, func() error {
				if after--; after < 0 {
					return killed
				}
				return nil
			})
			wantErr(t, err, killed)
			if got := chatsAt(t, path); !slices.Equal(got, want) {
				t.Errorf("%s: chats %v, want those of the old database", old, got)
			}
			if _, err := Restore(t.Context(), path, in, start.Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			equal(t, "chats after another restore", chatsAt(t, path), []int64{1, 2, 3})
		}
	}
}

func TestWhatCannotBeRestoredTouchesNothing(t *testing.T) {
	t.Parallel()
	for want, in := range unusable(t) {
		path := crashed(t)
		before, files := everyByte(t, path), names(t, path)
		_, err := Restore(t.Context(), path, in, start)
		wantErr(t, err, want)
		equal(t, "files", names(t, path), files)
		if !bytes.Equal(everyByte(t, path), before) {
			t.Errorf("%v: the database has changed", want)
		}
	}
}

// A copy made with cp while the bot ran, the log with it, is as good as a backup; an older one
// is brought up to date.
func TestRestoreTakesOtherCopies(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	if _, err := Restore(t.Context(), path, crashed(t), start); err != nil {
		t.Fatal(err)
	}
	equal(t, "chats", chatsAt(t, path), []int64{1, 2, 3, 9})
	old := filepath.Join(t.TempDir(), "100.db")
	exec(t, old, string(content(t, "testdata/100.sql")))
	r, err := Restore(t.Context(), path, old, start)
	if err != nil || r.Schema != 100 {
		t.Fatalf("%+v, %v", r, err)
	}
	equal(t, "chats", chatsAt(t, path), []int64{-1002, 101})
}

func forget(t *testing.T, s *Store, chatID int64, at time.Time) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Forget(ctx, chatID, at) })
}
