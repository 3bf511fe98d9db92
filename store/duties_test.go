package store

import (
	"context"
	"testing"
	"time"
)

func dueDuties(t *testing.T, s *Store, now time.Time, limit int) []Check {
	t.Helper()
	duties, err := s.DueChecks(t.Context(), now, limit)
	if err != nil {
		t.Fatal(err)
	}
	return duties
}

func TestDutiesFallDue(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	card := addCard(t, s, 1)
	link, away := follow(t, s, 1, card), follow(t, s, 2, card)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		for _, d := range []Check{
			{link, 1, CheckDigest, start.Add(minute)}, {link, 1, CheckNoRide, start}, {link, 1, CheckEvening, start.Add(2 * minute)},
			{away, 2, CheckNoRide, start},
		} {
			if err := tx.SetCheck(ctx, d.LinkID, d.Kind, d.DueAt); err != nil {
				return err
			}
		}
		return tx.SetBlocked(ctx, 2, start, start)
	})
	equal(t, "too early", dueDuties(t, s, start.Add(-minute), 9), []Check(nil))
	equal(t, "due", dueDuties(t, s, start.Add(minute), 9),
		[]Check{{link, 1, CheckNoRide, start}, {link, 1, CheckDigest, start.Add(minute)}})
	equal(t, "limited", len(dueDuties(t, s, start.Add(minute), 1)), 1)

	write(t, s, func(ctx context.Context, tx *Tx) error {
		if err := tx.SetCheck(ctx, link, CheckNoRide, start.Add(time.Hour)); err != nil {
			return err
		}
		return tx.SetCheck(ctx, link, CheckDigest, time.Time{})
	})
	equal(t, "put off", dueDuties(t, s, start.Add(minute), 9), []Check(nil))
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RemoveLink(ctx, 1, link, start) })
	equal(t, "of a removed card", dueDuties(t, s, start.Add(2*time.Hour), 9), []Check(nil))
}
