package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"reflect"
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
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// all reads the rows of a query. The fields of a struct, those of the structs in it included,
// are the columns of a row in their order; any other T is its only column.
func all[T any](ctx context.Context, q Queries, query string, args ...any) ([]T, error) {
	rows, err := q.db.QueryContext(ctx, query, stored(args)...)
	if err != nil {
		return nil, named(err)
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		var v T
		if err := rows.Scan(columns(reflect.ValueOf(&v).Elem())...); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, named(rows.Err())
}

// one reads the only row of a query, or returns [ErrNotFound].
func one[T any](ctx context.Context, q Queries, query string, args ...any) (v T, err error) {
	list, err := all[T](ctx, q, query, args...)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return v, err
	}
	return list[0], nil
}

// affected runs a statement and says how many rows it has hit.
func (t *Tx) affected(ctx context.Context, query string, args ...any) (rows int64, err error) {
	res, err := t.db.ExecContext(ctx, query, stored(args)...)
	if err != nil {
		return 0, named(err)
	}
	return res.RowsAffected()
}

func (t *Tx) exec(ctx context.Context, query string, args ...any) error {
	_, err := t.affected(ctx, query, args...)
	return err
}

// execOne is exec for a statement that must hit a row; [ErrNotFound]: it hit none.
func (t *Tx) execOne(ctx context.Context, query string, args ...any) error {
	n, err := t.affected(ctx, query, args...)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// named turns the driver's error for a row that is there into [ErrExists].
func named(err error) error {
	var se sqlite3.Error // the driver returns it by value
	if errors.As(err, &se) && (se.ExtendedCode == sqlite3.ErrConstraintUnique ||
		se.ExtendedCode == sqlite3.ErrConstraintPrimaryKey) {
		return ErrExists
	}
	return err
}

// stored are arguments as the file keeps them: a time as Unix milliseconds, the zero time as
// NULL, a duration as milliseconds.
func stored(args []any) []any {
	for i, arg := range args {
		switch v := arg.(type) {
		case time.Time:
			args[i] = nil
			if !v.IsZero() {
				args[i] = v.UnixMilli()
			}
		case time.Duration:
			args[i] = v.Milliseconds()
		case onayclient.PAN:
			args[i] = v.Digits()
		case onayclient.FareClass:
			args[i] = v.String()
		case json.RawMessage:
			args[i] = string(v)
		}
	}
	return args
}

// columns are where the columns of a row go.
func columns(v reflect.Value) (list []any) {
	into := v.Addr().Interface()
	switch into.(type) {
	case *time.Time, *time.Duration, *onayclient.PAN, *onayclient.FareClass, *json.RawMessage:
		return []any{scanner{into}}
	}
	if v.Kind() != reflect.Struct {
		return []any{into}
	}
	for _, field := range v.Fields() {
		list = append(list, columns(field)...)
	}
	return list
}

// scanner fills a value from what [stored] has made of it. The tables are strict, so that a
// column holds its own type or NULL.
type scanner struct{ into any }

// Scan implements [sql.Scanner].
func (s scanner) Scan(from any) (err error) {
	number, _ := from.(int64)
	text, _ := from.(string)
	switch into := s.into.(type) {
	case *time.Time:
		*into = time.Time{}
		if from != nil {
			*into = time.UnixMilli(number).UTC()
		}
	case *time.Duration:
		*into = time.Duration(number) * time.Millisecond
	case *onayclient.PAN:
		*into, err = onayclient.ParsePAN(text)
	case *onayclient.FareClass:
		*into = onayclient.ParseFareClass(text)
	case *json.RawMessage:
		*into = json.RawMessage(text)
	}
	return err
}
