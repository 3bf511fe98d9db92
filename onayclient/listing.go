package onayclient

import (
	"cmp"
	"encoding/json"
	"log/slog"
	"slices"
	"time"
)

// parsed is a transaction, or why it could not be read.
type parsed struct {
	Transaction
	pan string // the card's digits, where the answer tells of several cards; else ""
	err error
}

// parseEach reads each item of a page. One that is in doubt comes back with its error; if all
// are, the page itself is in error.
func parseEach(items []json.RawMessage, parse func(json.RawMessage) parsed) ([]parsed, error) {
	page, doubtful := make([]parsed, len(items)), 0
	for i, item := range items {
		if page[i] = parse(item); page[i].err != nil {
			doubtful++
		}
	}
	if doubtful > 0 && doubtful == len(page) {
		return page, page[0].err
	}
	return page, nil
}

// listing gathers the transactions of a period from pages that may overlap, repeat
// themselves or be out of order. One ID may stand for several transactions: a repeat is of
// the same second, kind and amount too.
type listing struct {
	from, to time.Time // both included
	now      time.Time

	rows    map[row]Transaction
	dropped int
	why     error // of the last one dropped
}

// row is what transactions of one ID are told apart by. Route and vehicle are not: they may be
// amended from one page to the next.
type row struct {
	id     string
	second int64
	kind   Kind
	amount Money
}

// add takes a page over and reports whether it brought anything new that is not older than
// the period: if not, neither will the next. Of what is repeated the one read last is kept,
// since the cabinet amends them.
func (l *listing) add(page []parsed) (fresh bool) {
	if l.rows == nil {
		l.rows = make(map[row]Transaction, len(page))
	}
	for _, t := range page {
		if t.err == nil && t.At.After(l.now.Add(24*time.Hour)) {
			t.err = changed("a time that has come")
		}
		if t.err != nil {
			l.dropped++
			l.why = t.err
			continue
		}
		key := row{t.ID, t.At.Unix(), t.Kind, t.Amount}
		_, known := l.rows[key]
		l.rows[key] = t.Transaction
		fresh = fresh || (!known && !t.At.Before(l.from))
	}
	return fresh
}

// done returns the transactions of the period, newest first, and logs what was left out.
func (l *listing) done(log *slog.Logger, pan PAN) []Transaction {
	if l.dropped > 0 {
		log.Warn("rows left out", "card", pan, "rows", l.dropped, "err", l.why)
	}
	out := make([]Transaction, 0, len(l.rows))
	for _, t := range l.rows {
		if !t.At.Before(l.from) && !t.At.After(l.to) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b Transaction) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID),
			cmp.Compare(b.Amount, a.Amount), cmp.Compare(b.Kind, a.Kind))
	})
	return out
}
