package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

func noAccount(c *config.Config) { c.Cabinet.Login, c.Cabinet.Password = "", config.Secret{} }

// day lets a day pass, on which a card makes so many rides, and has a person
// read the balance in the evening.
func (k *talk) day(e *e2e, pan string, rides int) {
	e.t.Helper()
	e.clock.move(24 * time.Hour)
	for range rides {
		ride(e.t, e.cabinet, pan)
	}
	k.ask("/balance")
	k.lastEdit()
}

// Without an account a chat reads what the balance lost by day, from the day
// after it linked the card: nothing of what was before, and nothing finer.
func TestSpendingByDayWithoutAnAccount(t *testing.T) {
	t.Parallel()
	e := newE2E(t, noAccount)
	p := e.follower(1, "ru", panMum, "Мама")
	ride(t, e.cabinet, panMum)
	e.clock.move(time.Hour)
	p.ask("/balance")
	p.lastEdit()
	p.ask("/trips", "Мама ·0017 · 7 дней", "по изменению баланса", "начиная со следующего", "24 ноября", "завести её может только оператор")
	p.day(e, panMum, 2)
	late := e.follower(2, "ru", panMum, "Моя")
	p.day(e, panMum, 0)
	p.topUp(e, panMum)
	p.day(e, panMum, 1)
	m := p.ask("/trips", "26 ноября, чт · −120\u202f₸", "25 ноября, ср · +1\u202f000\u202f₸",
		"24 ноября, вт · −240\u202f₸", "Потрачено: не меньше 360\u202f₸", "Зачислено: не меньше +1\u202f000\u202f₸", "обновлено в 09:00")
	for _, finer := range []string{"23 ноября", "маршрут", "оездка", "пополнение ·"} {
		if strings.Contains(m.Text, finer) {
			t.Errorf("the chat reads %q:\n%s", finer, m.Text)
		}
	}
	if m := late.ask("/trips", "26 ноября", "25 ноября"); strings.Contains(m.Text, "24 ноября, вт") {
		t.Errorf("whoever came later reads of before:\n%s", m.Text)
	}
	if n := e.cabinet.Requests().Detail; n != 0 {
		t.Errorf("%d requests for rides without an account", n)
	}
}

// topUp adds money and has it read on the same day.
func (k *talk) topUp(e *e2e, pan string) {
	e.t.Helper()
	if _, err := e.cabinet.TopUp(pan, 100_000); err != nil {
		e.t.Fatal(err)
	}
	e.clock.move(2 * time.Minute)
	k.ask("/balance")
	k.lastEdit()
	e.clock.move(-2 * time.Minute)
}

// Weeks and months are paged back to the day the card was linked.
func TestDaysArePaged(t *testing.T) {
	t.Parallel()
	e := newE2E(t, noAccount)
	if err := e.cabinet.SetBalance(panMum, 1_000_000); err != nil {
		t.Fatal(err)
	}
	p := e.follower(1, "ru", panMum, "Мама")
	for range 16 {
		p.day(e, panMum, 1)
	}
	m := p.ask("/trips", "3 декабря", "9 декабря", "Потрачено: 840\u202f₸")
	m = p.press(m, "Раньше", "26 ноября – 2 декабря", "26 ноября, чт", "Потрачено: 840\u202f₸")
	m = p.press(m, "Раньше", "19 ноября – 25 ноября", "24 ноября", "Потрачено: 240\u202f₸")
	if hasButton(m, "Раньше") {
		t.Error("there is a page before the card was linked")
	}
	m = p.press(m, "Позже", "26 ноября – 2 декабря")
	m = p.press(m, "30 дней", "30 дней", "24 ноября", "Потрачено: 1\u202f920\u202f₸")
	if hasButton(m, "Раньше") || hasButton(m, "сегодня") {
		t.Error("of thirty days there is another page, or hours")
	}
}

// What changed between readings that lie days apart is told of all those days,
// and what a reading at night finds, of the day before.
func TestSpendingOfSeveralDays(t *testing.T) {
	t.Parallel()
	e := newE2E(t, noAccount)
	p := e.follower(1, "ru", panMum, "Мама")
	p.day(e, panMum, 1)
	for range 3 {
		ride(t, e.cabinet, panMum)
	}
	e.clock.move(3 * 24 * time.Hour)
	p.ask("/balance")
	p.lastEdit()
	ride(t, e.cabinet, panMum)
	e.clock.move(20 * time.Hour) // four in the morning
	p.ask("/balance")
	p.lastEdit()
	p.ask("/trips", "24 ноября – 27 ноября · −480\u202f₸", "24 ноября, вт · −120\u202f₸", "Потрачено: 600\u202f₸")
	p.Say("/stats")
	p.pictured(func(t telegramsim.TB) telegramsim.Message { return p.Next(t) }, "600\u202f₸ с 24 ноября", "поделена между ними поровну")
}

// The picture of spending is drawn from the days, and named so.
func TestStatsWithoutAnAccount(t *testing.T) {
	t.Parallel()
	e := newE2E(t, noAccount)
	if err := e.cabinet.SetBalance(panMum, 1_000_000); err != nil {
		t.Fatal(err)
	}
	p := e.follower(1, "ru", panMum, "Мама")
	p.Say("/stats")
	p.pictured(func(t telegramsim.TB) telegramsim.Message { return p.Next(t) }, "не заметил", "мало данных")
	for range 20 {
		p.day(e, panMum, 2)
	}
	p.Say("/stats")
	m := p.pictured(func(t telegramsim.TB) telegramsim.Message { return p.Next(t) },
		"траты по изменению баланса", "4\u202f800\u202f₸ с 24 ноября", "240\u202f₸ в рабочий день", "хватит примерно до")
	if strings.Contains(m.Caption, "поездок") || strings.Contains(m.Caption, "поездки") {
		t.Errorf("the caption counts rides: %s", m.Caption)
	}
	p.Press(t, m, "по месяцам")
	p.pictured(p.NextEdit, "4\u202f800\u202f₸ с 24 ноября")
	p.Press(t, m, "По дням")
	if err := e.cabinet.SetType(panMum, "01.01.02"); err != nil {
		t.Fatal(err)
	}
	e.clock.move(time.Hour)
	p.day(e, panMum, 0)
	p.Say("/stats")
	for m := p.Next(t); !strings.Contains(m.Text, "нет учётной записи"); m = p.Next(t) {
	}
}

func TestExportWithoutAnAccount(t *testing.T) {
	t.Parallel()
	e := newE2E(t, noAccount)
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask("/export", "нет учётной записи", "траты по дням")
}

// days walks through a bot without a cabinet account.
func (w *tour) days() string {
	w.title("Without an account")
	w.must(w.cabinet.SetBalance(panMum, 1_000_000))
	w.say("/start")
	w.say(panMum)
	w.press("name.mum")
	w.press("button.no_need")
	w.say("/help")
	w.say("/privacy")
	w.say("/trips")
	for range 16 {
		w.me.day(w.e2e, panMum, 2)
	}
	w.me.topUp(w.e2e, panMum)
	w.must(w.cabinet.SetBalance(panMum, 216_000)) // a pass of 5 000 was bought
	w.clock.move(time.Hour)
	w.say("/balance")
	w.edited()
	w.must(w.cabinet.SetBalance(panMum, 21_600_000)) // a fault of the cabinet
	w.clock.move(time.Hour)
	w.say("/balance")
	w.edited()
	w.say("/trips")
	w.press("button.older")
	w.say("/stats")
	w.say("/export")
	w.say("/alerts")
	w.press("subscription.rides")
	return w.out.String()
}
