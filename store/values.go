package store

import (
	"database/sql"
	"fmt"
	"time"

	"onaybot/onayclient"
)

// scanner makes a function a [sql.Scanner]. It is handed what the file holds: an int64, a
// string, bytes, or nil for NULL.
type scanner func(from any) error

// Scan implements [sql.Scanner].
func (s scanner) Scan(from any) error { return s(from) }

// at scans a time kept in milliseconds; NULL is the zero time.
func at(t *time.Time) sql.Scanner {
	return scanner(func(from any) error {
		switch ms := from.(type) {
		case nil:
			*t = time.Time{}
		case int64:
			*t = time.UnixMilli(ms).UTC()
		default:
			return fmt.Errorf("%T is no time", from)
		}
		return nil
	})
}

// lasting scans a duration kept in milliseconds.
func lasting(d *time.Duration) sql.Scanner {
	return scanner(func(from any) error {
		ms, ok := from.(int64)
		if !ok {
			return fmt.Errorf("%T is no duration", from)
		}
		*d = time.Duration(ms) * time.Millisecond
		return nil
	})
}

// pan scans a card number.
func pan(p *onayclient.PAN) sql.Scanner {
	return scanner(func(from any) (err error) {
		digits, ok := from.(string)
		if !ok {
			return fmt.Errorf("%T is no card number", from)
		}
		*p, err = onayclient.ParsePAN(digits)
		return err
	})
}

// fareClass scans a fare class kept as its word.
func fareClass(c *onayclient.FareClass) sql.Scanner {
	return scanner(func(from any) error {
		word, ok := from.(string)
		if !ok {
			return fmt.Errorf("%T is no fare class", from)
		}
		*c = onayclient.ParseFareClass(word)
		return nil
	})
}

// orZero scans a number of which NULL is 0.
func orZero[N ~int64](n *N) sql.Scanner {
	return scanner(func(from any) error {
		whole, ok := from.(int64)
		if !ok && from != nil {
			return fmt.Errorf("%T is no whole number", from)
		}
		*n = N(whole)
		return nil
	})
}

// orEmpty scans bytes of which NULL is none, as a string.
func orEmpty(s *string) sql.Scanner {
	return scanner(func(from any) error {
		raw, ok := from.([]byte)
		if !ok && from != nil {
			return fmt.Errorf("%T is no bytes", from)
		}
		*s = string(raw)
		return nil
	})
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
