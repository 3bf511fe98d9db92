// Package storetest writes large databases for benchmarks, faster than the
// bot itself would.
package storetest

import (
	"context"
	"database/sql"
	"errors"
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
	fill(tb, path, func(ctx context.Context, tx *sql.Tx) error {
		return errors.Join(
			each(ctx, tx, links, "INSERT INTO chats (id, kind, lang, created_at) VALUES (?, 'private', 'ru', ?)",
				func(n int) []any { return []any{n, at.UnixMilli()} }),
			each(ctx, tx, links, `INSERT INTO cards (id, pan, type, balance, blocked, read_at, next_at)
				VALUES (?, ?, '01.01', 54000, 0, ?, ?)`,
				func(n int) []any { return []any{n, Number(n).Digits(), at.UnixMilli(), at.UnixMilli() + int64(n)} }),
			each(ctx, tx, links, `INSERT INTO links (chat_id, card_id, name, position, threshold, low, created_at)
				VALUES (?, ?, 'Айша', 1, 50000, 0, ?)`,
				func(n int) []any { return []any{n, n, at.UnixMilli()} }),
		)
	})
}

// Ride adds rides to each of the first cards of a database that Fill has
// made, an hour apart and the last of them at a moment.
func Ride(tb testing.TB, path string, cards, rides int, at time.Time) {
	tb.Helper()
	fill(tb, path, func(ctx context.Context, tx *sql.Tx) error {
		return each(ctx, tx, cards*rides, `INSERT INTO transactions (card_id, cabinet_id, at, kind, route, vehicle, amount, balance)
			VALUES (?, ?, ?, 'ride', '92', '524EY02', -12000, 54000)`, func(n int) []any {
			card, ride := 1+(n-1)/rides, (n-1)%rides
			return []any{card, fmt.Sprintf("%016x", n), at.Add(-time.Duration(ride) * time.Hour).UnixMilli()}
		})
	})
}

// fill writes one transaction, after the store has made its tables.
func fill(tb testing.TB, path string, write func(context.Context, *sql.Tx) error) {
	tb.Helper()
	s, err := store.Open(tb.Context(), path)
	if err == nil {
		err = s.Close()
	}
	if err == nil {
		err = inOne(tb.Context(), path, write)
	}
	if err != nil {
		tb.Fatalf("fill database: %v", err)
	}
}

func inOne(ctx context.Context, path string, write func(context.Context, *sql.Tx) error) (err error) {
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if err := write(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// each runs a statement with the arguments of each number from 1 to n.
func each(ctx context.Context, tx *sql.Tx, n int, query string, args func(int) []any) error {
	stmt, err := tx.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for i := 1; i <= n; i++ {
		if _, err := stmt.ExecContext(ctx, args(i)...); err != nil {
			return err
		}
	}
	return nil
}
