package cards

import (
	"errors"
	"testing"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

func TestWrongNumbersAreToldWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t).request(5).W
	good := number(t, 1).Digits()
	typo := good[:18] + string('0'+('9'-good[18])) // never the same digit
	for typed, want := range map[string]texts.HTML{
		good[:18]:  w.N("number.length", 18),
		good + "0": w.N("number.length", 20),
		typo:       w.T("number.luhn"),
		"Mum":      w.T("number.not_number"),
		"1234":     w.N("number.length", 4),
	} {
		_, err := onayclient.ParseTyped(typed)
		if got := wrongNumber(w, err); err == nil || got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

// A card's new followers are counted once a day: neither a chat that comes again nor a person's
// other chats are among the twenty.
func TestNewFollowersAreCountedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := func(chat, person int64) *chat.Request {
		return w.Request(store.Chat{ID: chat, Kind: store.Group}, person)
	}
	follow := func(r *chat.Request) error {
		err := w.Store.Tx(t.Context(), func(tx *store.Tx) error { return mayFollow(r, tx.Queries, number(t, 1)) })
		if err != nil {
			return err
		}
		return w.Store.Tx(t.Context(), func(tx *store.Tx) error { return countFollower(r, tx, number(t, 1)) })
	}
	for n := range int64(50) {
		for _, r := range []*chat.Request{w.request(1), w.request(2), in(-1-n, 1), in(-100, 200+n)} {
			if err := follow(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	for n := range int64(newFollowersADay - 3) {
		if err := follow(w.request(500 + n)); err != nil {
			t.Fatalf("follower %d: %v", 4+n, err)
		}
	}
	var limit *chat.Limit
	if err := follow(w.request(900)); !errors.As(err, &limit) || limit.Key != "limit.followers" {
		t.Errorf("one too many: %v", err)
	}
	if err := follow(w.request(500)); err != nil {
		t.Errorf("one of them, who comes again: %v", err)
	}
}

func TestNewCardsAreCountedByPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.request(5)
	count := func(r *chat.Request, n int) error { return w.cards.countNewCard(r, number(t, n)) }
	for n := range newCardsADay {
		if err := count(r, n); err != nil {
			t.Fatal(err)
		}
	}
	w.cards.refundNewCard(r)
	if err := count(r, 50); err != nil {
		t.Fatal(err)
	}
	var limit *chat.Limit
	if err := count(r, 51); !errors.As(err, &limit) || limit.Key != "limit.cards" || !limit.Until.Equal(start.Add(day)) {
		t.Errorf("error %v", err)
	}
	if err := count(w.Request(store.Chat{ID: -7, Kind: store.Group}, 5), 51); !errors.As(err, &limit) {
		t.Errorf("in a group: error %v", err)
	}
	if err := count(w.request(6), 51); err != nil {
		t.Errorf("another person: %v", err)
	}
}
