package store

import (
	"context"
	"testing"
	"time"

	"onaybot/onayclient"
)

func addLink(t *testing.T, s *Store, l NewLink) error {
	t.Helper()
	return try(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.AddLink(ctx, l, start)
		return err
	})
}

func TestNewLink(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	card := addCard(t, s, 1)
	err := addLink(t, s, NewLink{ChatID: 1, CardID: card, Threshold: onayclient.Tenge(700), Low: true, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.LinkOf(t.Context(), 1, number(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "link", l, Link{
		ID: l.ID, ChatID: 1, Threshold: onayclient.Tenge(700), Low: true, Since: start, Alerts: Alerts{Subscriptions: DefaultSubscriptions},
		Card: Card{Card: reading(t, 1, 540, start), ID: card, NextAt: start.Add(15 * minute)},
	})
}

func TestAddLinkRefuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	first, second, third := addCard(t, s, 1), addCard(t, s, 2), addCard(t, s, 3)
	follow(t, s, 1, first)
	follow(t, s, 1, second)
	for _, c := range []struct {
		name string
		link NewLink
		want error
	}{
		{"a card linked already", NewLink{ChatID: 1, CardID: first, Limit: 20}, ErrExists},
		{"one more than the limit", NewLink{ChatID: 1, CardID: third, Limit: 2}, ErrFull},
		{"within the limit", NewLink{ChatID: 1, CardID: third, Limit: 3}, nil},
		{"another chat's limit", NewLink{ChatID: 2, CardID: third, Limit: 1}, nil},
	} {
		t.Run(c.name, func(t *testing.T) { wantErr(t, addLink(t, s, c.link), c.want) })
	}
	if err := addLink(t, s, NewLink{ChatID: 404, CardID: first, Limit: 1}); err == nil {
		t.Error("a link to no chat was made")
	}
	if err := addLink(t, s, NewLink{ChatID: 1, CardID: 404, Limit: 20}); err == nil {
		t.Error("a link to no card was made")
	}
}

func TestLinkHasItsCardReadAgain(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	card := addCard(t, s, 1)
	follow(t, s, 1, card)
	setBlocked(t, s, 1, start, start)
	follow(t, s, 2, card)
	equal(t, "next reading", cardOf(t, s, 1).NextAt, start)
}

func TestLinksOfOthersAreNotFound(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	link := follow(t, s, 1, addCard(t, s, 1))
	_, err := s.Link(t.Context(), 2, link)
	wantErr(t, err, ErrNotFound)
	_, err = s.LinkOf(t.Context(), 2, number(t, 1))
	wantErr(t, err, ErrNotFound)
	for name, change := range map[string]func(context.Context, *Tx) error{
		"rename":    func(ctx context.Context, tx *Tx) error { return tx.RenameLink(ctx, 2, link, "mine") },
		"threshold": func(ctx context.Context, tx *Tx) error { return tx.SetThreshold(ctx, 2, link, 0, 1, false) },
		"alerts":    func(ctx context.Context, tx *Tx) error { return tx.SetAlerts(ctx, 2, link, Alerts{}) },
		"remove":    func(ctx context.Context, tx *Tx) error { return tx.RemoveLink(ctx, 2, link, start) },
		"knowledge": func(ctx context.Context, tx *Tx) error { return tx.SetKnown(ctx, Link{ID: 404, Low: true}) },
	} {
		if err := try(t, s, change); err != nil {
			wantErr(t, err, ErrNotFound)
		} else {
			t.Errorf("%s: another chat's link was changed", name)
		}
	}
	if l := linkOf(t, s, 1, link); l.Name != "" || l.Threshold != onayclient.Tenge(500) {
		t.Errorf("link %+v was changed", l)
	}
}

func TestRenameAndThreshold(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1)
	link, other := follow(t, s, 1, addCard(t, s, 1)), follow(t, s, 1, addCard(t, s, 2))
	enqueue(t, s, 1, link, start)
	enqueue(t, s, 1, other, start)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		if err := tx.RenameLink(ctx, 1, link, "Мама <3"); err != nil {
			return err
		}
		return tx.SetThreshold(ctx, 1, link, 0, onayclient.Tenge(1000), true)
	})
	l := linkOf(t, s, 1, link)
	if l.Name != "Мама <3" || l.Threshold != onayclient.Tenge(1000) || !l.Low {
		t.Errorf("link %+v", l)
	}
	equal(t, "alerts of the old threshold", count(t, s, "outbox"), 1)
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
		equal(t, c.name, order(t, s, 1), c.want)
	}
	added := follow(t, s, 1, addCard(t, s, 4))
	equal(t, "a new one comes last", order(t, s, 1), []int64{ids[2], ids[0], ids[1], added})
}

func order(t *testing.T, s *Store, chat int64) (ids []int64) {
	t.Helper()
	links, err := s.Links(t.Context(), chat)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range links {
		ids = append(ids, l.ID)
	}
	return ids
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

func TestRemoveLinkStopsReadingForTheUnreachable(t *testing.T) {
	t.Parallel()
	s := open(t)
	addChat(t, s, 1, 2)
	card := addCard(t, s, 1)
	first := follow(t, s, 1, card)
	follow(t, s, 2, card)
	setBlocked(t, s, 2, start, start)
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.RemoveLink(ctx, 1, first, start) })
	equal(t, "next reading", cardOf(t, s, 1).NextAt, time.Time{})
}
