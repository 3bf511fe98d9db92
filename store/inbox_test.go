package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func update(id, chat int64) Update {
	return Update{ID: id, ChatID: chat, Body: fmt.Appendf(nil, `{"update_id":%d}`, id)}
}

func save(t *testing.T, s *Store, batch ...Update) []int64 {
	t.Helper()
	chats, err := s.SaveUpdates(t.Context(), batch, start)
	if err != nil {
		t.Fatal(err)
	}
	return chats
}

func done(t *testing.T, s *Store, id int64) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Done(ctx, id, start) })
}

// pending works a chat's inbox off and returns the ids in their order.
func pending(t *testing.T, s *Store, chat int64) (ids []int64) {
	t.Helper()
	for {
		u, err := s.NextUpdate(t.Context(), chat)
		if errors.Is(err, ErrNotFound) {
			return ids
		}
		if err != nil {
			t.Fatal(err)
		}
		if u.ChatID != chat || !bytes.Equal(u.Body, update(u.ID, chat).Body) {
			t.Errorf("update %d came back as %+v", u.ID, u)
		}
		ids = append(ids, u.ID)
		done(t, s, u.ID)
	}
}

func TestUpdatesComeInOrderOfArrivalPerChat(t *testing.T) {
	t.Parallel()
	s := open(t)
	chats := save(t, s, update(900, 1), update(901, 2), update(902, 1))
	slices.Sort(chats)
	equal(t, "chats", slices.Compact(chats), []int64{1, 2})
	save(t, s, update(5, 1)) // ids may restart lower
	equal(t, "chat 1", pending(t, s, 1), []int64{900, 902, 5})
	equal(t, "chat 2", pending(t, s, 2), []int64{901})
	equal(t, "chat 3", pending(t, s, 3), []int64(nil))
}

func TestKnownUpdatesArePassedOver(t *testing.T) {
	t.Parallel()
	s := open(t)
	save(t, s, update(1, 1), update(2, 2))
	done(t, s, 1)
	equal(t, "chats with news", save(t, s, update(1, 1), update(2, 2), update(3, 3)), []int64{3})
	equal(t, "chat 1", pending(t, s, 1), []int64(nil))
	equal(t, "chat 2", pending(t, s, 2), []int64{2})
}

func TestAChatHasSoMuchWaitingAndNoMore(t *testing.T) {
	t.Parallel()
	s := open(t)
	var batch []Update
	for id := range int64(maxPending + 2) {
		batch = append(batch, update(id+1, 1))
	}
	save(t, s, batch...)
	equal(t, "of a chat with too much", save(t, s, update(9001, 1)), []int64(nil))
	equal(t, "of another", save(t, s, update(9002, 2)), []int64{2})
	equal(t, "waiting", count(t, s, "inbox WHERE chat_id = 1"), maxPending)
	done(t, s, 1)
	equal(t, "once there is room", save(t, s, update(9003, 1)), []int64{1})
}

func TestSaveUpdatesIsOneTransaction(t *testing.T) {
	t.Parallel()
	s := open(t)
	if _, err := s.w.ExecContext(t.Context(), `CREATE TRIGGER full BEFORE INSERT ON inbox WHEN NEW.update_id = 3
		BEGIN SELECT RAISE(FAIL, 'disk full'); END`); err != nil {
		t.Fatal(err)
	}
	if chats, err := s.SaveUpdates(t.Context(), []Update{update(1, 1), update(2, 1), update(3, 1)}, start); err == nil {
		t.Errorf("saved for %v", chats)
	}
	equal(t, "rows", count(t, s, "inbox"), 0)
}

func TestDoneUpdateLosesItsBody(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	s := openAt(t, path)
	// Long enough for pages of its own, as a forwarded article is.
	secret := bytes.Repeat([]byte("word of a passenger, "), 1000)
	save(t, s, Update{ID: 1, ChatID: 1, Body: secret}, Update{ID: 2, ChatID: 1, Body: []byte("short word of a passenger")})
	checkpoint(t, s)
	if !fileHolds(t, path, "word of a passenger") {
		t.Fatal("the bodies are not in the file to begin with")
	}
	done(t, s, 1)
	done(t, s, 2)
	equal(t, "rows with a body", count(t, s, "inbox WHERE body IS NOT NULL"), 0)
	checkpoint(t, s)
	for _, suffix := range []string{"", "-wal"} {
		if fileHolds(t, path+suffix, "word of a passenger") {
			t.Errorf("the file with %q still holds the words", suffix)
		}
	}
}

func checkpoint(t *testing.T, s *Store) {
	t.Helper()
	var busy, log, moved int
	err := s.w.QueryRowContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &moved)
	if err != nil || busy != 0 {
		t.Fatalf("checkpoint: busy %d, %v", busy, err)
	}
}

func fileHolds(t *testing.T, path, words string) bool {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(raw, []byte(words))
}

func TestPendingChatsAreThoseWithSomethingLeft(t *testing.T) {
	t.Parallel()
	s := open(t)
	save(t, s, update(1, 1), update(2, 1), update(3, 2), update(4, 3))
	done(t, s, 2)
	done(t, s, 4)
	chats, err := s.PendingChats(t.Context())
	slices.Sort(chats)
	if err != nil || !slices.Equal(chats, []int64{1, 2}) {
		t.Errorf("chats %v, %v; want 1 and 2", chats, err)
	}
}

func TestDoneOfAnUnknownUpdateIsNoError(t *testing.T) {
	t.Parallel()
	done(t, open(t), 404)
}
