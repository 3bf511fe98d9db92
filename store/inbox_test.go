package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"
	"time"
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
		want := update(u.ID, chat)
		want.ReceivedAt = start
		equal(t, "update", u, want)
		ids = append(ids, u.ID)
		done(t, s, u.ID)
	}
}

func TestUpdatesComeOnceInOrderPerChat(t *testing.T) {
	t.Parallel()
	s := open(t)
	chats := save(t, s, update(900, 1), update(901, 2), update(902, 1))
	slices.Sort(chats)
	equal(t, "chats", slices.Compact(chats), []int64{1, 2})
	save(t, s, update(5, 1)) // ids may restart lower
	waiting, err := s.PendingChats(t.Context())
	slices.Sort(waiting)
	equal(t, "chats with something left", []any{waiting, err}, []any{[]int64{1, 2}, nil})
	equal(t, "chat 1", pending(t, s, 1), []int64{900, 902, 5})
	equal(t, "chats with news", save(t, s, update(900, 1), update(901, 2), update(903, 3)), []int64{3})
	equal(t, "chat 1 again", pending(t, s, 1), []int64(nil))
	equal(t, "chat 2", pending(t, s, 2), []int64{901})
	waiting, err = s.PendingChats(t.Context())
	equal(t, "chats with something left", []any{waiting, err}, []any{[]int64{3}, nil})
	done(t, s, 404) // unknown: no error
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
	const words = "word of a passenger, "
	// Long enough for pages of its own, as a forwarded article is.
	save(t, s, Update{ID: 1, ChatID: 7, Body: bytes.Repeat([]byte(words), 1000)},
		Update{ID: 2, ChatID: 7, Body: []byte(words)})
	holds := func() bool {
		wantErr(t, s.TruncateWAL(t.Context()), nil)
		return bytes.Contains(everyByte(t, path), []byte(words))
	}
	equal(t, "the words are in the file", holds(), true)
	done(t, s, 1)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Erase(ctx, 2, start) })
	equal(t, "the words are in the file", holds(), false)
	equal(t, "rows that say whose", count(t, s, "inbox WHERE chat_id <> 0"), 1)
	equal(t, "known again", save(t, s, update(1, 7), update(2, 7)), []int64(nil))
}

func openDialog(t *testing.T, s *Store, chat, user int64, until time.Time) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.SetDialog(ctx, Dialog{ChatID: chat, UserID: user, Step: "name", Until: until}, map[string]int64{"link": 7})
	})
}

func TestDialogUntilItExpires(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	openDialog(t, s, 1, 5, start.Add(time.Hour))
	d, err := s.Dialog(t.Context(), 1, 5, start)
	equal(t, "dialog", []any{d, err},
		[]any{Dialog{ChatID: 1, UserID: 5, Step: "name", Data: []byte(`{"link":7}`), Until: start.Add(time.Hour)}, nil})
	for _, c := range []struct {
		name       string
		chat, user int64
		now        time.Time
	}{{"another person", 1, 6, start}, {"another chat", 2, 5, start}, {"expired", 1, 5, start.Add(time.Hour)}} {
		if _, err := s.Dialog(t.Context(), c.chat, c.user, c.now); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestDialogIsReplacedAndEnded(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	openDialog(t, s, 1, 5, start.Add(time.Hour))
	openDialog(t, s, 1, 6, start.Add(time.Hour))
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.SetDialog(ctx, Dialog{ChatID: 1, UserID: 5, Step: "number", Until: start.Add(minute)}, nil)
	})
	d, err := s.Dialog(t.Context(), 1, 5, start)
	if err != nil || d.Step != "number" || string(d.Data) != "null" {
		t.Errorf("dialog %+v, %v", d, err)
	}
	for _, want := range []bool{true, false} {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			there, err := tx.EndDialog(ctx, 1, 5)
			equal(t, "there was one", there, want)
			return err
		})
	}
	equal(t, "dialogs", count(t, s, "dialogs"), 1)
	if try(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.SetDialog(ctx, Dialog{ChatID: 1, UserID: 5, Step: "name", Until: start}, math.NaN())
	}) == nil {
		t.Error("a dialog that cannot be read back was written")
	}
}
