package main

import (
	"testing"
	"time"

	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// appDialect has the bot speak the API behind the mobile app.
func appDialect(c *config.Config) {
	c.Cabinet.Dialect = config.DialectApp
	c.Cabinet.AppToken = config.NewSecret("demo-token")
	c.Cabinet.CityID = 1
}

// The API tells no type, so the passenger is asked once what the card pays.
func TestAppAsksForTheFareOnce(t *testing.T) {
	t.Parallel()
	e := newE2E(t, appDialect)
	p := e.person(1, "ru")
	p.ask(panKid, "Карта ·0027", "540\u202f₸")
	m := p.ask("Айша", "какой тариф")
	p.press(m, "Льготный", "Айша ·0027", "меньше 500")
	p.ask("/balance", "540\u202f₸ — 9 поездок")
	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	p.hear("🔔 Айша ·0027", "480\u202f₸", "8 поездок")
	menu := p.press(p.ask("/cards"), "Айша")
	p.press(p.press(menu, "Тариф", "какой тариф"), "Проездной", "Айша")
	p.ask("/balance", "480\u202f₸ — проездной")
}

// Rides are those of the account's cards only, and a number that the API
// says nothing about is not called an unknown card.
func TestAppSaysWhatItCannotDo(t *testing.T) {
	t.Parallel()
	e := newE2E(t, appDialect)
	p := e.person(1, "ru")
	p.ask("9643108503300000041", "ничего не сказал об этой карте", "Карта пока не добавлена")
	p.ask(panMum, "Карта ·0017")
	p.ask("/trips", "нет в учётной записи бота")
	if err := e.cabinet.AddToAccount(panMum); err != nil {
		t.Fatal(err)
	}
	ride(t, e.cabinet, panMum)
	e.clock.move(time.Hour)
	p.ask("/trips", "маршрут 92", "−120\u202f₸")
}

// A ban is told to the admins once, and once more when it is over.
func TestAdminsHearOfABan(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Admins = []int64{7, 8} }) // 8 has never spoken to the bot
	admin := e.person(7, "ru")
	admin.ask("/start")
	p := e.follower(1, "ru", panMum, "Мама")
	e.cabinet.SetMode(cabinetsim.ModeBanning)
	e.tick(20 * time.Minute)
	admin.hear("⛔ Кабинет ONAY", "14:20")
	e.tick(20 * time.Minute)
	e.settled()
	e.restart()
	e.tick(20 * time.Minute)
	e.settled()
	admin.Quiet(t)
	e.cabinet.SetMode(cabinetsim.ModeFine)
	e.tick(7 * time.Hour)
	admin.hear("✅ Кабинет ONAY")
	e.settled()
	admin.Quiet(t)
	p.Quiet(t)
}
