// Package bottest is what the tests of the features share: a moment, cards, and
// chats by a Telegram that takes every message. The cabinet does not answer.
package bottest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
)

// What all tests begin with.
var (
	Start  = time.Date(2026, 11, 22, 3, 12, 0, 0, time.UTC) // a Sunday morning in Almaty
	Almaty = time.FixedZone("Asia/Almaty", 5*60*60)
	Quiet  = slog.New(slog.DiscardHandler)
	Fares  = watch.Fares{{City: "Almaty", From: Start.AddDate(-1, 0, 0), Full: 12000, Half: 6000}}
)

// Now is [Start], at which all tests stand.
func Now() time.Time { return Start }

var catalogue = sync.OnceValues(func() (*texts.Catalogue, error) { return texts.Load(Almaty) })

// Catalogue is the texts.
func Catalogue(t testing.TB) *texts.Catalogue {
	t.Helper()
	c, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Card invents a card of full fare that was read at [Start] with 540 tenge.
func Card(t testing.TB, n int) onayclient.Card {
	t.Helper()
	for check := range 10 {
		if pan, err := onayclient.ParsePAN(fmt.Sprintf("9643741026%08d%d", n, check)); err == nil {
			return onayclient.Card{PAN: pan, Type: "01.01", Balance: 54000, At: Start}
		}
	}
	t.Fatalf("no check digit fits %d", n)
	return onayclient.Card{}
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
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "database"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	client, err := telegram.New(telegram.Config{Token: "12345:token", APIURL: patientAPI(t), Store: db, Now: Now, Log: Quiet})
	if err != nil {
		t.Fatal(err)
	}
	watcher, err := watch.New(t.Context(), watch.Config{
		Cabinet: noCabinet{}, Store: db, Policy: policy.Fixed(time.Hour), Fares: Fares, Fresh: time.Minute,
		Days: watch.NewCalendar(Almaty, nil), Now: Now, Log: Quiet, Wake: func() {},
	})
	if err != nil {
		t.Fatal(err)
	}
	out := outbox.New(outbox.Config{Store: db, Telegram: client, Now: Now, Log: Quiet})
	return &World{db, watcher, out, chat.New(chat.Config{
		Store: db, Telegram: client, Outbox: out, Texts: Catalogue(t), Fares: Fares, DownSince: watcher.DownSince,
		Now: Now, Log: Quiet,
	}), client.Signer(), t}
}

// patientAPI is a Telegram that takes every message.
func patientAPI(t testing.TB) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":77,"date":1,"chat":{"id":1,"type":"private"}}}`)
	}))
	t.Cleanup(server.Close)
	return server.URL
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
	if err := w.Store.Tx(w.t.Context(), func(tx *store.Tx) error { return fn(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

// Follow has a chat follow a card as it was read, with a threshold of 500
// tenge.
func (w *World) Follow(c store.Chat, read onayclient.Card) store.Link {
	w.t.Helper()
	w.Write(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddChat(ctx, c, Start); err != nil {
			return err
		}
		card, err := tx.SaveReading(ctx, read, store.Plan{NextAt: Start})
		if err != nil {
			return err
		}
		_, err = tx.AddLink(ctx, store.NewLink{ChatID: c.ID, CardID: card, Threshold: 50000, Limit: 1}, Start)
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
