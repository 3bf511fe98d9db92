package onayclient

import (
	"cmp"
	"slices"
	"time"
)

// row is a transaction as it was read, or why it could not be.
type row struct {
	Transaction
	err error
}

// listing gathers the rows of a period from pages that may overlap, repeat themselves or
// be out of order.
type listing struct {
	from, to time.Time // both included
	now      time.Time

	byID    map[string]Transaction
	dropped int
	why     error // of the last row dropped
}

// add takes a page over and reports whether it brought anything new that is not older than
// the period: if not, neither will the next. Of rows with one ID the one read last is kept,
// since the cabinet amends rows.
func (l *listing) add(rows []row) (fresh bool) {
	if l.byID == nil {
		l.byID = make(map[string]Transaction, len(rows))
	}
	for _, r := range rows {
		if r.err == nil && r.At.After(l.now.Add(24*time.Hour)) {
			r.err = changed("a time that has come")
		}
		if r.err != nil {
			l.dropped++
			l.why = r.err
			continue
		}
		_, known := l.byID[r.ID]
		l.byID[r.ID] = r.Transaction
		fresh = fresh || (!known && !r.At.Before(l.from))
	}
	return fresh
}

// newestFirst returns the rows of the period.
func (l *listing) newestFirst() []Transaction {
	out := make([]Transaction, 0, len(l.byID))
	for _, t := range l.byID {
		if !t.At.Before(l.from) && !t.At.After(l.to) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b Transaction) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID))
	})
	return out
}
