package alerts

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
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
	"onaybot/store/storetest"
)

var (
	start  = time.Date(2026, 11, 22, 3, 12, 0, 0, time.UTC)
	almaty = time.FixedZone("Asia/Almaty", 5*60*60)
	quiet  = slog.New(slog.DiscardHandler)
	pan    = storetest.Number(1)
)

func now() time.Time { return start }

// feature is the feature in a chat that follows a card.
type feature struct {
	menu   *Menu
	pushes *Pushes
	chats  *chat.Chats
	store  *store.Store
	signer telegram.Signer
	link   int64 // of chat 1
}

func newFeature(t *testing.T, access watch.Access) *feature {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	client, err := telegram.New(telegram.Config{Token: "1:x", APIURL: patientAPI(t), Store: db, Now: now, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	watcher, err := watch.New(t.Context(), watch.Config{
		Store: db, Policy: policy.Fixed(time.Hour), Days: watch.NewCalendar(almaty, nil),
		Now: now, Log: quiet, Wake: func() {},
	})
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := texts.Load(almaty)
	if err != nil {
		t.Fatal(err)
	}
	f := &feature{menu: &Menu{watcher, access}, pushes: NewPushes(db, access), store: db, signer: client.Signer()}
	f.chats = chat.New(chat.Config{
		Store: db, Telegram: client, Outbox: outbox.New(outbox.Config{Store: db, Telegram: client, Now: now, Log: quiet}),
		Texts: catalogue, Fares: watch.Fares{{City: "Almaty", From: start.AddDate(-1, 0, 0), Full: 12000, Half: 6000}},
		Now: now, Log: quiet,
	})
	f.follow(t)
	return f
}

// patientAPI is a Telegram to which every message is fine.
func patientAPI(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":77,"date":1,"chat":{"id":1,"type":"private"}}}`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func (f *feature) follow(t *testing.T) {
	t.Helper()
	f.write(t, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddChat(ctx, store.Chat{ID: 1, Kind: store.Private, Lang: "ru"}, start); err != nil {
			return err
		}
		read := onayclient.Card{PAN: pan, Type: "01.01", Balance: 54000, At: start}
		card, err := tx.SaveReading(ctx, read, store.Plan{NextAt: start})
		if err != nil {
			return err
		}
		f.link, err = tx.AddLink(ctx, store.NewLink{ChatID: 1, CardID: card, Threshold: 50000, Limit: 1}, start)
		if err != nil {
			return err
		}
		return tx.RenameLink(ctx, 1, f.link, "Мама & <я>")
	})
}

func (f *feature) write(t *testing.T, fn func(context.Context, *store.Tx) error) {
	t.Helper()
	if err := f.store.Tx(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// linked is the link as it is by now.
func (f *feature) linked(t *testing.T) store.Link {
	t.Helper()
	l, err := f.store.Link(t.Context(), 1, f.link)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// request is a request of chat 1 in Russian.
func (f *feature) request(t *testing.T) *chat.Request {
	t.Helper()
	c := store.Chat{ID: 1, Kind: store.Private, Lang: string(texts.RU)}
	return f.chats.Request(t.Context(), telegram.Update{ChatID: 1, From: &telegram.Person{ID: 1}}, c)
}

// event is one of a kind with its data, about the link.
func (f *feature) event(t *testing.T, kind store.EventKind, data any) store.Event {
	t.Helper()
	raw, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	return store.Event{ChatID: 1, LinkID: f.link, Kind: kind, Data: raw}
}

// render makes a message of an event, as the outbox does.
func (f *feature) render(t *testing.T, e store.Event) (*outbox.Rendered, error) {
	t.Helper()
	w, err := f.chats.Writer(t.Context(), e.ChatID)
	if err != nil {
		t.Fatal(err)
	}
	return f.pushes.render(t.Context(), w, e)
}
