package store

import (
	"context"
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestPurgeTransactionsKeepsTheYounger(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	id := addCard(t, s, 1)
	follow(t, s, 1, id)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		for ago := range 3 {
			if err := tx.AddDay(ctx, id, 20261122-ago, 12000, 0); err != nil {
				return err
			}
		}
		return tx.SaveTransactions(ctx, id, []onayclient.Transaction{
			{ID: "old", At: start.Add(-48 * time.Hour), Kind: onayclient.KindRide},
			{ID: "new", At: start, Kind: onayclient.KindRide},
		}, start.Add(-72*time.Hour), start)
	})
	if err := s.PurgeTransactions(t.Context(), start.Add(-24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	list, err := s.Transactions(t.Context(), id, time.Time{}, start.Add(time.Hour))
	if err != nil || len(list) != 1 || list[0].ID != "new" {
		t.Errorf("left %v, %v", list, err)
	}
	days, err := s.Days(t.Context(), id, 0, 99999999)
	if err != nil || len(days) != 2 || days[0].Day != 20261121 {
		t.Errorf("left %v, %v", days, err)
	}
}
