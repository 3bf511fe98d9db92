package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func TestFilesAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	s := openAt(t, path)
	addChat(t, s, 1)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("mode of the file with %q = %o, want 600", suffix, mode)
		}
	}
}

func TestOpenTakesAnyPath(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain.db", "with space.db", "what?.db", "a#b&c=d.db", "100%25.db", "қала.db"} {
		path := filepath.Join(t.TempDir(), name)
		s := openAt(t, path)
		addChat(t, s, 1)
		if info, err := os.Stat(path + "-wal"); err != nil || info.Size() == 0 {
			t.Errorf("%q: the rows went elsewhere: %v", name, err)
		}
	}
}

func TestOpenRefusesWhatItCannotUse(t *testing.T) {
	t.Parallel()
	files := unusable(t)
	delete(files, fs.ErrNotExist) // it would be a new database
	for want, path := range files {
		_, err := Open(t.Context(), path)
		wantErr(t, err, want)
	}
	for _, path := range []string{t.TempDir(), filepath.Join(t.TempDir(), "missing", "test.db")} {
		if s, err := Open(t.Context(), path); err == nil {
			t.Errorf("%s was opened", path)
			_ = s.Close() // it should not be open
		}
	}
}

func TestTxIsAllOrNothing(t *testing.T) {
	t.Parallel()
	fault := errors.New("fault")
	for name, end := range map[string]func() error{
		"an error": func() error { return fault },
		"a panic":  func() error { panic(fault) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			addChat(t, s, 1)
			func() {
				defer func() { _ = recover() }() // the test goes on after the panic
				err := try(t, s, func(ctx context.Context, tx *Tx) error {
					card, err := tx.SaveReading(ctx, reading(t, 1, 540, start), Plan{NextAt: start})
					if err != nil {
						t.Error(err)
					}
					if _, err := tx.AddLink(ctx, NewLink{ChatID: 1, CardID: card, Limit: 1}, start); err != nil {
						t.Error(err)
					}
					return end()
				})
				wantErr(t, err, fault)
			}()
			if cards, links := count(t, s, "cards"), count(t, s, "links"); cards+links != 0 {
				t.Errorf("%d cards and %d links are left", cards, links)
			}
			addChat(t, s, 2) // the writer is free again
		})
	}
}

func TestReadersDoNotWaitForTheWriter(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	lang := func(ctx context.Context) string {
		c, err := s.Chat(ctx, 1)
		if err != nil {
			t.Error(err)
		}
		return c.Lang
	}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		if err := tx.SetLang(ctx, 1, "kk"); err != nil {
			return err
		}
		if got := lang(ctx); got != "ru" {
			t.Errorf("a reader sees %q before the commit", got)
		}
		return nil
	})
	if got := lang(t.Context()); got != "kk" {
		t.Errorf("a reader sees %q after the commit", got)
	}
}

func TestSecondWriterWaitsItsTurn(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	var second error
	done := make(chan struct{})
	write(t, s, func(ctx context.Context, tx *Tx) error {
		short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		err := s.Tx(short, func(*Tx) error { t.Error("two writers at once"); return nil })
		wantErr(t, err, context.DeadlineExceeded)
		go func() {
			defer close(done)
			second = s.Tx(t.Context(), func(tx *Tx) error { return tx.SetLang(t.Context(), 1, "en") })
		}()
		return tx.SetLang(ctx, 1, "kk")
	})
	<-done
	c, err := s.Chat(t.Context(), 1)
	if second != nil || err != nil || c.Lang != "en" {
		t.Errorf("lang = %q, errors %v, %v; want the second writer's", c.Lang, second, err)
	}
}

func TestReadersWhileWriting(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link := follow(t, s, 1, addCard(t, s, 1))
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				l, err := s.Link(t.Context(), 1, link)
				if err != nil || int64(l.Threshold) != int64(l.Card.Balance) && l.Name != "" {
					t.Errorf("a torn row: %+v, %v", l, err)
					return
				}
			}
		})
	}
	for i := range 200 {
		write(t, s, func(ctx context.Context, tx *Tx) error {
			c := reading(t, 1, int64(i), start)
			if _, err := tx.SaveReading(ctx, c, Plan{NextAt: start}); err != nil {
				return err
			}
			if err := tx.RenameLink(ctx, 1, link, "Айша"); err != nil {
				return err
			}
			return tx.SetThreshold(ctx, Link{ID: link, ChatID: 1, Threshold: c.Balance})
		})
	}
	close(stop)
	wg.Wait()
}

func TestTimesAreKeptToTheMillisecondInUTC(t *testing.T) {
	t.Parallel()
	almaty := time.FixedZone("Asia/Almaty", 5*3600)
	for _, want := range []time.Time{
		{}, start, start.In(almaty), time.Unix(0, 0), time.Date(1969, 12, 31, 23, 59, 59, 999e6, time.UTC),
	} {
		var got time.Time
		if err := (scanner{&got}).Scan(stored([]any{want})[0]); err != nil || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%v came back as %v, %v", want, got, err)
		}
	}
	equal(t, "finer than a millisecond", stored([]any{start.Add(999 * time.Microsecond)}), stored([]any{start}))
}

func TestFacts(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, step := range []struct{ key, value string }{
		{"requests", "2026-11-22 17"}, {"requests", "2026-11-22 18"}, {"ban", "с 08:30"}, {"requests", ""}, {"requests", ""},
	} {
		if err := s.Set(t.Context(), step.key, step.value); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Get(t.Context(), step.key); err != nil || got != step.value {
			t.Errorf("%s = %q, %v; want %q", step.key, got, err, step.value)
		}
	}
	if got, err := s.Get(t.Context(), "never set"); err != nil || got != "" {
		t.Errorf("a fact never set = %q, %v", got, err)
	}
	equal(t, "facts left", count(t, s, "facts"), 1)
}
