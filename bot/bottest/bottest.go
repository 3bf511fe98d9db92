// Package bottest is what the tests of the features share: cards, and chats by a
// Telegram that takes every message. The cabinet does not answer.
package bottest

import (
	"context"
	"sync"
	"testing"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/internal/testkit"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
)

// Fares are those of Almaty.
var Fares = watch.Fares{
	Table: []watch.Fare{{City: "Almaty", From: testkit.Start.AddDate(-1, 0, 0), Full: 12000, Half: 6000}},
}

var catalogue = sync.OnceValues(func() (*texts.Catalogue, error) { return texts.Load(testkit.Almaty) })

// Catalogue is the texts.
func Catalogue(t testing.TB) *texts.Catalogue {
	t.Helper()
	c, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Card is a card of full fare that was read at [testkit.Start] with 540 tenge.
func Card(t testing.TB, n int) onayclient.Card {
	t.Helper()
	return onayclient.Card{PAN: testkit.Number(t, n), Type: "01.01", Balance: 54000, At: testkit.Start}
}

// World is what handlers work with.
type World struct {
	Store   *store.Store
	Watcher *watch.Watcher
	Outbox  *outbox.Outbox
	Chats   *chat.Chats
	Signer  telegram.Signer

	t testing.TB
}

// New makes a world without chats.
func New(t testing.TB) *World {
	t.Helper()
	db := testkit.Store(t)
	client, err := telegram.New(telegram.Config{
		Token: testkit.Token, APIURL: (&testkit.API{}).Serve(t), Store: db, Now: testkit.Now, Log: testkit.Quiet,
	})
	if err != nil {
		t.Fatal(err)
	}
	watcher, err := watch.New(t.Context(), watch.Config{
		Cabinet: noCabinet{}, Store: db, Policy: policy.Fixed(time.Hour), Fares: Fares, Fresh: time.Minute,
		Days: watch.NewCalendar(testkit.Almaty, nil), Now: testkit.Now, Log: testkit.Quiet, Wake: func() {},
	})
	if err != nil {
		t.Fatal(err)
	}
	out := outbox.New(outbox.Config{Store: db, Telegram: client, Now: testkit.Now, Log: testkit.Quiet})
	return &World{db, watcher, out, chat.New(chat.Config{
		Store: db, Telegram: client, Outbox: out, Texts: Catalogue(t), Fares: Fares, DownSince: watcher.DownSince,
		Now: testkit.Now, Log: testkit.Quiet,
	}), client.Signer(), t}
}

// noCabinet is a cabinet that does not answer.
type noCabinet struct{}

func (noCabinet) Card(context.Context, onayclient.PAN) (onayclient.Card, error) {
	return onayclient.Card{}, onayclient.ErrUnavailable
}

func (noCabinet) Transactions(context.Context, onayclient.PAN, time.Time, time.Time) ([]onayclient.Transaction, error) {
	return nil, onayclient.ErrUnavailable
}

// Private is a private chat.
func Private(id int64, lang texts.Lang) store.Chat {
	return store.Chat{ID: id, Kind: store.Private, Lang: string(lang)}
}

// Write writes into the database.
func (w *World) Write(fn func(context.Context, *store.Tx) error) {
	w.t.Helper()
	testkit.Write(w.t, w.Store, fn)
}

// Follow has a chat follow a card as it was read, with a threshold of 500
// tenge.
func (w *World) Follow(c store.Chat, read onayclient.Card) store.Link {
	w.t.Helper()
	w.Write(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddChat(ctx, c, testkit.Start); err != nil {
			return err
		}
		card, err := tx.SaveReading(ctx, read, store.Plan{NextAt: testkit.Start})
		if err != nil {
			return err
		}
		_, err = tx.AddLink(ctx, store.NewLink{ChatID: c.ID, CardID: card, Threshold: 50000, Limit: 1}, testkit.Start)
		return err
	})
	return w.Link(c.ID, read.PAN)
}

// Link is a chat's link to a card as it is by now.
func (w *World) Link(chatID int64, pan onayclient.PAN) store.Link {
	w.t.Helper()
	l, err := w.Store.LinkOf(w.t.Context(), chatID, pan)
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

// Request is a request of a person in a chat.
func (w *World) Request(c store.Chat, person int64) *chat.Request {
	u := telegram.Update{
		ID: person, ChatID: c.ID, ChatKind: c.Kind, From: &telegram.Person{ID: person}, Message: &telegram.Said{},
	}
	return w.Chats.Request(w.t.Context(), u, c)
}
