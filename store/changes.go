package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"onaybot/onayclient"
)

// Changes is what a listing of the cabinet says that was not known of a card.
type Changes struct {
	New     []onayclient.Transaction
	Amended []onayclient.Transaction // as they are now
}

// None tells whether there are no changes.
func (c Changes) None() bool { return len(c.New)+len(c.Amended) == 0 }

// Known are rows of a card that are known, by their ids.
type Known map[string]onayclient.Transaction

// Compare is [Known.Compare] with all that is known of a card.
func (t *Tx) Compare(ctx context.Context, cardID int64, list []onayclient.Transaction) (Changes, error) {
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = x.ID
	}
	known, err := transactionsByID(ctx, t.tx, cardID, ids)
	if err != nil {
		return Changes{}, err
	}
	return known.Compare(list), nil
}

// Compare tells what of a listing is new, and what differs from what is
// known. A row that the listing repeats counts once.
func (k Known) Compare(list []onayclient.Transaction) (c Changes) {
	seen := make(map[string]bool, len(list))
	for _, x := range list {
		if seen[x.ID] {
			continue
		}
		seen[x.ID] = true
		was, found := k[x.ID]
		switch {
		case !found:
			c.New = append(c.New, x)
		case !sameTransaction(was, x):
			c.Amended = append(c.Amended, x)
		}
	}
	return c
}

// sameTransaction compares as far as the file keeps a row: to the millisecond.
func sameTransaction(a, b onayclient.Transaction) bool {
	sameTime := millis(a.At) == millis(b.At)
	a.At = b.At
	if !b.HasBalance {
		b.Balance = 0
	}
	return sameTime && a == b
}

// TransactionsByID reads the rows of a card with the ids, in their order;
// those that are not known are left out.
func (s *Store) TransactionsByID(ctx context.Context, cardID int64, ids []string) ([]onayclient.Transaction, error) {
	known, err := transactionsByID(ctx, s.r, cardID, ids)
	if err != nil {
		return nil, err
	}
	var list []onayclient.Transaction
	for _, id := range ids {
		if x, found := known[id]; found {
			list = append(list, x)
		}
	}
	return list, nil
}

const transactionColumns = "tx_id, at, kind, route, vehicle, amount, balance"

// byIDs reads rows of a card by eight ids, so that it is prepared but once.
const byIDs = "SELECT " + transactionColumns + ` FROM transactions
	WHERE card_id = +? AND tx_id IN (+?, +?, +?, +?, +?, +?, +?, +?)`

func transactionsByID(ctx context.Context, q queryer, cardID int64, ids []string) (Known, error) {
	known := make(Known, len(ids))
	for some := range slices.Chunk(ids, 8) {
		args := make([]any, 9) // without an id: NULL, which no row has
		args[0] = cardID
		for i, id := range some {
			args[1+i] = id
		}
		rows, err := q.QueryContext(ctx, byIDs, args...)
		list, err := collect(rows, err, scanTransaction)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			known[x.ID] = x
		}
	}
	return known, nil
}

// KnownSince reads the rows of some cards from a moment on, by the card.
func (s *Store) KnownSince(ctx context.Context, cards []Card, from time.Time) (map[int64]Known, error) {
	list, err := idsOf(cards)
	if err != nil {
		return nil, err
	}
	rows, err := s.r.QueryContext(ctx, "SELECT "+transactionColumns+`, card_id FROM transactions INDEXED BY transactions_at
		WHERE card_id IN (SELECT value FROM json_each(+?)) AND at >= +?`, list, millis(from))
	known := make(map[int64]Known, len(cards))
	_, err = collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
		var card int64
		x, err := scanBeside(rows, &card)
		if known[card] == nil {
			known[card] = Known{}
		}
		known[card][x.ID] = x
		return struct{}{}, err
	})
	return known, err
}

func scanTransaction(rows *sql.Rows) (onayclient.Transaction, error) { return scanBeside(rows) }

// scanBeside is scanTransaction of a row that has more columns at its end.
func scanBeside(rows *sql.Rows, more ...any) (x onayclient.Transaction, err error) {
	var at int64
	var balance sql.NullInt64
	err = rows.Scan(append([]any{&x.ID, &at, &x.Kind, &x.Route, &x.Vehicle, &x.Amount, &balance}, more...)...)
	x.At, x.Balance, x.HasBalance = fromMillis(at), onayclient.Money(balance.Int64), balance.Valid
	return x, err
}
