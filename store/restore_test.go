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
	if ids, err = all[int64](t.Context(), s.Queries, "SELECT id FROM chats ORDER BY id"); err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestACopyForgetsAgain(t *testing.T) {
	t.Parallel()
	path := crashed(t)
	in := filepath.Join(t.TempDir(), "backup.db")
	if _, err := Backup(t.Context(), path, in); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path)
	forget(t, s, 1, start.Add(time.Hour))
	addChat(t, s, 10)
	wantErr(t, s.Close(), nil)
	r, err := Restore(t.Context(), path, in, start)
	equal(t, "forgotten again", []any{r.Forgotten, r.Unread, err}, []any{1, nil, nil})
	equal(t, "chats", chatsAt(t, path), []int64{2, 3, 9})
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
	r, err = Restore(t.Context(), path, in, start.Add(minute))
	equal(t, "forgotten at another restore", []any{r.Forgotten, err}, []any{1, nil})
}

// Absence is no reason to forget: in a fresh database somebody may have been forgotten, and
// nobody else was. A chat that was met after it was forgotten is another beginning.
func TestARestoreOverAFreshDatabaseKeepsEverybody(t *testing.T) {
	t.Parallel()
	in := inhabited(t)
	link := linkOf(t, in, 1, 1)
	write(t, in, func(ctx context.Context, tx *Tx) error { return tx.Prove(ctx, link.ID, 0, start) })
	fresh := open(t)
	addChat(t, fresh, 1)
	follow(t, fresh, 1, addCard(t, fresh, 1)) // without proof, as yet
	forget(t, fresh, 77, start.Add(time.Hour))
	forget(t, fresh, 2, start.Add(-time.Hour)) // before the backup's was met
	wantErr(t, fresh.Close(), nil)
	copied := backup(t, in)
	r, err := Restore(t.Context(), fresh.path, copied, start)
	equal(t, "forgotten", []any{r.Forgotten, r.Unread, err}, []any{0, nil, nil})
	equal(t, "chats", chatsAt(t, fresh.path), []int64{1, 2, 3})
	s := openAt(t, fresh.path)
	equal(t, "link", linkOf(t, s, 1, 1), linkOf(t, in, 1, 1))
	equal(t, "rides", count(t, s, "transactions"), 1)
}

// What waits in the backup of a chat that is forgotten goes too, though nothing else is known
// of the chat.
func TestARestoreForgetsWhatWaited(t *testing.T) {
	t.Parallel()
	s := inhabited(t)
	save(t, s, update(1, 77), update(2, 3))
	in := backup(t, s)
	forget(t, s, 77, start.Add(time.Hour))
	wantErr(t, s.Close(), nil)
	r, err := Restore(t.Context(), s.path, in, start)
	equal(t, "forgotten", []any{r.Forgotten, err}, []any{1, nil})
	equal(t, "updates", count(t, openAt(t, s.path), "inbox WHERE chat_id <> 0 AND body IS NOT NULL"), 1)
}

// Rides that were hidden since the backup stay hidden: of a card that was closed, from
// everybody, and from a follower who was dropped.
func TestWhatWasHiddenSinceStaysHidden(t *testing.T) {
	t.Parallel()
	s := inhabited(t)
	closed := addCard(t, s, 2)
	mother, follower, again := linkOf(t, s, 1, 1), follow(t, s, 2, 1), follow(t, s, 3, 1)
	follow(t, s, 3, closed)
	approve := func(ctx context.Context, tx *Tx) error {
		return errors.Join(tx.Prove(ctx, mother.ID, 0, start),
			tx.Prove(ctx, follower, mother.ID, start), tx.Prove(ctx, again, mother.ID, start))
	}
	write(t, s, approve)
	drop := func(link int64, at time.Time) {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			_, err := tx.DropFollower(ctx, link, mother.ID, at)
			return err
		})
	}
	drop(again, start.Add(-time.Hour))
	write(t, s, approve) // who was dropped before the backup has proof again
	in := filepath.Join(t.TempDir(), "backup.db")
	if _, err := Backup(t.Context(), s.path, in); err != nil {
		t.Fatal(err)
	}
	drop(follower, start.Add(time.Hour))
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetClosed(ctx, closed, start.Add(time.Hour), 0) })
	wantErr(t, s.Close(), nil)
	if _, err := Restore(t.Context(), s.path, in, start); err != nil {
		t.Fatal(err)
	}
	restored := openAt(t, s.path)
	equal(t, "dropped", linkOf(t, restored, 2, follower).Proof, Proof{})
	equal(t, "not dropped", linkOf(t, restored, 3, again).Proof, Proof{ProvedAt: start, ApprovedBy: mother.ID})
	equal(t, "closed", cardOf(t, restored, 2).ClosedAt, start.Add(time.Hour))
	equal(t, "not closed", cardOf(t, restored, 1).ClosedAt, time.Time{})
}

// Wrong answers given since the backup still count, and those before it once. A database that
// keeps them in another way is read all the same.
func TestARestoreBringsNoAttemptsBack(t *testing.T) {
	t.Parallel()
	s := inhabited(t)
	wrong := func(chat string, at time.Time) {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			return tx.AddWrongAnswer(ctx, "card", WrongAnswer{Chat: chat, At: at})
		})
	}
	wrong("a", start)
	in := backup(t, s)
	wrong("a", start.Add(minute))
	wrong("b", start.Add(time.Hour))
	forget(t, s, 2, start.Add(time.Hour))
	wantErr(t, s.Close(), nil)
	for i, want := range []int{3, 3, 1} {
		r, err := Restore(t.Context(), s.path, in, start.Add(time.Duration(i)*time.Minute))
		equal(t, "forgotten", []any{r.Forgotten, r.Unread, err}, []any{1, nil, nil})
		restored := openAt(t, s.path)
		equal(t, "wrong answers", count(t, restored, "wrong_answers"), want)
		wantErr(t, restored.Close(), nil)
		if i == 1 {
			exec(t, s.path, "ALTER TABLE wrong_answers RENAME COLUMN chat TO followed")
		}
	}
}

// A bot that goes back to an older version forgets too: of the newer database it reads what
// has stayed the same.
func TestARestoreReadsANewerDatabase(t *testing.T) {
	t.Parallel()
	s := inhabited(t)
	in := backup(t, s)
	forget(t, s, 2, start.Add(time.Hour))
	wantErr(t, s.Close(), nil)
	exec(t, s.path, "PRAGMA user_version = 1000")
	r, err := Restore(t.Context(), s.path, in, start)
	equal(t, "forgotten", []any{r.Forgotten, r.Unread, err}, []any{1, nil, nil})
	equal(t, "chats", chatsAt(t, s.path), []int64{1, 3})
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
		if there := before["test.db"] != ""; (r.Kept != "") != there || (r.Unread != nil) != there {
			t.Errorf("%s: kept %q, not read for %v", name, r.Kept, r.Unread)
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
// is upgraded.
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
