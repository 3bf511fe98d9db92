package watch

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
	"onaybot/store/storetest"
)

var filled = time.Date(2026, 11, 22, 3, 12, 0, 0, time.UTC)

// filledStep is the time in which 10 000 cards of a filled database fall due.
const filledStep = 10 * time.Second

// atOnce is a cabinet that answers at once. A card's balance is 60 tenge lower or higher at every reading, or
// always the same. Its transactions are those of the last day and, where it changes, one of the moment.
type atOnce struct {
	now     func() time.Time
	changes bool
	list    []onayclient.Transaction
}

func (c atOnce) Card(_ context.Context, pan onayclient.PAN) (onayclient.Card, error) {
	now := c.now()
	card := onayclient.Card{PAN: pan, Type: "01.01", Balance: 54_000, At: now}
	if c.changes && now.UnixMilli()/filledStep.Milliseconds()%2 == 0 {
		card.Balance += 6_000
	}
	return card, nil
}

func (c atOnce) Transactions(context.Context, onayclient.PAN, time.Time, time.Time) ([]onayclient.Transaction, error) {
	if !c.changes {
		return c.list, nil
	}
	now := c.now()
	return append(slices.Clone(c.list), paid(fmt.Sprint(now.Unix()), now, 540)), nil
}

// BenchmarkSweep prints the processor time of a card that a sweep reads: of this whole process, in user and kernel
// mode, with what the collector takes. It begins once the database is filled. The cabinet hands out figures that
// lie ready, so next to nothing of it is counted; the client's own part is BenchmarkCheck's.
func BenchmarkSweep(b *testing.B) {
	for _, links := range []int{1000, 10_000, 100_000, 1_000_000} {
		for _, changes := range []bool{false, true} {
			b.Run(fmt.Sprintf("links=%d/changes=%t", links, changes), func(b *testing.B) {
				c := &clock{at: filled}
				w, _ := sweeper(b, links, atOnce{now: c.now, changes: changes}, c.now)
				measure(b, w, c)
			})
		}
	}
}

// BenchmarkSweepRides is BenchmarkSweep where every card is followed for its rides, of which there were four in
// the last day; with changes there is one more at each poll.
func BenchmarkSweepRides(b *testing.B) {
	for _, links := range []int{1000, 100_000} {
		for _, changes := range []bool{false, true} {
			b.Run(fmt.Sprintf("links=%d/changes=%t", links, changes), func(b *testing.B) {
				c := &clock{at: filled}
				w := ridesSweeper(b, links, atOnce{now: c.now, changes: changes}, c)
				measure(b, w, c)
			})
		}
	}
}

// ridesSweeper is a sweeper whose cards are all followed for their rides, those of the last day known already.
func ridesSweeper(b *testing.B, links int, cabinet atOnce, c *clock) *Watcher {
	b.Helper()
	for i, hours := range []int{1, 11, 12, 22} {
		cabinet.list = append(cabinet.list, paid(fmt.Sprintf("%016x", i), filled.Add(-time.Duration(hours)*time.Hour), 540))
	}
	w, f := sweeper(b, links, cabinet, c.now)
	w.access = Access{Account: true}
	f.subscribeRides(b)
	c.add(filledStep)
	for range max(1, links/10_000) {
		if err := w.Sweep(b.Context()); err != nil {
			b.Fatal(err)
		}
		c.add(filledStep)
	}
	return w
}

// measure prints what a card costs in sweeps of those that fall due.
func measure(b *testing.B, w *Watcher, c *clock) {
	b.Helper()
	begun, reads := processorTime(b), 0
	for b.Loop() {
		c.add(filledStep)
		if err := w.Sweep(b.Context()); err != nil {
			b.Fatal(err)
		}
		reads += w.LastSweep().Read
	}
	b.ReportMetric(float64((processorTime(b)-begun).Microseconds())/float64(reads), "cpu-µs/card")
	b.ReportMetric(float64(reads)/b.Elapsed().Seconds(), "cards/s")
}

// The database grows by rides, not by sweeps.
func TestSweepsWithoutChangeDoNotGrowTheFile(t *testing.T) {
	t.Parallel()
	c := &clock{at: filled}
	w, f := sweeper(t, 100, atOnce{now: c.now}, c.now)
	growth := func(sweeps int) int64 {
		before := f.size(t)
		for range sweeps {
			c.add(filledStep)
			if err := w.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		return f.size(t) - before
	}
	growth(2) // figures of the first readings
	if grown := growth(20); grown != 0 {
		t.Errorf("20 sweeps add %d bytes", grown)
	}
}

// file is a filled database.
type file struct {
	*store.Store
	path string
}

// subscribeRides has every chat told of rides from now on, as one with proof may be.
func (f file) subscribeRides(tb testing.TB) {
	tb.Helper()
	db, err := sql.Open("sqlite3", "file:"+f.path)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	_, subscribed := db.ExecContext(tb.Context(), "UPDATE links SET subscriptions = ?1, rides_since = ?2, proved_at = ?2",
		store.SubscribeRides, filled.UnixMilli())
	_, read := db.ExecContext(tb.Context(), "UPDATE cards SET rides_at = ?1, rides_from = ?1 - 86400000",
		filled.UnixMilli())
	if err := errors.Join(subscribed, read); err != nil {
		tb.Fatal(err)
	}
}

// size is how large the file is with all that was written.
func (f file) size(tb testing.TB) int64 {
	tb.Helper()
	if err := f.TruncateWAL(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	info, err := os.Stat(f.path)
	if err != nil {
		tb.Fatal(err)
	}
	return info.Size()
}

// sweeper is a watcher of a filled database. It plans as the adaptive policy does, but polls each card once in the
// time in which all fall due.
func sweeper(tb testing.TB, links int, cabinet Cabinet, now func() time.Time) (*Watcher, file) {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "big.db")
	storetest.Fill(tb, path, links, filled)
	s, err := store.Open(tb.Context(), path)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	every, adaptive := max(filledStep, time.Duration(links)*time.Millisecond), policy.Adaptive(days.ForPolicy())
	w, err := New(tb.Context(), Config{
		Cabinet: cabinet, Store: s, Now: now, Fares: city, Days: days, Log: slog.New(slog.DiscardHandler), Wake: func() {},
		Policy: func(o policy.Observation) policy.Plan {
			plan := adaptive(o)
			plan.NextPoll = o.Reading.At.Add(every)
			return plan
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return w, file{s, path}
}

func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
