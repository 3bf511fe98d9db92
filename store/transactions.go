package store

import (
	"context"
	"database/sql"
	"time"

	"onaybot/onayclient"
)

// SaveTransactions writes what the cabinet listed for a card from the given
// moment on; a row it has amended since is overwritten. What earlier readings
// cover stays covered, unless there is a gap between.
func (t *Tx) SaveTransactions(ctx context.Context, cardID int64, list []onayclient.Transaction, from, now time.Time) error {
	for _, x := range list {
		balance := sql.NullInt64{Int64: int64(x.Balance), Valid: x.HasBalance}
		_, err := t.exec(ctx, `INSERT INTO transactions (card_id, tx_id, at, kind, route, vehicle, amount, balance)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (card_id, tx_id) DO UPDATE SET at = excluded.at,
			kind = excluded.kind, route = excluded.route, vehicle = excluded.vehicle,
			amount = excluded.amount, balance = excluded.balance`,
			cardID, x.ID, millis(x.At), string(x.Kind), x.Route, x.Vehicle, int64(x.Amount), balance)
		if err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, `UPDATE cards SET rides_at = ?,
		rides_from = CASE WHEN rides_from < ? AND rides_at >= ? THEN rides_from ELSE ? END WHERE id = ?`,
		millis(now), millis(from), millis(from), millis(from), cardID)
	return err
}

// Transactions lists a card's rides and top-ups from a moment (included) to
// another (excluded), newest first.
func (s *Store) Transactions(ctx context.Context, cardID int64, from, to time.Time) ([]onayclient.Transaction, error) {
	rows, err := s.r.QueryContext(ctx, "SELECT "+transactionColumns+` FROM transactions
		WHERE card_id = +? AND at >= ? AND at < ? ORDER BY at DESC, tx_id`, cardID, millis(from), millis(to))
	return collect(rows, err, scanTransaction)
}
