package store

import (
	"context"
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestWishesAreNeverRenumbered(t *testing.T) {
	t.Parallel()
	for want, wish := range map[Subscriptions]Subscriptions{
		1: SubscribeShort, 2: SubscribeNegative, 4: SubscribeTopUp, 8: SubscribeBlocked, 16: SubscribeRides, 32: SubscribeNoRide, 64: SubscribeType, 128: SubscribeDigest,
	} {
		equal(t, "stored bit", wish, want)
	}
	if !DefaultSubscriptions.Has(SubscribeNegative) || !DefaultSubscriptions.Has(SubscribeBlocked) || DefaultSubscriptions.Has(SubscribeRides|SubscribeTopUp|SubscribeShort) {
		t.Errorf("a new link wishes %b", DefaultSubscriptions)
	}
}

func TestAlertsAreKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link := follow(t, s, 1, addCard(t, s, 1))
	want := Alerts{
		Subscriptions: SubscribeRides | SubscribeNoRide, NoRideBy: 510, QuietFrom: 1320, QuietTo: 420,
		SnoozedUntil: start.Add(time.Hour), RidesSince: start, Negative: true, LowAt: start, TopUpAt: start.Add(minute),
	}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		if err := tx.SetKnown(ctx, Link{ID: link, Alerts: want}); err != nil {
			return err
		}
		chosen := want
		chosen.Negative, chosen.LowAt = false, time.Time{} // what is known is not chosen
		return tx.SetAlerts(ctx, 1, link, chosen)
	})
	equal(t, "alerts", linkOf(t, s, 1, link).Alerts, want)

	write(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.SetThreshold(ctx, 1, link, 5, onayclient.Tenge(600), true)
	})
	l := linkOf(t, s, 1, link)
	if l.ThresholdRides != 5 || l.Threshold != onayclient.Tenge(600) || !l.Low {
		t.Errorf("threshold in rides: %+v", l)
	}
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetThreshold(ctx, 1, link, 0, 70000, false) })
	if l := linkOf(t, s, 1, link); l.ThresholdRides != 0 || l.Threshold != 70000 {
		t.Errorf("threshold in money: %+v", l)
	}
}

func TestNewLinkKnowsTheStateItSaw(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	var card int64
	write(t, s, func(ctx context.Context, tx *Tx) (err error) {
		c := reading(t, 1, -80, start)
		c.Blocked = true
		card, err = tx.SaveReading(ctx, c, Plan{NextAt: start})
		return err
	})
	l := linkOf(t, s, 1, follow(t, s, 1, card))
	if !l.Negative || !l.Stopped {
		t.Errorf("knows %+v", l.Alerts)
	}
}

func TestForgottenEventsAreFoundAnew(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link, other := follow(t, s, 1, addCard(t, s, 1)), follow(t, s, 1, addCard(t, s, 2))
	write(t, s, func(ctx context.Context, tx *Tx) error {
		for _, id := range []int64{link, other} {
			knows := Alerts{Negative: true, Stopped: true}
			if err := tx.SetKnown(ctx, Link{ID: id, Low: true, Alerts: knows}); err != nil {
				return err
			}
			for _, kind := range []EventKind{EventNegative, EventRides} {
				e := Event{ChatID: 1, LinkID: id, Kind: kind, CreatedAt: start, DueAt: start}
				if err := tx.Enqueue(ctx, e, nil); err != nil {
					return err
				}
			}
		}
		return tx.ForgetEvents(ctx, link)
	})
	equal(t, "events left", count(t, s, "outbox"), 2)
	if l := linkOf(t, s, 1, link); !l.Low || l.Negative || !l.Stopped {
		t.Errorf("knows %+v", l)
	}
	if l := linkOf(t, s, 1, other); !l.Negative {
		t.Errorf("the other link was changed: %+v", l)
	}
}

func TestDaysAddUp(t *testing.T) {
	t.Parallel()
	s := open(t)
	card, other := addCard(t, s, 1), addCard(t, s, 2)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		for _, d := range []struct {
			card int64
			Day
		}{
			{card, Day{Day: 20261121, Spent: 60}}, {card, Day{Day: 20261122, Spent: 60}}, {card, Day{Day: 20261122, Added: 500}},
			{card, Day{Day: 20261122, Spent: 60}}, {other, Day{Day: 20261122, Spent: 1, Added: 1}},
			{card, Day{Day: 20261125, Since: 20261123, Spent: 60}}, {card, Day{Day: 20261125, Spent: 60}},
			{card, Day{Day: 20261127, Spent: 60}}, {card, Day{Day: 20261127, Since: 20261125, Spent: 60}},
		} {
			if err := tx.AddDay(ctx, d.card, d.Day); err != nil {
				return err
			}
		}
		return nil
	})
	days, err := s.Days(t.Context(), card, 20261122, 20261201)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "days", days, []Day{
		{Day: 20261122, Spent: 120, Added: 500}, {Day: 20261125, Since: 20261123, Spent: 120}, {Day: 20261127, Since: 20261125, Spent: 120},
	})
}
