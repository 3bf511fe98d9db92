package bot

import (
	"testing"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// turnIn is a turn of chat 1 in a language.
func turnIn(t testing.TB, b *Bot, lang texts.Lang) *turn {
	t.Helper()
	return b.turnOf(request(t, b, store.Chat{ID: 1, Kind: store.Private, Lang: string(lang)}))
}

// request is a request of a chat, from the person of the same id.
func request(t testing.TB, b *Bot, c store.Chat) *chat.Request {
	t.Helper()
	return b.chats.Request(t.Context(), telegram.Update{ChatID: c.ID, From: &telegram.Person{ID: c.ID}}, c)
}

func TestAlertsMatter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		threshold onayclient.Money
		typeCode  string
		want      bool
	}{{50000, "01.01", true}, {0, "01.01", false}, {50000, "02.01", false}, {50000, "01.03.02", false}, {1, "", true}} {
		l := store.Link{Threshold: c.threshold, Card: store.Card{Card: onayclient.Card{Type: c.typeCode, Balance: -1}}}
		if got := alertsMatter(l); got != c.want || got != watch.IsLow(l, c.threshold) {
			t.Errorf("%s at %d: %v, want %v", c.typeCode, c.threshold, got, c.want)
		}
	}
}
