package store

import (
	"context"
	"encoding/json"
	"time"

	"onaybot/onayclient"
)

// Transaction is a row of a card's history as the file keeps it.
type Transaction struct {
	onayclient.Transaction
	RowID int64 // its own; the cabinet's id is a hint only
}

const transactionQuery = `SELECT cabinet_id, at, kind, word, route, vehicle, amount, coalesce(balance, 0),
	balance IS NOT NULL, transactions.id FROM transactions `

// SaveTransactions writes what the cabinet listed for a card from the given moment on, and
// returns what that changes, see [Queries.Compare]. What earlier readings cover stays covered,
// unless there is a gap between.
func (t *Tx) SaveTransactions(ctx context.Context, cardID int64, list []onayclient.Transaction, from, now time.Time) (
	Changes, error) {
	c, err := t.Compare(ctx, cardID, list, from)
	if err != nil {
		return c, err
	}
	for _, changed := range [][]Transaction{c.New, c.Amended, c.Renamed} {
		for i := range changed {
			if err := t.saveTransaction(ctx, cardID, &changed[i]); err != nil {
				return c, err
			}
		}
	}
	err = t.exec(ctx, `UPDATE cards SET rides_at = ?1,
		rides_from = CASE WHEN rides_from < ?2 AND rides_at >= ?2 THEN rides_from ELSE ?2 END WHERE id = ?3`,
		now, from, cardID)
	return c, err
}

// saveTransaction adds a row, and sets its own id, or writes over the one that has it.
func (t *Tx) saveTransaction(ctx context.Context, cardID int64, x *Transaction) (err error) {
	x.RowID, err = one[int64](ctx, t.Queries, `INSERT INTO transactions
			(id, card_id, cabinet_id, at, kind, word, route, vehicle, amount, balance)
		VALUES (nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, iif(?, ?, NULL))
		ON CONFLICT (id) DO UPDATE SET cabinet_id = excluded.cabinet_id, at = excluded.at, kind = excluded.kind,
			word = excluded.word, route = excluded.route, vehicle = excluded.vehicle, amount = excluded.amount,
			balance = excluded.balance RETURNING id`,
		x.RowID, cardID, x.ID, x.At, x.Kind, x.Word, x.Route, x.Vehicle, x.Amount, x.HasBalance, x.Balance)
	return err
}

// Transactions lists a card's transactions from a moment (included) to
// another (excluded), newest first. From the zero time on are all.
func (q Queries) Transactions(ctx context.Context, cardID int64, from, to time.Time) ([]onayclient.Transaction, error) {
	rows, err := all[Transaction](ctx, q, transactionQuery+
		"WHERE card_id = ? AND at >= coalesce(?, 0) AND at < ? ORDER BY at DESC, cabinet_id", cardID, from, to)
	var list []onayclient.Transaction
	for _, x := range rows {
		list = append(list, x.Transaction)
	}
	return list, err
}

// LastRides lists a card's newest rides that cost something, from a moment on, newest first.
func (q Queries) LastRides(ctx context.Context, cardID int64, from time.Time, limit int) ([]Transaction, error) {
	return all[Transaction](ctx, q, transactionQuery+`
		WHERE card_id = ? AND at >= coalesce(?, 0) AND kind = ? AND amount < 0 ORDER BY at DESC, cabinet_id LIMIT ?`, cardID, from, string(onayclient.KindRide), limit)
}

// TransactionsByID reads those of some rows of a card that are there still, in the order of
// their ids.
func (q Queries) TransactionsByID(ctx context.Context, cardID int64, ids []int64) ([]Transaction, error) {
	rows, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	return all[Transaction](ctx, q, transactionQuery+
		"JOIN json_each(?) ON transactions.id = value WHERE card_id = ? ORDER BY key", string(rows), cardID)
}

// PurgeTransactions drops the transactions made before the given moment,
// and the days before that of it (in UTC).
func (s *Store) PurgeTransactions(ctx context.Context, before time.Time) error {
	return s.Tx(ctx, func(tx *Tx) error {
		if err := tx.exec(ctx, "DELETE FROM transactions WHERE at < ?", before); err != nil {
			return err
		}
		if err := tx.exec(ctx, "DELETE FROM days WHERE day < ?", before.Unix()/(24*60*60)); err != nil {
			return err
		}
		return tx.exec(ctx, "UPDATE cards SET rides_from = ?1 WHERE rides_from < ?1", before)
	})
}

// unseen are the cards with rides of which no chat has proof any more.
const unseen = `rides_from IS NOT NULL AND NOT EXISTS (
	SELECT 1 FROM links WHERE links.card_id = cards.id AND links.proved_at IS NOT NULL)`

// DropUnseen drops the rides of a card if no chat has proof of it any more, with the fare that
// they told and with what the policy wrote down, which may hold their times.
func (t *Tx) DropUnseen(ctx context.Context, cardID int64) error {
	n, err := t.affected(ctx, `UPDATE cards SET rides_at = NULL, rides_from = NULL, learned_fare = NULL,
		learned_since = NULL, policy_notes = NULL WHERE id = ? AND `+unseen, cardID)
	if err != nil || n == 0 {
		return err
	}
	return t.exec(ctx, "DELETE FROM transactions WHERE card_id = ?", cardID)
}

// DropAllUnseen drops the rides of all cards of which no chat has proof. Where they were
// read to check a proof alone, the policy wrote nothing down of them, so its notes stay.
func (s *Store) DropAllUnseen(ctx context.Context) error {
	return s.Tx(ctx, func(tx *Tx) error {
		err := tx.exec(ctx, "DELETE FROM transactions WHERE card_id IN (SELECT id FROM cards WHERE "+unseen+")")
		if err == nil {
			err = tx.exec(ctx, "UPDATE cards SET rides_at = NULL, rides_from = NULL, "+
				"learned_fare = NULL, learned_since = NULL WHERE "+unseen)
		}
		return err
	})
}

// Day is what a card's balance lost and gained on a day, or on several, all
// above zero, as far as the readings show.
type Day struct {
	Day     int              // counted from 1 January 1970, the last of several
	Since   int              // the first of several; 0: it was one
	Spent   onayclient.Money // on rides
	Added   onayclient.Money
	Charged onayclient.Money // lost besides, and too much to be rides
}

// AddDay adds to what a card's balance lost and gained on a day.
func (t *Tx) AddDay(ctx context.Context, cardID int64, d Day) error {
	return t.exec(ctx, `INSERT INTO days (card_id, day, since, spent, added, charged) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (card_id, day) DO UPDATE SET spent = spent + excluded.spent, added = added + excluded.added,
			charged = charged + excluded.charged, since = CASE WHEN min(since, excluded.since) > 0
				THEN min(since, excluded.since) ELSE max(since, excluded.since) END`,
		cardID, d.Day, d.Since, d.Spent, d.Added, d.Charged)
}

// Days lists the days of a card on which its balance changed, from a day to
// another, both included.
func (q Queries) Days(ctx context.Context, cardID int64, from, to int) ([]Day, error) {
	return all[Day](ctx, q, `SELECT day, since, spent, added, charged FROM days
		WHERE card_id = ? AND day BETWEEN ? AND ? ORDER BY day`, cardID, from, to)
}
