package store

import (
	"context"
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestNewLink(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	read := reading(t, 1, -80, start)
	read.Blocked = true
	card := saveReading(t, s, read, Plan{NextAt: start.Add(15 * minute)})
	write(t, s, func(ctx context.Context, tx *Tx) error {
		l := NewLink{ChatID: 1, CardID: card, Threshold: onayclient.Tenge(700), Low: true, Limit: 1}
		_, err := tx.AddLink(ctx, l, start)
		return err
	})
	l, err := s.LinkOf(t.Context(), 1, number(t, 1))
	equal(t, "link, which knows the state that was seen", []any{l, err}, []any{Link{
		ID: l.ID, ChatID: 1, Threshold: onayclient.Tenge(700), Low: true, Since: start,
		Alerts: Alerts{
			Subscriptions: DefaultSubscriptions, Negative: true, Stopped: true, Judged: -8000, HasJudged: true,
		},
		Card: Card{Card: read, ID: card, NextAt: start.Add(15 * minute)},
	}, nil})
}

func TestAddLinkRefuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	first, second, third := addCard(t, s, 1), addCard(t, s, 2), addCard(t, s, 3)
	follow(t, s, 1, first)
	follow(t, s, 1, second)
	add := func(l NewLink) error {
		return try(t, s, func(ctx context.Context, tx *Tx) error {
			_, err := tx.AddLink(ctx, l, start)
			return err
		})
	}
	wantErr(t, add(NewLink{ChatID: 1, CardID: first, Limit: 20}), ErrExists)
	wantErr(t, add(NewLink{ChatID: 1, CardID: third, Limit: 2}), ErrFull)
	wantErr(t, add(NewLink{ChatID: 1, CardID: third, Limit: 3}), nil)
	wantErr(t, add(NewLink{ChatID: 2, CardID: third, Limit: 1}), nil)
	for what, l := range map[string]NewLink{
		"chat": {ChatID: 404, CardID: first, Limit: 1}, "card": {ChatID: 1, CardID: 404, Limit: 20},
	} {
		if add(l) == nil {
			t.Errorf("a link to no %s was made", what)
		}
	}
}

func TestLinksOfOthersAreNotFound(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	link := follow(t, s, 1, addCard(t, s, 1))
	want := linkOf(t, s, 1, link)
	_, err := s.Link(t.Context(), 2, link)
	wantErr(t, err, ErrNotFound)
	_, err = s.LinkOf(t.Context(), 2, number(t, 1))
	wantErr(t, err, ErrNotFound)
	for _, change := range []func(context.Context, *Tx) error{
		func(ctx context.Context, tx *Tx) error { return tx.RenameLink(ctx, 2, link, "mine") },
		func(ctx context.Context, tx *Tx) error { return tx.SetThreshold(ctx, Link{ID: link, ChatID: 2}) },
		func(ctx context.Context, tx *Tx) error { return tx.SetAlerts(ctx, 2, link, Alerts{}) },
		func(ctx context.Context, tx *Tx) error { return tx.RemoveLink(ctx, 2, link, start) },
		func(ctx context.Context, tx *Tx) error { return tx.SetKnown(ctx, Link{ID: 404, Low: true}) },
	} {
		wantErr(t, try(t, s, change), ErrNotFound)
	}
	equal(t, "link", linkOf(t, s, 1, link), want)
}

func TestWhatAChatChoosesIsKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link := follow(t, s, 1, addCard(t, s, 1))
	want := linkOf(t, s, 1, link)
	want.Name, want.DeclaredFare = "Мама <3", onayclient.FareHalf
	want.Threshold, want.Low = onayclient.Tenge(600), true
	want.Alerts = Alerts{
		Subscriptions: SubscribeRides | SubscribeNoRide, ThresholdRides: 5, NoRideBy: 510, NoRideBy2: 870,
		QuietFrom: 1320, QuietTo: 420, SnoozedUntil: start.Add(time.Hour), NoRideSilentUntil: start.Add(20 * time.Hour),
		RidesSince: start, Negative: true, LowAt: start, TopUpAt: start.Add(minute), Judged: 48000, HasJudged: true,
	}
	for _, change := range []func(context.Context, *Tx) error{
		func(ctx context.Context, tx *Tx) error { return tx.RenameLink(ctx, 1, link, want.Name) },
		func(ctx context.Context, tx *Tx) error { return tx.SetKnown(ctx, Link{ID: link, Alerts: want.Alerts}) },
		func(ctx context.Context, tx *Tx) error {
			chosen := want.Alerts
			chosen.Negative, chosen.LowAt = false, time.Time{} // what is known is not chosen
			return tx.SetAlerts(ctx, 1, link, chosen)
		},
		func(ctx context.Context, tx *Tx) error { return tx.SetThreshold(ctx, want) },
	} {
		write(t, s, change)
	}
	equal(t, "link", linkOf(t, s, 1, link), want)

	want.ThresholdRides, want.Threshold = 0, 70000
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetThreshold(ctx, want) })
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.ForgetLow(ctx, 1) })
	want.Low, want.Judged, want.HasJudged = false, 0, false
	equal(t, "with a threshold in money, told anew", linkOf(t, s, 1, link), want)
}

func TestSubscriptionsAreNeverRenumbered(t *testing.T) {
	t.Parallel()
	equal(t, "stored bits", []Subscriptions{
		SubscribeShort, SubscribeNegative, SubscribeTopUp, SubscribeBlocked,
		SubscribeRides, SubscribeNoRide, SubscribeType, SubscribeDigest,
	}, []Subscriptions{1, 2, 4, 8, 16, 32, 64, 128})
	equal(t, "of a new link", DefaultSubscriptions, SubscribeNegative|SubscribeBlocked)
	equal(t, "has one of two", DefaultSubscriptions.Has(SubscribeBlocked|SubscribeRides), true)
	equal(t, "has rides", DefaultSubscriptions.Has(SubscribeRides), false)
}

func TestMoveLinkUp(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	var ids []int64
	for n := range 3 {
		ids = append(ids, follow(t, s, 1, addCard(t, s, n)))
	}
	other := follow(t, s, 2, addCard(t, s, 3))
	order := func() (ids []int64) {
		links, err := s.Links(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range links {
			ids = append(ids, l.ID)
		}
		return ids
	}
	for _, c := range []struct {
		name string
		up   int64
		want []int64
	}{
		{"the last", ids[2], []int64{ids[0], ids[2], ids[1]}},
		{"again", ids[2], []int64{ids[2], ids[0], ids[1]}},
		{"the first stays", ids[2], []int64{ids[2], ids[0], ids[1]}},
		{"another chat's", other, []int64{ids[2], ids[0], ids[1]}},
	} {
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.MoveLinkUp(ctx, 1, c.up) })
		equal(t, c.name, order(), c.want)
	}
	added := follow(t, s, 1, addCard(t, s, 4))
	equal(t, "a new one comes last", order(), []int64{ids[2], ids[0], ids[1], added})
}

func TestRemoveLinkDropsAnUnfollowedCard(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	card := addCard(t, s, 1)
	first, second := follow(t, s, 1, card), follow(t, s, 2, card)
	saveRides(t, s, card, ride("a", start))
	enqueue(t, s, 1, first, start)
	remove := func(chat, link int64) {
		write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RemoveLink(ctx, chat, link, start) })
	}
	remove(1, first)
	equal(t, "events of the link", count(t, s, "outbox"), 0)
	equal(t, "rides of a card still followed", count(t, s, "transactions"), 1)
	remove(2, second)
	_, err := s.CardByPAN(t.Context(), number(t, 1))
	wantErr(t, err, ErrNotFound)
	equal(t, "rides of a card nobody follows", count(t, s, "transactions"), 0)
	if again := follow(t, s, 1, addCard(t, s, 1)); again <= second {
		t.Errorf("link id %d is used again, though old buttons may name it", again)
	}
}

// A card is read as long as somebody follows it who can be written to.
func TestCardsAreReadForThoseWhoCanBeTold(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	card := addCard(t, s, 1)
	away := follow(t, s, 1, card)
	setBlocked(t, s, 1, start, start)
	equal(t, "with nobody to tell", cardOf(t, s, 1).NextAt, time.Time{})
	here := follow(t, s, 2, card)
	equal(t, "once somebody is", cardOf(t, s, 1).NextAt, start)
	links, err := s.Followers(t.Context(), card)
	if err != nil || len(links) != 1 || links[0].ID != here {
		t.Errorf("followers %+v, %v; want link %d alone, not %d", links, err, here, away)
	}
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RemoveLink(ctx, 2, here, start) })
	equal(t, "when that one is gone", cardOf(t, s, 1).NextAt, time.Time{})
}
