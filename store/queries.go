package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/mattn/go-sqlite3"
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
