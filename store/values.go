package store

import (
	"database/sql"
	"fmt"
	"time"

	"onaybot/onayclient"
)

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
