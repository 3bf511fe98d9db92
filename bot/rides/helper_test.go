package rides

import (
	"testing"

	"onaybot/bot/bottest"
	"onaybot/bot/chat"
	"onaybot/bot/internal/testkit"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
	"onaybot/store/storetest"
)

var (
	start  = testkit.Start
	almaty = testkit.Almaty
	quiet  = testkit.Quiet
)

func chats(t testing.TB) *chat.Chats {
	t.Helper()
	return bottest.New(t).Chats
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

// newRides is what answers about rides while the cabinet does not.
func newRides(t testing.TB) (*Rides, *store.Store) {
	t.Helper()
	w := bottest.New(t)
	return &Rides{Watcher: w.Watcher, Fares: bottest.Fares, Account: true, Log: quiet}, w.Store
}

// card is a card of a type that was read at [start].
func card(typeCode string, tenge int64) onayclient.Card {
	return onayclient.Card{PAN: storetest.Number(1), Type: typeCode, Balance: onayclient.Tenge(tenge), At: start}
}
