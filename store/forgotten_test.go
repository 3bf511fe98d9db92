package store

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// older is a database of the test's own and a copy of it, made when it had chats 1 to 5, of
// which chat 5 had been forgotten and had come again.
func older(t *testing.T) (path, copied string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "test.db")
	s := openAt(t, path)
	addChat(t, s, 1, 2, 3, 4, 5)
	for id := range int64(5) {
		follow(t, s, id+1, addCard(t, s, int(id+1)))
	}
	forget(t, s, 5, start)
	addChat(t, s, 5)
	copied = filepath.Join(t.TempDir(), "copy.db")
	exec(t, path, "VACUUM INTO '"+copied+"'")
	return path, copied
}

func forget(t *testing.T, s *Store, chatID int64, at time.Time) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Forget(ctx, chatID, at) })
}

// putBack opens a copy in place of the database it was made of.
func putBack(t *testing.T, path, copied string) *Store {
	t.Helper()
	to := filepath.Join(t.TempDir(), "test.db")
	for from, to := range map[string]string{copied: to, path + listSuffix: to + listSuffix} {
		if err := os.WriteFile(to, content(t, from), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return openAt(t, to)
}

func TestACopyForgetsAgain(t *testing.T) {
	t.Parallel()
	path, copied := older(t)
	s := openAt(t, path)
	forget(t, s, 1, start.Add(time.Hour))
	forget(t, s, 2, start.Add(-48*time.Hour)) // by a clock that was wrong
	addChat(t, s, 2)
	setBlocked(t, s, 3, start, start)
	if n, err := s.PurgeBlocked(t.Context(), start.Add(time.Hour), start.Add(time.Hour)); n != 1 || err != nil {
		t.Fatalf("purged %d, %v", n, err)
	}
	back := putBack(t, path, copied)
	equal(t, "forgotten again", back.ForgottenAgain(), 3)
	for id, known := range map[int64]bool{1: false, 2: false, 3: false, 4: true, 5: true} {
		if _, err := back.Chat(t.Context(), id); (err == nil) != known {
			t.Errorf("chat %d: %v, want it known: %v", id, err, known)
		}
	}
	equal(t, "cards", count(t, back, "cards"), 1)
	addChat(t, back, 1) // comes again
	again, err := openWith(t.Context(), back.path, back.list)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	equal(t, "forgotten at the next start", again.ForgottenAgain(), 0)
}

// An update that waits in the copy is forgotten with its chat, which is not known yet.
func TestACopyForgetsWhatWaited(t *testing.T) {
	t.Parallel()
	path, copied := older(t)
	exec(t, copied, fmt.Sprintf("INSERT INTO inbox (update_id, chat_id, body, received_at) VALUES (1, 77, x'00', %d)", millis(start)))
	forget(t, openAt(t, path), 77, start.Add(time.Hour))
	equal(t, "updates", count(t, putBack(t, path, copied), "inbox WHERE chat_id <> 0 OR body IS NOT NULL"), 0)
}

// What was met after the mark is another beginning: a new database beside an old list.
func TestAChatThatCameAfterItsMarkStays(t *testing.T) {
	t.Parallel()
	path, _ := older(t)
	s := openAt(t, path)
	forget(t, s, 4, start)
	other := open(t)
	write(t, other, func(ctx context.Context, tx *Tx) error {
		return tx.AddChat(ctx, Chat{ID: 4, Kind: Private, Lang: "ru"}, start.Add(time.Hour))
	})
	if err := other.TruncateWAL(t.Context()); err != nil {
		t.Fatal(err)
	}
	equal(t, "chats", count(t, putBack(t, path, other.path), "chats"), 1)
}

// The list comes before the commit: where it cannot be written, nothing is forgotten.
func TestNothingIsForgottenWithoutTheList(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	s.list = filepath.Join(t.TempDir(), "missing", "list")
	err := try(t, s, func(ctx context.Context, tx *Tx) error { return tx.Forget(ctx, 1, start) })
	wantErr(t, err, fs.ErrNotExist)
	equal(t, "chats", count(t, s, "chats"), 1)
}

func TestTheListHidesWhoIsOnIt(t *testing.T) {
	t.Parallel()
	path, _ := older(t)
	s := openAt(t, path)
	forget(t, s, 123456789, start.Add(time.Minute))
	text := string(content(t, s.list))
	if strings.Contains(text, "123456789") || strings.Count(text, "\n") != 3 {
		t.Errorf("the list:\n%s", text)
	}
	if info, err := os.Stat(s.list); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	other, err := readForgotten(s.list)
	if err != nil {
		t.Fatal(err)
	}
	other.salt = bytes.Clone(other.salt)
	other.salt[0]++
	if hash, err := other.hash(123456789); err != nil || strings.Contains(text, hash) {
		t.Errorf("the hash is the same under another salt: %v", err)
	}
}

func TestTheListForgetsToo(t *testing.T) {
	t.Parallel()
	s := open(t)
	forget(t, s, 1, start)
	forget(t, s, 2, start.Add(keepMarks))
	list, err := readForgotten(s.list)
	if err != nil || len(list.marks) != 1 || list.marks[0].at != millis(start.Add(keepMarks)) {
		t.Errorf("got %+v, %v", list, err)
	}
	for _, want := range []int{1, 0} {
		if err := s.PurgeForgotten(t.Context(), start.Add(2*keepMarks-time.Duration(want)*time.Second)); err != nil {
			t.Fatal(err)
		}
		list, err = readForgotten(s.list)
		if err != nil || len(list.marks) != want {
			t.Errorf("%+v, %v; want %d", list, err, want)
		}
	}
}

func TestADamagedListIsRefused(t *testing.T) {
	t.Parallel()
	good := listTitle + " 00112233445566778899aabbccddeeff\n"
	for _, text := range []string{"", "nothing\n", listTitle + "\n", good + "1 ff\n", good + "\n", good + "x 00112233445566778899aabbccddeeff\n"} {
		path := filepath.Join(t.TempDir(), "test.db")
		if err := os.WriteFile(path+listSuffix, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := Open(t.Context(), path); err == nil {
			t.Errorf("%q passes for a list", text)
			_ = s.Close()
		} else {
			wantErr(t, err, ErrDamagedList)
		}
	}
}
