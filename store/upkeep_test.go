package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"onaybot/onayclient"
)

// crowd is a number of chats that can be told from others by any of their bytes: in what is
// kept of them stands the mark, and their ids, cards and people begin alike.
type crowd struct {
	mark   string
	chatID int64 // of the first; the others follow
	card   int   // number of the first chat's card
}

var (
	leaving = crowd{mark: "leaving", chatID: 0x5A5A5A0000, card: 77_000_000}
	staying = crowd{mark: "staying", chatID: 0x3C3C3C0000, card: 11_000_000}
)

// traces are the bytes by which the crowd would be found in a file.
func (c crowd) traces() map[string][]byte {
	id := binary.BigEndian.AppendUint64(nil, uint64(c.chatID))[3:6]
	return map[string][]byte{
		"mark": []byte(c.mark), "number": fmt.Appendf(nil, "9643741026%d", c.card/1_000_000),
		"id": id, "id as key": varint(c.chatID)[:4], "id as text": fmt.Append(nil, c.chatID/1000),
	}
}

// varint is how SQLite writes the key of a row.
func varint(n int64) []byte {
	out := []byte{byte(n & 0x7f)}
	for n >>= 7; n > 0; n >>= 7 {
		out = append([]byte{byte(n&0x7f) | 0x80}, out...)
	}
	return out
}

// join writes down member i of the crowd with about 50 rows, who also follows a card of all.
func (c crowd) join(ctx context.Context, t *testing.T, tx *Tx, i, shared int64) error {
	id := c.chatID + i
	card, err := tx.SaveReading(ctx, onayclient.Card{PAN: number(t, c.card+int(i)), Type: c.mark, At: start}, Plan{NextAt: start, PolicyNotes: c.mark})
	if err != nil {
		return err
	}
	var list []onayclient.Transaction
	for n := range 40 {
		list = append(list, onayclient.Transaction{
			ID: fmt.Sprint(c.mark, i, "/", n), At: start.Add(time.Duration(n) * time.Hour), Kind: onayclient.KindRide, Route: c.mark, Vehicle: c.mark})
	}
	var link int64
	return errors.Join(
		func() error {
			_, err := tx.SaveTransactions(ctx, card, list, start, start)
			return err
		}(),
		tx.AddChat(ctx, Chat{ID: id, Kind: Private, Lang: "ru"}, start),
		func() (err error) {
			link, err = tx.AddLink(ctx, NewLink{ChatID: id, CardID: card, Limit: 2}, start)
			return err
		}(),
		tx.RenameLink(ctx, id, link, c.mark),
		func() (err error) {
			_, err = tx.AddLink(ctx, NewLink{ChatID: id, CardID: shared, Limit: 2}, start)
			return err
		}(),
		tx.SetDialog(ctx, Dialog{ChatID: id, UserID: id, Step: "s", Until: start.Add(time.Hour)}, c.mark),
		tx.Enqueue(ctx, Event{ChatID: id, LinkID: link, Kind: EventLow, CreatedAt: start, DueAt: start}, fmt.Sprint(c.mark, id)),
		tx.AddInvite(ctx, fmt.Appendf(nil, "%s%025d", c.mark, id),
			Invite{Links: []int64{link}, Label: c.mark, Until: start.Add(time.Hour)}),
		tx.SetCheck(ctx, link, CheckEvening, start),
		tx.AddDay(ctx, card, Day{Day: 20261122, Spent: 1, Added: 2}),
	)
}

// After chats are forgotten and the database is maintained, none of their bytes is in any of
// its files, and all of the others' are.
func TestForgottenChatsLeaveNoByte(t *testing.T) {
	t.Parallel()
	const each = 150 // of both crowds, in turn: 15 000 rows
	path := filepath.Join(t.TempDir(), "test.db")
	s := openAt(t, path)
	shared := addCard(t, s, 1)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		for i := range int64(each) {
			if err := errors.Join(leaving.join(ctx, t, tx, i, shared), staying.join(ctx, t, tx, i, shared)); err != nil {
				return err
			}
		}
		return nil
	})
	for n, c := range []crowd{leaving, staying} {
		var batch []Update
		for i := range int64(each) {
			batch = append(batch, Update{ID: int64(n)*1000 + i, ChatID: c.chatID + i, Body: fmt.Append(nil, c.mark, c.chatID+i)})
		}
		if _, err := s.SaveUpdates(t.Context(), batch, start); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []crowd{leaving, staying} {
		for what, trace := range c.traces() {
			if bytes.Count(everyByte(t, path), trace) < each {
				t.Fatalf("%s of those %s: not found while they are here", what, c.mark)
			}
		}
	}
	kept := count(t, s, "transactions WHERE route = 'staying'")
	for i := range int64(each) {
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Forget(ctx, leaving.chatID+i, start) })
	}
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	files := everyByte(t, path)
	for what, trace := range leaving.traces() {
		if n := bytes.Count(files, trace); n > 0 {
			t.Errorf("%s of those leaving: found %d times", what, n)
		}
	}
	for what, trace := range staying.traces() {
		if bytes.Count(files, trace) < each {
			t.Errorf("%s of those staying is gone", what)
		}
	}
	equal(t, "rides of those staying", count(t, s, "transactions WHERE route = 'staying'"), kept)
}

// everyByte is the content of all files of the database.
func everyByte(t *testing.T, path string) (all []byte) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		all = append(all, content(t, file)...)
	}
	return all
}

func TestMaintainGivesRoomBack(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.SetDialog(ctx, Dialog{ChatID: 1, UserID: 1, Step: "s", Until: start}, string(bytes.Repeat([]byte("x"), 1<<20)))
	})
	full := s.Size()
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.Forget(ctx, 1, start) })
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if now := s.Size(); now > full-1<<20 {
		t.Errorf("%d bytes, were %d", now, full)
	}
	if info, err := os.Stat(s.path + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the log: %v, %v; want it empty", info, err)
	}
}

// A reader that stays, as a tool that replicates the log is one, keeps the log and nobody waiting.
func TestTheLogIsKeptForAReader(t *testing.T) {
	t.Parallel()
	s := open(t)
	reader, err := s.r.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := reader.QueryRowContext(t.Context(), "SELECT count(*) FROM chats").Scan(new(int)); err != nil {
		t.Fatal(err)
	}
	addChat(t, s, 1)
	if err := s.TruncateWAL(t.Context()); err != nil {
		t.Error(err)
	}
	var timeout int
	if err := s.w.QueryRowContext(t.Context(), "PRAGMA busy_timeout").Scan(&timeout); err != nil || timeout != 5000 {
		t.Errorf("other writers are waited for %d ms, %v", timeout, err)
	}
	if err := errors.Join(reader.Rollback(), s.TruncateWAL(t.Context())); err != nil {
		t.Fatal(err)
	}
	equal(t, "log", len(content(t, s.path+"-wal")), 0)
}

// Who writes or reads while the database is maintained waits and is served.
func TestMaintainHoldsUpNobodyForGood(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 50 {
				err := s.Tx(t.Context(), func(tx *Tx) error { return tx.SetLang(t.Context(), 1, fmt.Sprint(i)) })
				_, errRead := s.Chat(t.Context(), 1)
				if err := errors.Join(err, errRead); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 10 {
		if err := s.Maintain(t.Context()); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
}

func counts(t testing.TB, s *Store, now time.Time) Counts {
	t.Helper()
	c, err := s.Counts(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCounts(t *testing.T) {
	t.Parallel()
	s := open(t)
	equal(t, "of nothing", counts(t, s, start), Counts{})
	addChat(t, s, 1, 2, 3)
	card := addCard(t, s, 1)
	follow(t, s, 1, card)
	follow(t, s, 2, card)
	enqueue(t, s, 1, 0, start)
	enqueue(t, s, 1, 0, start.Add(2*minute))
	enqueue(t, s, 3, 0, start)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetBlocked(ctx, 3, start, start) })
	save(t, s, Update{ID: 1, ChatID: 1, Body: []byte("{}")}, Update{ID: 2, ChatID: 2, Body: []byte("{}")})
	done(t, s, 2)

	want := Counts{Chats: 3, Links: 2, Cards: 1, Inbox: 1, Outbox: 2, OutboxDue: 1, OldestDue: start}
	equal(t, "before the card is due", counts(t, s, start.Add(minute)), want)
	due := start.Add(15 * minute)
	want.CardsDue, want.OutboxDue = 1, 2
	equal(t, "when it is", counts(t, s, due), want)
	want.CardsOverdue = 1
	equal(t, "when it is overdue", counts(t, s, due.Add(overdue)), want)
}

func TestHealthIsContentAndWritesNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	before, err := os.Stat(s.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Health(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(s.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("the log beside the database was written to: %d bytes, then %d", before.Size(), after.Size())
	}
	addChat(t, s, 2) // the writer is free again
}

func TestHealthNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := open(t)
	if err := s.health(t.Context(), math.MaxUint64); !errors.Is(err, ErrDiskFull) {
		t.Errorf("with a full disk: %v", err)
	}
	write(t, s, func(context.Context, *Tx) error { // a writer that hangs
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if err := s.Health(ctx); !errors.Is(err, ErrBusy) {
			t.Errorf("with a writer that hangs: %v", err)
		}
		return nil
	})
	if err := s.Health(t.Context()); err != nil {
		t.Errorf("after it: %v", err)
	}
	if err := s.w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Health(t.Context()); !errors.Is(err, ErrUnwritable) {
		t.Errorf("with a closed writer: %v", err)
	}
	if err := s.r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Health(t.Context()); !errors.Is(err, ErrUnreadable) {
		t.Errorf("with a closed reader: %v", err)
	}
}
