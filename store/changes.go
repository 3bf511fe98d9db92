package store

import (
	"context"
	"database/sql"
	"errors"

	"onaybot/onayclient"
)

// Changes is what a listing of the cabinet says that was not known of a card.
type Changes struct {
	New     []onayclient.Transaction
	Amended []onayclient.Transaction // as they are now
}

// Compare tells what of a listing is new, and what differs from what is
// known. A row that the listing repeats counts once.
func (t *Tx) Compare(ctx context.Context, cardID int64, list []onayclient.Transaction) (c Changes, err error) {
	seen := map[string]bool{}
	for _, x := range list {
		if seen[x.ID] {
			continue
		}
		seen[x.ID] = true
		known, err := transaction(ctx, t.tx, cardID, x.ID)
		switch {
		case errors.Is(err, ErrNotFound):
			c.New = append(c.New, x)
		case err != nil:
			return Changes{}, err
		case !sameTransaction(known, x):
			c.Amended = append(c.Amended, x)
		}
	}
	return c, nil
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
	var list []onayclient.Transaction
	for _, id := range ids {
		x, err := transaction(ctx, s.r, cardID, id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, nil
}

func transaction(ctx context.Context, q queryer, cardID int64, id string) (x onayclient.Transaction, err error) {
	var at int64
	var balance sql.NullInt64
	err = q.QueryRowContext(ctx, `SELECT tx_id, at, kind, route, vehicle, amount, balance FROM transactions
		WHERE card_id = +? AND tx_id = +?`, cardID, id).
		Scan(&x.ID, &at, &x.Kind, &x.Route, &x.Vehicle, &x.Amount, &balance)
	x.At, x.Balance, x.HasBalance = fromMillis(at), onayclient.Money(balance.Int64), balance.Valid
	return x, translate(err)
}
