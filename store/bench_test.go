package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onaybot/store"
	"onaybot/store/storetest"
)

var filled = time.Date(2026, 11, 22, 3, 12, 0, 0, time.UTC)

// big opens a database with so many links.
func big(b *testing.B, links int) (s *store.Store, path string) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "big.db")
	storetest.Fill(b, path, links, filled)
	s, err := store.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s, path
}

// BenchmarkDueCards picks the next batch of a sweep, while every card is due, and
// while one in a thousand is.
func BenchmarkDueCards(b *testing.B) {
	for _, links := range []int{1000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("links=%d", links), func(b *testing.B) {
			s, _ := big(b, links)
			for b.Loop() {
				cards, err := s.DueCards(b.Context(), filled.Add(time.Hour), 64)
				if err != nil || len(cards) != 64 {
					b.Fatal(len(cards), err)
				}
			}
		})
		b.Run(fmt.Sprintf("links=%d/few", links), func(b *testing.B) {
			s, _ := big(b, links)
			for b.Loop() {
				cards, err := s.DueCards(b.Context(), filled.Add(time.Duration(links/1000)*time.Millisecond), 64)
				if err != nil || len(cards) == 0 {
					b.Fatal(len(cards), err)
				}
			}
		})
	}
}

// BenchmarkCounts counts while half of the cards are due, as after hours without a cabinet.
func BenchmarkCounts(b *testing.B) {
	const links = 100_000
	s, _ := big(b, links)
	for b.Loop() {
		c, err := s.Counts(b.Context(), filled.Add(links/2*time.Millisecond))
		if err != nil || c.Links != links || c.CardsDue != links/2 {
			b.Fatal(c, err)
		}
	}
}

// BenchmarkFile prints what a link, with its chat and its card, and a ride
// take in the file.
func BenchmarkFile(b *testing.B) {
	const cards, rides = 10_000, 30
	for range b.N {
		empty := size(b, 0, 0)
		linked := size(b, cards, 0)
		b.ReportMetric(float64(linked-empty)/cards, "B/link")
		b.ReportMetric(float64(size(b, cards, rides)-linked)/(cards*rides), "B/ride")
	}
}

// size is how large a database is.
func size(b *testing.B, cards, rides int) int64 {
	b.Helper()
	s, path := big(b, cards)
	if rides > 0 {
		storetest.Ride(b, path, cards, rides, filled)
	}
	if err := s.TruncateWAL(b.Context()); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

// BenchmarkMaintain tells how long a maintenance takes, and how long somebody who writes
// meanwhile waits.
func BenchmarkMaintain(b *testing.B) {
	for _, links := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("links=%d", links), func(b *testing.B) {
			s, path := big(b, links)
			storetest.Ride(b, path, links, 30, filled)
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
func longestWait(ctx context.Context, s *store.Store) (longest time.Duration) {
	for ctx.Err() == nil {
		began := time.Now()
		if err := s.Tx(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.SetLang(ctx, 1, "kk") }); err == nil {
			longest = max(longest, time.Since(began))
		}
	}
	return longest
}
