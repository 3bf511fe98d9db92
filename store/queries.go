package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mattn/go-sqlite3"

	"onaybot/onayclient"
)

// Queries are the reads. Those of a [Store] see what was committed last, those of a [Tx] also
// what it has changed itself.
type Queries struct{ db querier }

// querier is what a database and a transaction have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// all reads the rows of a query. The columns of a row go where columns says.
func all[T any](ctx context.Context, q Queries, columns func(*T) []any, query string, args ...any) ([]T, error) {
	rows, err := q.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, named(err)
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		var v T
		if err := rows.Scan(columns(&v)...); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// one reads the first row of a query, or returns [ErrNotFound].
func one[T any](ctx context.Context, q Queries, columns func(*T) []any, query string, args ...any) (v T, err error) {
	err = named(q.db.QueryRowContext(ctx, query, args...).Scan(columns(&v)...))
	return v, err
}

// value is the one column of a query for values.
func value[T any](v *T) []any { return []any{v} }

// has tells whether a query finds a row.
func (q Queries) has(ctx context.Context, query string, args ...any) (bool, error) {
	return one(ctx, q, value[bool], "SELECT EXISTS ("+query+")", args...)
}

func (t *Tx) exec(ctx context.Context, query string, args ...any) (rows int64, err error) {
	res, err := t.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, named(err)
	}
	return res.RowsAffected()
}

// execOne is exec for a statement that must hit a row; [ErrNotFound]: it hit none.
func (t *Tx) execOne(ctx context.Context, query string, args ...any) error {
	n, err := t.exec(ctx, query, args...)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// named turns the driver's errors into this package's. The driver returns
// sqlite3.Error by value.
func named(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	var se sqlite3.Error
	if errors.As(err, &se) && (se.ExtendedCode == sqlite3.ErrConstraintUnique ||
		se.ExtendedCode == sqlite3.ErrConstraintPrimaryKey) {
		return ErrExists
	}
	return err
}

// scanner makes a function a [sql.Scanner].
type scanner func(from any) error

// Scan implements [sql.Scanner].
func (s scanner) Scan(from any) error { return s(from) }

// scanned scans what the file keeps as a T: an int64, a string, or bytes. NULL is the zero
// value.
func scanned[T any](set func(T) error) sql.Scanner {
	return scanner(func(from any) error {
		v, ok := from.(T)
		if !ok && from != nil {
			return fmt.Errorf("%T where %T belongs", from, v)
		}
		return set(v)
	})
}

// at scans a time kept in milliseconds; NULL is the zero time.
func at(t *time.Time) sql.Scanner {
	return scanner(func(from any) error {
		*t = time.Time{}
		if from == nil {
			return nil
		}
		return scanned(func(ms int64) error { *t = time.UnixMilli(ms).UTC(); return nil }).Scan(from)
	})
}

// lasting scans a duration kept in milliseconds.
func lasting(d *time.Duration) sql.Scanner {
	return scanned(func(ms int64) error { *d = time.Duration(ms) * time.Millisecond; return nil })
}

// pan scans a card number.
func pan(p *onayclient.PAN) sql.Scanner {
	return scanned(func(digits string) (err error) { *p, err = onayclient.ParsePAN(digits); return err })
}

// fareClass scans a fare class kept as its word.
func fareClass(c *onayclient.FareClass) sql.Scanner {
	return scanned(func(word string) error { *c = onayclient.ParseFareClass(word); return nil })
}

// orZero scans a whole number of which NULL is 0.
func orZero[N ~int64](n *N) sql.Scanner {
	return scanned(func(whole int64) error { *n = N(whole); return nil })
}

// orEmpty scans bytes of which NULL is none.
func orEmpty(s *string) sql.Scanner {
	return scanned(func(raw []byte) error { *s = string(raw); return nil })
}

// millis is a time as the file keeps it.
func millis(t time.Time) int64 { return t.UnixMilli() }

// orNull is millis that keeps the zero time as NULL.
func orNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return millis(t)
}

// unlessZero is a number of which the file keeps 0 as NULL.
func unlessZero(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}
