// Package storetest writes large databases for benchmarks, faster than the
// bot itself would.
package storetest

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// Number invents a card number that passes the Luhn check.
func Number(n int) onayclient.PAN {
	for check := range 10 {
		if pan, err := onayclient.ParsePAN(fmt.Sprintf("9643741026%08d%d", n, check)); err == nil {
			return pan
		}
	}
	panic("no check digit fits")
}

// Fill makes a database at path in which chat n follows card n, of 540 tenge
// with a threshold of 500, for each n from 1. The cards were read at a moment
// and fall due a millisecond after one another from there on.
func Fill(tb testing.TB, path string, links int, at time.Time) {
	tb.Helper()
	fill(tb, path, func(run func(query string, args ...any)) {
		for n := 1; n <= links; n++ {
			run("INSERT INTO chats (id, kind, lang, created_at) VALUES (?, 'private', 'ru', ?)", n, at.UnixMilli())
			run(`INSERT INTO cards (id, pan, type, balance, blocked, read_at, next_at)
				VALUES (?, ?, '01.01', 54000, 0, ?, ?)`, n, Number(n).Digits(), at.UnixMilli(), at.UnixMilli()+int64(n))
			run(`INSERT INTO links (chat_id, card_id, name, position, threshold, low, created_at)
				VALUES (?, ?, 'Айша', 1, 50000, 0, ?)`, n, n, at.UnixMilli())
		}
	})
}

// Ride adds rides to each of the first cards of a database that Fill has
// made, an hour apart and the last of them at a moment.
func Ride(tb testing.TB, path string, cards, rides int, at time.Time) {
	tb.Helper()
	fill(tb, path, func(run func(query string, args ...any)) {
		for n := range cards * rides {
			run(`INSERT INTO transactions (card_id, cabinet_id, at, kind, route, vehicle, amount, balance)
				VALUES (?, ?, ?, 'ride', '92', '524EY02', -12000, 54000)`,
				1+n/rides, fmt.Sprintf("%016x", n), at.Add(-time.Duration(n%rides)*time.Hour).UnixMilli())
		}
	})
}

// fill runs statements in one transaction, after the store has made its tables.
func fill(tb testing.TB, path string, write func(run func(query string, args ...any))) {
	tb.Helper()
	check := func(err error) {
		if err != nil {
			tb.Fatalf("fill database: %v", err)
		}
	}
	s, err := store.Open(tb.Context(), path)
	check(err)
	check(s.Close())
	db, err := sql.Open("sqlite3", "file:"+path+"?_stmt_cache_size=8")
	check(err)
	defer func() { check(db.Close()) }()
	tx, err := db.BeginTx(tb.Context(), nil)
	check(err)
	write(func(query string, args ...any) {
		_, err := tx.ExecContext(tb.Context(), query, args...)
		check(err)
	})
	check(tx.Commit())
}
