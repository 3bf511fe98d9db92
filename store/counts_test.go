package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"
)

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

// Half of the cards are due, as after hours without a cabinet.
func BenchmarkCounts(b *testing.B) {
	const links = 100_000
	s, err := Open(b.Context(), filepath.Join(b.TempDir(), "bench.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	const numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "
	err = s.Tx(b.Context(), func(tx *Tx) error {
		for _, fill := range []string{
			`INSERT INTO chats (id, kind, lang, created_at) SELECT i, 'private', 'ru', 0 FROM n`,
			`INSERT INTO cards (pan, type, name, balance, blocked, read_at, next_at)
				SELECT printf('96431085%011d', i), '01.01', 'ETK', 50000, 0, 0, i FROM n`,
			`INSERT INTO links (chat_id, card_id, name, position, threshold, low, created_at)
				SELECT i, i, 'Айша', 1, 50000, 0, 0 FROM n`,
		} {
			if _, err := tx.exec(b.Context(), numbers+fill, links); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if c := counts(b, s, time.UnixMilli(links/2)); c.Links != links || c.CardsDue != links/2 {
			b.Fatal(c)
		}
	}
}
