package store

import (
	"context"
	"testing"
	"time"
)

func TestWhoKnowsOfTheOutage(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2, 3, 4)
	card := addCard(t, s, 1)
	wants, other, away := follow(t, s, 1, card), follow(t, s, 2, card), follow(t, s, 3, card)
	follow(t, s, 4, card)
	untold := func() (list []ChatLink) {
		t.Helper()
		list, err := s.OutageUnknown(t.Context(), SubscribeRides|SubscribeNoRide)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		for chat, link := range map[int64]int64{1: wants, 2: other, 3: away} {
			wish := SubscribeRides
			if chat == 2 {
				wish = SubscribeNoRide
			}
			if err := tx.SetAlerts(ctx, chat, link, Alerts{Subscriptions: wish}); err != nil {
				return err
			}
		}
		return tx.SetBlocked(ctx, 3, start, start)
	})
	equal(t, "to be told", untold(), []ChatLink{{1, wants}, {2, other}})
	write(t, s, func(ctx context.Context, tx *Tx) error {
		if err := tx.SetOutageKnown(ctx, 1, true); err != nil {
			return err
		}
		return tx.Enqueue(ctx, Event{ChatID: 1, LinkID: wants, Kind: EventOutage, CreatedAt: start, DueAt: start.Add(minute)}, nil)
	})
	equal(t, "still to be told", untold(), []ChatLink{{2, other}})
	told, err := s.OutageKnown(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "told", told, []ChatLink{{1, wants}})
	write(t, s, func(ctx context.Context, tx *Tx) error {
		for _, c := range []struct {
			now  time.Time
			want bool
		}{{start.Add(minute), false}, {start, true}, {start, false}} {
			unsent, err := tx.WithdrawOutage(ctx, 1, c.now)
			if err != nil {
				return err
			}
			equal(t, "unsent", unsent, c.want)
		}
		return nil
	})
}
