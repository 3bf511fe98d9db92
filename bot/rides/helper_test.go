package rides

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
	"onaybot/store/storetest"
)

var (
	start  = time.Date(2026, 11, 22, 3, 12, 0, 0, time.UTC) // a Sunday morning in Almaty
	almaty = time.FixedZone("Asia/Almaty", 5*60*60)
	quiet  = slog.New(slog.DiscardHandler)
)

func now() time.Time { return start }

func chats(t testing.TB) *chat.Chats {
	t.Helper()
	catalogue, err := texts.Load(almaty)
	if err != nil {
		t.Fatal(err)
	}
	client, err := telegram.New(telegram.Config{Token: "1:x", Now: now, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	return chat.New(chat.Config{Telegram: client, Texts: catalogue, DownSince: now, Now: now, Log: quiet})
}

func chatIn(lang texts.Lang) store.Chat {
	return store.Chat{ID: 5, Kind: store.Private, Lang: string(lang)}
}

// writer is a writer of a private chat.
func writer(t testing.TB, lang texts.Lang) *chat.Writer {
	t.Helper()
	return chats(t).WriterOf(chatIn(lang))
}

// request is a request of a private chat in English.
func request(t testing.TB) *chat.Request {
	t.Helper()
	return chats(t).Request(t.Context(), telegram.Update{From: &telegram.Person{ID: 5}}, chatIn(texts.EN))
}

// noCabinet is a cabinet that does not answer.
type noCabinet struct{}

func (noCabinet) Card(context.Context, onayclient.PAN) (onayclient.Card, error) {
	return onayclient.Card{}, onayclient.ErrUnavailable
}

func (noCabinet) Transactions(context.Context, onayclient.PAN, time.Time, time.Time) ([]onayclient.Transaction, error) {
	return nil, onayclient.ErrUnavailable
}

// newRides is what answers about rides while the cabinet does not.
func newRides(t testing.TB) (*Rides, *store.Store) {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	watcher, err := watch.New(t.Context(), watch.Config{
		Cabinet: noCabinet{}, Store: db, Policy: policy.Fixed(time.Hour), Fresh: time.Minute, Now: now, Log: quiet,
		Wake: func() {}, Days: watch.NewCalendar(almaty, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	fares := watch.Fares{{City: "Almaty", From: start.AddDate(-1, 0, 0), Full: 12000, Half: 6000}}
	return &Rides{Watcher: watcher, Fares: fares, Account: true, Log: quiet}, db
}

// card is a card of a type that was read at [start].
func card(typeCode string, tenge int64) onayclient.Card {
	return onayclient.Card{PAN: storetest.Number(1), Type: typeCode, Balance: onayclient.Tenge(tenge), At: start}
}
