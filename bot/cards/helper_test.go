package cards

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
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

var (
	start = time.Date(2026, 11, 22, 3, 12, 0, 0, time.UTC)
	quiet = slog.New(slog.DiscardHandler)
	fares = watch.Fares{{City: "Almaty", From: start.AddDate(-1, 0, 0), Full: 12000, Half: 6000}}
)

func now() time.Time { return start }

// number invents a card number that passes the Luhn check.
func number(t testing.TB, n int) onayclient.PAN {
	t.Helper()
	for check := range 10 {
		pan, err := onayclient.ParsePAN(fmt.Sprintf("9643741026%08d%d", n, check))
		if err == nil {
			return pan
		}
	}
	t.Fatalf("no check digit fits %d", n)
	return onayclient.PAN{}
}

// request is a request of a private chat in English, without a database.
func request(t *testing.T, fares watch.Fares) *chat.Request {
	t.Helper()
	chats := chat.New(chat.Config{
		Texts: catalogue(t), Fares: fares, DownSince: func() time.Time { return time.Time{} }, Now: now, Log: quiet,
	})
	return requestOf(t, chats, store.Chat{ID: 1, Kind: store.Private, Lang: "en"}, 1)
}

func requestOf(t *testing.T, chats *chat.Chats, c store.Chat, person int64) *chat.Request {
	t.Helper()
	return chats.Request(t.Context(), telegram.Update{ChatID: c.ID, From: &telegram.Person{ID: person}}, c)
}

func catalogue(t *testing.T) *texts.Catalogue {
	t.Helper()
	c, err := texts.Load(time.FixedZone("Asia/Almaty", 5*60*60))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// world is what handlers work with. Telegram does not answer.
type world struct {
	store   *store.Store
	watcher *watch.Watcher
	chats   *chat.Chats
}

func newWorld(t *testing.T) world {
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
		Store: db, Policy: policy.Fixed(time.Hour), Fares: fares, Days: watch.NewCalendar(time.UTC, nil),
		Now: now, Log: quiet, Wake: func() {},
	})
	if err != nil {
		t.Fatal(err)
	}
	client, err := telegram.New(telegram.Config{
		Token: "12345:SECRET-token", APIURL: "http://127.0.0.1:1", Store: db, Now: now, Log: quiet,
	})
	if err != nil {
		t.Fatal(err)
	}
	return world{db, watcher, chat.New(chat.Config{
		Store: db, Telegram: client, Outbox: outbox.New(outbox.Config{Store: db, Telegram: client, Now: now, Log: quiet}),
		Texts: catalogue(t), Fares: fares, DownSince: watcher.DownSince, Now: now, Log: quiet,
	})}
}

// follow links a card to private chat 1, which speaks English.
func (w world) follow(t *testing.T) (*chat.Request, store.Link) {
	t.Helper()
	c := store.Chat{ID: 1, Kind: store.Private, Lang: "en"}
	read := onayclient.Card{PAN: number(t, 1), Type: "01.01", Balance: 54000, At: start}
	err := w.store.Tx(t.Context(), func(tx *store.Tx) error {
		return w.addLink(t.Context(), tx, c, read)
	})
	if err != nil {
		t.Fatal(err)
	}
	links, err := w.store.Links(t.Context(), 1)
	if err != nil || len(links) != 1 {
		t.Fatalf("links %v, %v", links, err)
	}
	return requestOf(t, w.chats, c, 1), links[0]
}

func (w world) addLink(ctx context.Context, tx *store.Tx, c store.Chat, read onayclient.Card) error {
	if err := tx.AddChat(ctx, c, start); err != nil {
		return err
	}
	id, err := tx.SaveReading(ctx, read, store.Plan{NextAt: start})
	if err != nil {
		return err
	}
	_, err = tx.AddLink(ctx, store.NewLink{ChatID: c.ID, CardID: id, Threshold: 50000, Limit: 1}, start)
	return err
}
