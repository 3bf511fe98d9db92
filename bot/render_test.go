package bot

import (
	"context"
	"testing"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
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

// render makes a message of an event, as the outbox does.
func render(t testing.TB, b *Bot, e store.Event) (*outbox.Rendered, error) {
	t.Helper()
	w, err := b.chats.Writer(t.Context(), e.ChatID)
	if err != nil {
		t.Fatal(err)
	}
	return b.renderPush(t.Context(), w, e)
}

// followed is a bot whose chat 1 follows a card, and the link's id.
func followed(t *testing.T) (*Bot, int64) {
	t.Helper()
	b := newBot(t, &fakeAPI{}, quiet)
	addChat(t, b.Store, 1)
	var link int64
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
		read := onayclient.Card{PAN: number(t, 1), Type: "01.01", Balance: 54000, At: start}
		card, err := tx.SaveReading(ctx, read, store.Plan{NextAt: start})
		if err != nil {
			return err
		}
		link, err = tx.AddLink(ctx, store.NewLink{ChatID: 1, CardID: card, Threshold: 50000, Limit: 1}, start)
		if err != nil {
			return err
		}
		return tx.RenameLink(ctx, 1, link, "Мама & <я>")
	})
	return b, link
}

func TestLowAlertSaysWhatWasRead(t *testing.T) {
	t.Parallel()
	b, link := followed(t)
	ru := b.Texts.In(texts.RU)
	for _, c := range []struct {
		age         time.Duration
		data        string
		balance     string
		rides, asOf texts.HTML
	}{
		{0, `{"balance":32000,"threshold":50000,"type":"01.01"`, "320\u202f₸", ru.N("rides", 2), ""},
		{lateAfter, `{"balance":11000,"threshold":50000,"type":"01.02.15"`, "110\u202f₸", ru.N("rides", 1), ""},
		{time.Hour, `{"balance":-8000,"threshold":50000,"type":""`, "\u221280\u202f₸", "",
			ru.When(texts.AsOf, start.Add(-time.Hour), start)},
	} {
		want := ru.T("push.low", texts.Args{
			"Card": "Мама & <я> ·" + number(t, 1).Last4(), "Balance": c.balance, "Threshold": "500\u202f₸",
			"Rides": c.rides, "AsOf": c.asOf,
		})
		data := c.data + `,"at":"` + start.Add(-c.age).Format(time.RFC3339) + `"}`
		o, err := render(t, b, store.Event{ChatID: 1, LinkID: link, Kind: store.EventLow, Data: []byte(data)})
		if err != nil || o == nil || o.Text != want || o.ChatID != 1 || len(o.Keyboard) == 0 {
			t.Errorf("%+v, %v; want %q", o, err, want)
		}
	}
}

func TestEventsThatAreNotToldAnyMore(t *testing.T) {
	t.Parallel()
	b, link := followed(t)
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveLink(ctx, 1, link, start) })
	o, err := render(t, b, store.Event{ChatID: 1, LinkID: link, Kind: store.EventLow, Data: []byte(`{}`)})
	if err != nil || o != nil {
		t.Errorf("of a removed card: %+v, %v", o, err)
	}
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
