package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// turnIn is a turn of chat 1 in a language.
func turnIn(t *testing.T, b *Bot, lang texts.Lang) *turn {
	t.Helper()
	return &turn{Bot: b, ctx: t.Context(), chat: store.Chat{ID: 1, Kind: store.Private}, t: b.Texts.In(lang)}
}

func TestBalanceLine(t *testing.T) {
	t.Parallel()
	b := newBot(t, &telegram{}, quiet)
	en := b.Texts.In(texts.EN)
	for _, c := range []struct {
		typeCode string
		balance  onayclient.Money
		money    texts.HTML
		good     texts.HTML // what it is good for
	}{
		{"01.01", 124000, "<b>1\u202f240\u202f₸</b>", en.N("rides", 10)},
		{"01.02.15", 6000, "<b>60\u202f₸</b>", en.N("rides", 1)},
		{"01.01", 11999, "<b>119.99\u202f₸</b>", en.T("balance.no_ride", nil)},
		{"01.01", -8000, "<b>\u221280\u202f₸</b>", en.T("balance.no_ride", nil)},
		{"01.03.02", 0, "<b>0\u202f₸</b>", en.T("balance.pass", nil)},
		{"02.01", 0, "<b>0\u202f₸</b>", en.T("balance.free", nil)},
		{"", 54000, "<b>540\u202f₸</b>", ""}, // no type, no fare: nothing is invented
	} {
		card := onayclient.Card{Type: c.typeCode, Balance: c.balance}
		want := texts.Join(" — ", c.money, c.good)
		if got := balanceLine(en, b.Fares, store.Link{Card: store.Card{Card: card}}, start); got != want {
			t.Errorf("%s with %d: %q, want %q", c.typeCode, c.balance, got, want)
		}
	}
}

func TestTroubleIsToldApart(t *testing.T) {
	t.Parallel()
	b := newBot(t, &telegram{}, quiet)
	c := turnIn(t, b, texts.EN)
	later := start.Add(8 * time.Minute)
	for _, x := range []struct {
		name string
		err  error
		want texts.HTML
	}{
		{"no card", onayclient.ErrNoCard, c.t.T("trouble.no_card", nil)},
		{"busy", &onayclient.Error{Kind: onayclient.ErrBusy}, c.t.T("trouble.busy", nil)},
		{"busy until now", &onayclient.Error{Kind: onayclient.ErrBusy, Until: start}, c.t.T("trouble.busy", nil)},
		{"busy until later", &onayclient.Error{Kind: onayclient.ErrBusy, Until: later},
			c.t.T("trouble.busy_until", texts.Args{"After": c.t.When(texts.After, later, start)})},
		{"banned", &onayclient.Error{Kind: onayclient.ErrBanned, Until: later}, c.t.T("trouble.banned", nil)},
		{"changed", &onayclient.Error{Kind: onayclient.ErrChanged}, c.t.T("trouble.changed", nil)},
		{"no login", onayclient.ErrNoLogin, c.t.T("trouble.no_login", nil)},
		{"bad login", onayclient.ErrBadLogin, c.t.T("trouble.bad_login", nil)},
		{"slow", errSlow, c.t.T("trouble.slow", nil)},
		{"down", onayclient.ErrUnavailable, c.t.T("trouble.down", texts.Args{"Since": c.t.When(texts.Since, start, start)})},
		{"ours", errors.New("disk full"), c.t.T("error.own", nil)},
	} {
		for _, err := range []error{x.err, fmt.Errorf("read card: %w", x.err)} {
			if got := c.trouble(err); got != x.want {
				t.Errorf("%s: %q, want %q", x.name, got, x.want)
			}
		}
	}
}

func TestDownTellsSinceWhen(t *testing.T) {
	t.Parallel()
	b := newBot(t, &telegram{}, quiet)
	if _, err := b.Watcher.Fetch(t.Context(), number(t, 1)); err == nil {
		t.Fatal("the cabinet answers")
	}
	b.Now = func() time.Time { return start.Add(24 * time.Hour) }
	c := turnIn(t, b, texts.RU)
	want := c.t.T("trouble.down", texts.Args{"Since": c.t.When(texts.Since, start, b.Now())})
	if got := c.trouble(onayclient.ErrUnavailable); got != want || !strings.Contains(string(got), "08:12") {
		t.Errorf("%q, want %q", got, want)
	}
}

// followed is a bot whose chat 1 follows a card, and the link's id.
func followed(t *testing.T) (*Bot, int64) {
	t.Helper()
	b := newBot(t, &telegram{}, quiet)
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
		o, err := b.renderEvent(t.Context(), store.Event{ChatID: 1, LinkID: link, Kind: store.EventLow, Data: []byte(data)})
		if err != nil || o == nil || o.Text != want || o.ChatID != 1 || len(o.Keyboard) == 0 {
			t.Errorf("%+v, %v; want %q", o, err, want)
		}
	}
}

func TestEventsThatAreNotToldAnyMore(t *testing.T) {
	t.Parallel()
	b, link := followed(t)
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveLink(ctx, 1, link, start) })
	o, err := b.renderEvent(t.Context(), store.Event{ChatID: 1, LinkID: link, Kind: store.EventLow, Data: []byte(`{}`)})
	if err != nil || o != nil {
		t.Errorf("of a removed card: %+v, %v", o, err)
	}
}

func TestFiguresWarnOfWhatMatters(t *testing.T) {
	t.Parallel()
	c := turnIn(t, newBot(t, &telegram{}, quiet), texts.EN)
	link := func(typeCode string, balance onayclient.Money, blocked bool) store.Link {
		l := store.Link{Threshold: 50000}
		l.Card.Card = onayclient.Card{Type: typeCode, Balance: balance, Blocked: blocked}
		return l
	}
	for _, x := range []struct {
		name string
		link store.Link
		want string
	}{
		{"enough", link("01.01", 50000, false), ""},
		{"low", link("01.01", 49999, false), "🔔"},
		{"blocked", link("01.01", 50000, true), "⛔"},
		{"blocked and low", link("01.01", 0, true), "⛔"},
		{"a pass", link("01.03.02", 0, false), ""},
	} {
		_, second, _ := strings.Cut(string(c.figures(x.link)), "\n")
		if !strings.HasPrefix(second, x.want) || x.want == "" && second != "" {
			t.Errorf("%s: %q, want %q", x.name, second, x.want)
		}
	}
}

func TestArgInt(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {""}, {"x"}, {"1.5"}, {"99999999999999999999"}} {
		if n, err := argInt(args, 0); !errors.Is(err, errStale) {
			t.Errorf("%v: %d, %v", args, n, err)
		}
	}
	if n, err := argInt([]string{"x", "-7"}, 1); n != -7 || err != nil {
		t.Errorf("%d, %v", n, err)
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
