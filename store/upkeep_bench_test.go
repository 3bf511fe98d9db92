package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// fill writes n chats with a card of 30 rides each.
func fill(b *testing.B, s *Store, n int) {
	b.Helper()
	const upTo = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO "
	err := s.Tx(b.Context(), func(tx *Tx) error {
		for _, query := range []string{
			"chats (id, kind, lang, created_at) SELECT i, 'private', 'ru', i FROM n",
			"cards (pan, type, balance, blocked, read_at) SELECT printf('%019d', i), '01.01', i, 0, i FROM n",
			"links (chat_id, card_id, name, position, threshold, low, created_at) SELECT i, i, 'Айша', 1, 50000, 0, i FROM n",
			`transactions (card_id, cabinet_id, at, kind, route, vehicle, amount, balance)
				SELECT i, printf('%032x', i * 100 + ride.value), ride.value, 'ride', '92', '524EY02', -12000, 54000
				FROM n, json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30]') AS ride`,
		} {
			if err := tx.exec(b.Context(), upTo+query, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// How long a maintenance takes, and how long somebody who writes meanwhile waits.
func BenchmarkMaintain(b *testing.B) {
	for _, links := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("links=%d", links), func(b *testing.B) {
			s, err := Open(b.Context(), filepath.Join(b.TempDir(), "bench.db"))
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			fill(b, s, links)
			ctx, stop := context.WithCancel(b.Context())
			waited := make(chan time.Duration)
			go func() { waited <- longestWait(ctx, s) }()
			for b.Loop() {
				if err := s.Maintain(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			stop()
			b.ReportMetric(float64(s.Size())/1e6, "MB")
			b.ReportMetric(float64((<-waited).Milliseconds()), "ms-waited")
		})
	}
}

// longestWait writes until ctx ends.
func longestWait(ctx context.Context, s *Store) (longest time.Duration) {
	for ctx.Err() == nil {
		began := time.Now()
		if err := s.Tx(context.WithoutCancel(ctx), func(tx *Tx) error { return tx.SetLang(ctx, 1, "kk") }); err == nil {
			longest = max(longest, time.Since(began))
		}
	}
	return longest
}
