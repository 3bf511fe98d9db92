package chat

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

var start = time.Date(2026, 11, 22, 3, 12, 0, 0, time.UTC)

// writer is a writer of a private chat. The cabinet is down since then, if
// ever.
func writer(t *testing.T, lang texts.Lang, now, down time.Time) *Writer {
	t.Helper()
	catalogue, err := texts.Load(time.FixedZone("Asia/Almaty", 5*60*60))
	if err != nil {
		t.Fatal(err)
	}
	return New(Config{
		Texts: catalogue, Fares: watch.Fares{Table: []watch.Fare{{City: "Almaty", From: start.AddDate(-1, 0, 0), Full: 12000, Half: 6000}}},
		DownSince: func() time.Time { return down }, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
	}).WriterOf(store.Chat{ID: 1, Kind: store.Private, Lang: string(lang)})
}

func link(typeCode string, balance onayclient.Money, blocked bool) store.Link {
	l := store.Link{Threshold: 50000}
	l.Card.Card = onayclient.Card{Type: typeCode, Balance: balance, Blocked: blocked}
	return l
}

func TestBalanceSaysWhatItIsGoodFor(t *testing.T) {
	t.Parallel()
	w := writer(t, texts.EN, start, time.Time{})
	for _, c := range []struct {
		typeCode string
		balance  onayclient.Money
		money    texts.HTML
		good     texts.HTML // what it is good for
	}{
		{"01.01", 124000, "<b>1\u202f240\u202f₸</b>", w.N("rides", 10)},
		{"01.02.15", 6000, "<b>60\u202f₸</b>", w.N("rides", 1)},
		{"01.01", 11999, "<b>119.99\u202f₸</b>", w.T("balance.no_ride")},
		{"01.01", -8000, "<b>\u221280\u202f₸</b>", w.T("balance.no_ride")},
		{"01.03.02", 0, "<b>0\u202f₸</b>", w.T("balance.pass")},
		{"02.01", 0, "<b>0\u202f₸</b>", w.T("balance.free")},
		{"", 54000, "<b>540\u202f₸</b>", ""}, // no type, no fare: nothing is invented
	} {
		l := link(c.typeCode, c.balance, false)
		l.Threshold = 0
		if got, want := w.Balance(l), texts.Join(" — ", c.money, c.good); got != want {
			t.Errorf("%s with %d: %q, want %q", c.typeCode, c.balance, got, want)
		}
	}
}

func TestBalanceWarnsOfWhatMatters(t *testing.T) {
	t.Parallel()
	w := writer(t, texts.EN, start, time.Time{})
	for _, c := range []struct {
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
		_, second, _ := strings.Cut(string(w.Balance(c.link)), "\n")
		if !strings.HasPrefix(second, c.want) || c.want == "" && second != "" {
			t.Errorf("%s: %q, want %q", c.name, second, c.want)
		}
	}
}

func TestTroubleIsToldApart(t *testing.T) {
	t.Parallel()
	w := writer(t, texts.EN, start, time.Time{})
	later := start.Add(8 * time.Minute)
	for _, c := range []struct {
		name string
		err  error
		want texts.HTML
	}{
		{"no card", onayclient.ErrNoCard, w.T("trouble.no_card")},
		{"busy", &onayclient.Error{Kind: onayclient.ErrBusy}, w.T("trouble.busy")},
		{"busy until now", &onayclient.Error{Kind: onayclient.ErrBusy, Until: start}, w.T("trouble.busy")},
		{"busy until later", &onayclient.Error{Kind: onayclient.ErrBusy, Until: later},
			w.T("trouble.busy_until", texts.Args{"After": w.When(texts.After, later)})},
		{"banned", &onayclient.Error{Kind: onayclient.ErrBanned, Until: later}, w.T("trouble.banned")},
		{"changed", &onayclient.Error{Kind: onayclient.ErrChanged}, w.T("trouble.changed")},
		{"no login", onayclient.ErrNoLogin, w.T("trouble.no_login")},
		{"bad login", onayclient.ErrBadLogin, w.T("trouble.bad_login")},
		{"slow", ErrSlow, w.T("trouble.slow")},
		{"down", onayclient.ErrUnavailable, w.T("trouble.down", texts.Args{"Since": w.When(texts.Since, start)})},
		{"ours", errors.New("disk full"), w.T("error.own")},
	} {
		for _, err := range []error{c.err, fmt.Errorf("read card: %w", c.err)} {
			if got := w.Trouble(err); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
	}
}

func TestDownTellsSinceWhen(t *testing.T) {
	t.Parallel()
	w := writer(t, texts.RU, start.Add(24*time.Hour), start)
	want := w.T("trouble.down", texts.Args{"Since": w.When(texts.Since, start)})
	if got := w.Trouble(onayclient.ErrUnavailable); got != want || !strings.Contains(string(got), "08:12") {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAWriterWritesAtAMoment(t *testing.T) {
	t.Parallel()
	w := writer(t, texts.RU, start.Add(24*time.Hour), time.Time{})
	if w.At(start).When(texts.At, start) == w.When(texts.At, start) || w.Now().Equal(start) {
		t.Error("yesterday is today")
	}
}

func TestButtonsCallAVerbWithArguments(t *testing.T) {
	t.Parallel()
	w := writer(t, texts.RU, start, time.Time{})
	if got := w.Labelled("x", VerbCard, int64(7), "remove", 2).Call; got != "card 7 remove 2" {
		t.Error(got)
	}
}

func TestArgumentsThatAreNoNumbersAreStale(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {""}, {"x"}, {"1.5"}, {"99999999999999999999"}} {
		if n, err := (Call{Args: args}).Int(0); !errors.Is(err, ErrStale) {
			t.Errorf("%v: %d, %v", args, n, err)
		}
	}
	if n, err := (Call{Args: []string{"x", "-7"}}).ID(1); n != -7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}
