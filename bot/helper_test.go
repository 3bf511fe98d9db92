package bot

import (
	"context"
	"log/slog"
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

// noCabinet is a cabinet that does not answer.
type noCabinet struct{}

func (noCabinet) Card(context.Context, onayclient.PAN) (onayclient.Card, error) {
	return onayclient.Card{}, onayclient.ErrUnavailable
}

func (noCabinet) Transactions(context.Context, onayclient.PAN, time.Time, time.Time) ([]onayclient.Transaction, error) {
	return nil, onayclient.ErrUnavailable
}

// newBot is a whole bot that speaks to tgm instead of Telegram, and to a
// cabinet that does not answer.
func newBot(t testing.TB, tgm *testkit.API, l *slog.Logger) *Bot {
	t.Helper()
	return newBotAt(t, tgm, l, noCabinet{})
}

func newBotAt(t testing.TB, tgm *testkit.API, l *slog.Logger, cabinet watch.Cabinet) *Bot {
	t.Helper()
	return newBotLike(t, tgm, l, cabinet, func(*Config) {})
}

// newBotOf is a bot whose configuration is not quite the usual.
func newBotOf(t testing.TB, tgm *testkit.API, change func(*Config)) *Bot {
	t.Helper()
	return newBotLike(t, tgm, testkit.Quiet, noCabinet{}, change)
}

func newBotLike(t testing.TB, tgm *testkit.API, l *slog.Logger, cabinet watch.Cabinet, change func(*Config)) *Bot {
	t.Helper()
	db := testkit.Store(t)
	catalogue, err := texts.Load(testkit.Almaty)
	if err != nil {
		t.Fatal(err)
	}
	watcher, err := watch.New(t.Context(), watch.Config{
		Cabinet: cabinet, Store: db, Policy: policy.Fixed(time.Hour), Fresh: time.Minute, Now: testkit.Now, Log: l, Wake: func() {},
		Days: watch.NewCalendar(testkit.Almaty, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	client, err := telegram.New(telegram.Config{Token: testkit.Token, APIURL: tgm.Serve(t), Store: db, Now: testkit.Now, Log: l})
	if err != nil {
		t.Fatal(err)
	}
	c := Config{
		Telegram: client, Outbox: outbox.New(outbox.Config{Store: db, Telegram: client, Now: testkit.Now, Log: l}),
		Store: db, Watcher: watcher, Texts: catalogue, Now: testkit.Now, Log: l, Meter: &tally{},
		Fares:     watch.Fares{Table: []watch.Fare{{City: "Almaty", From: testkit.Start.AddDate(-1, 0, 0), Full: 12000, Half: 6000}}},
		Threshold: onayclient.Tenge(500), Rides: true,
	}
	change(&c)
	return New(c)
}

// request is a request of a chat, from the person of the same id.
func request(t testing.TB, b *Bot, c store.Chat) *chat.Request {
	t.Helper()
	return b.chats.Request(t.Context(), telegram.Update{ChatID: c.ID, From: &telegram.Person{ID: c.ID}}, c)
}
