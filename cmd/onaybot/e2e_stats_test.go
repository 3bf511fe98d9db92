package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"image/png"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient/cabinetsim"
)

// rode gives a card two rides on each of the days before today.
func (e *e2e) rode(pan string, days int) {
	e.t.Helper()
	for ago := 1; ago <= days; ago++ {
		for i, route := range []string{"92", []string{"92", "121"}[ago%2]} {
			err := e.cabinet.AddTransaction(pan, cabinetsim.Transaction{
				ID: fmt.Sprintf("%d-%d", ago, i), Operation: "ride", Route: route, Vehicle: "524EY02", Amount: -12_000,
				At: e.clock.now().AddDate(0, 0, -ago).Add(time.Duration(i) * 9 * time.Hour), NoBalance: true,
			})
			if err != nil {
				e.t.Fatal(err)
			}
		}
	}
}

// pictured takes the bot's next message or edit, which has to be a picture
// with all parts in its caption.
func (k *talk) pictured(next func(telegramsim.TB) telegramsim.Message, parts ...string) telegramsim.Message {
	k.t.Helper()
	m := next(k.t)
	if m.Photo == nil {
		k.t.Fatalf("no picture: %+v", m)
	}
	if _, err := png.Decode(bytes.NewReader(m.Photo.Data)); err != nil {
		k.t.Errorf("picture: %v", err)
	}
	k.holds(telegramsim.Message{Text: m.Caption}, parts...)
	return m
}

// filed takes the bot's next message, which has to be a file with all parts in
// its caption, and returns its rows.
func (k *talk) filed(parts ...string) (string, [][]string) {
	k.t.Helper()
	m := k.Next(k.t)
	if m.Document == nil {
		k.t.Fatalf("no file: %+v", m)
	}
	k.holds(telegramsim.Message{Text: m.Caption}, parts...)
	text, marked := strings.CutPrefix(string(m.Document.Data), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked {
		k.t.Errorf("file %q: %v", text, err)
	}
	return m.Document.Name, rows
}

func TestStatsInThreeLanguages(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	e.rode(panMum, 120)
	for i, x := range []struct{ lang, months, day, month, lasts string }{
		{"ru", "по месяцам", "за 30 дней, 58 поездок", "за 12 месяцев, 240 поездок", "хватит примерно до 27 ноября (пт)"},
		{"kk", "ай бойынша", "30 күнде, 58 сапар", "12 айда, 240 сапар", "шамамен 27 қараша (жм) күніне дейін жетеді"},
		{"en", "by month", "in 30 days, 58 rides", "in 12 months, 240 rides", "lasts until about Fri, 27 November"},
	} {
		p := e.follower(int64(i+1), x.lang, panMum, "Мама")
		p.Say("/stats")
		m := p.pictured(p.Next, "Мама ·0017", "6\u202f960\u202f₸", x.day, "92 (43), 121 (15)", x.lasts)
		before := m.Photo
		p.Press(t, m, x.months)
		m = p.pictured(p.NextEdit, "28\u202f800\u202f₸", x.month)
		if m.Photo == before || bytes.Equal(m.Photo.Data, before.Data) {
			t.Error("the picture stays the same")
		}
	}
}

func TestStatsOfOneOfSeveralCards(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	e.rode(panPass, 3)
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask(panPass, "·0033")
	p.ask("Папа", "Папа")
	m := p.ask("/stats", "Статистику какой карты")
	p.Press(t, m, "Папа")
	m = p.pictured(p.NextEdit, "Папа ·0033", "поездки по карте ONAY", "6 поездок за 30 дней")
	if strings.Contains(m.Caption, "хватит") || strings.Contains(m.Caption, "₸") {
		t.Errorf("money of a pass: %s", m.Caption)
	}
	p.Press(t, m, "Поездки")
	p.hear("Папа ·0033", "маршрут") // words cannot stand in the place of a picture
}

func TestStatsOfACardWithoutRides(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.Say("/stats")
	p.pictured(p.Next, "Поездок по карте ONAY за это время нет", "пока мало данных, чтобы сказать")
}

func TestExportInThreeLanguages(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	e.rode(panMum, 120)
	for i, x := range []struct{ lang, ask, days, rows string }{
		{"ru", "за какой срок", "90 дней", "178 строк"},
		{"kk", "қай мерзімнің", "90 күн", "178 жол"},
		{"en", "which period", "90 days", "178 rows"},
	} {
		p := e.follower(int64(i+1), x.lang, panMum, "Мама")
		m := p.ask("/export", "Мама ·0017", x.ask)
		p.Press(t, m, x.days)
		name, rows := p.filed("Мама ·0017", x.days, x.rows)
		if name != "onay-0017-2026-11-23.csv" || len(rows) != 179 {
			t.Errorf("%s of %d rows", name, len(rows))
		}
		if got := strings.Join(rows[1], ","); got != "0017,2026-08-26T08:00:00+05:00,ride,92,524EY02,-120.00," {
			t.Errorf("row %s", got)
		}
	}
}

func TestExportOfEverything(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	e.rode(panMum, 120)
	p := e.follower(1, "ru", panMum, "Мама")
	m := p.ask("/export")
	p.Press(t, m, "всё время")
	if _, rows := p.filed("240 строк"); len(rows) != 241 {
		t.Errorf("%d rows", len(rows))
	}
	e.cabinet.ResetRequests()
	p.Press(t, m, "30 дней")
	p.filed("58 строк")
	if n := e.cabinet.Requests(); n.Detail != 0 {
		t.Errorf("%d requests for what is known", n.Detail)
	}
	p.Press(t, m, "90 дней")
	p.filed("178 строк")
}

func TestExportWhileTheCabinetFails(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	e.rode(panMum, 20)
	p := e.follower(1, "ru", panMum, "Мама")
	m := p.ask("/export")
	e.cabinet.SetMode(cabinetsim.ModeDown)
	p.Press(t, m, "30 дней")
	p.hear("⚠️ Кабинет ONAY не отвечает")
	e.cabinet.SetMode(cabinetsim.ModeFine)
	e.clock.move(time.Hour)
	p.Press(t, m, "30 дней")
	p.filed("40 строк")
	e.clock.move(time.Hour)
	e.cabinet.SetMode(cabinetsim.ModeDown)
	p.Press(t, m, "90 дней")
	p.filed("40 строк", "⚠️ Кабинет ONAY не отвечает с 10:00", "Показываю поездки, известные на 09:00", "начиная с 25 октября")
	p.Say("/stats")
	p.pictured(p.Next, "4\u202f800\u202f₸", "⚠️ Кабинет ONAY не отвечает с 10:00")
}

// stats is the part of the golden tour that sends files.
func (w *tour) stats() {
	w.title("Statistics and a file")
	w.say("/stats")
	w.pressLabel("Мама", "Mum", "Анам")
	w.press("stats.view_month")
	w.say("/export")
	w.pressLabel("Айша")
	w.press("period.90")
	w.say("/stats")
	w.pressLabel("0033")
}
