package cards

import (
	"testing"

	"onaybot/bot/bottest"
	"onaybot/bot/chat"
	"onaybot/bot/internal/testkit"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

var start = testkit.Start

func number(t testing.TB, n int) onayclient.PAN {
	t.Helper()
	return bottest.Card(t, n).PAN
}

// world is the feature in a world.
type world struct {
	*bottest.World
	cards *Cards
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := bottest.New(t)
	return world{w, &Cards{
		Store: w.Store, Watcher: w.Watcher, Outbox: w.Outbox, Texts: bottest.Catalogue(t), Fares: bottest.Fares, Log: testkit.Quiet,
		Offer: func(*chat.Writer, store.Link, int) (texts.HTML, telegram.Keyboard) { return "", nil },
	}}
}

// request is a request of a private chat in English.
func (w world) request(chatID int64) *chat.Request {
	return w.Request(bottest.Private(chatID, texts.EN), chatID)
}
