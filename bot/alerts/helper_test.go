package alerts

import (
	"context"
	"encoding/json"
	"testing"

	"onaybot/bot/bottest"
	"onaybot/bot/chat"
	"onaybot/bot/internal/testkit"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
	"onaybot/store/storetest"
)

var (
	start  = testkit.Start
	almaty = testkit.Almaty
	pan    = storetest.Number(1)
)

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
	w := bottest.New(t)
	f := &feature{
		menu:   &Menu{Store: w.Store, Watcher: w.Watcher, Texts: bottest.Catalogue(t), Access: access},
		pushes: NewPushes(w.Store, access, w.Watcher.Days()),
		chats:  w.Chats, store: w.Store, signer: w.Signer,
	}
	f.link = w.Follow(bottest.Private(1, texts.RU), onayclient.Card{PAN: pan, Type: "01.01", Balance: 54000, At: start}).ID
	f.write(t, func(ctx context.Context, tx *store.Tx) error { return tx.RenameLink(ctx, 1, f.link, "Мама & <я>") })
	return f
}

func (f *feature) write(t *testing.T, fn func(context.Context, *store.Tx) error) {
	t.Helper()
	testkit.Write(t, f.store, fn)
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
