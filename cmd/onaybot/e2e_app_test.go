package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// appDialect has the bot speak the API behind the mobile app.
func appDialect(c *config.Config) {
	c.Cabinet.Dialect = config.DialectApp
	c.Cabinet.AppToken = config.NewSecret("demo-token")
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

// Cards of every city that is configured are the account's; a card that is not among them is said not to
// be, with the cities that were asked for.
func TestOtherPeoplesDataTheAppIsAskedCityByCity(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	e.cfg.Cabinet.CityIDs = []int{1, 2}
	appDialect(e.cfg)
	if err := e.cabinet.Add(cabinetsim.Card{PAN: panThird, Balance: 90_000, City: 2, Fare: 100_00}); err != nil {
		t.Fatal(err)
	}
	for _, pan := range []string{panKid, panThird} {
		if err := e.cabinet.AddToAccount(pan); err != nil {
			t.Fatal(err)
		}
		ride(t, e.cabinet, pan)
	}
	e.run()
	p := e.person(1, "ru")
	p.ask(panThird+" Караганда", "Караганда ·0015", "какой тариф")
	p.ask("/trips", "маршрут 92", "−100\u202f₸")
	for lang, says := range map[string]string{
		"ru": "нет в учётной записи бота (спрошены города № 1, 2; № 1", "kk": "тіркелгісінде жоқ (сұралған қалалар: № 1, 2; № 1",
		"en": "not in the bot's account (cities asked for: No. 1, 2; No. 1",
	} {
		p := e.person(int64(30+len(says)), lang)
		p.ask(panMum)
		p.ask("/trips", says)
	}
	if n := e.cabinet.Requests().AppCards; n != 2 {
		t.Errorf("the account's cards were asked for %d times, want once a city", n)
	}
}

// Success without data says that the service is down: no balance, no sign-in that is refused.
func TestOtherPeoplesDataTheAppsSuccessWithoutDataIsNoAnswer(t *testing.T) {
	t.Parallel()
	e := newE2E(t, appDialect)
	p := e.person(1, "ru")
	p.ask(panMum, "1\u202f240\u202f₸")
	e.clock.move(time.Hour)
	for _, kind := range []cabinetsim.FaultKind{cabinetsim.FaultNoData, cabinetsim.FaultEmptyData, cabinetsim.FaultEmptyList} {
		e.cabinet.ClearFaults()
		e.cabinet.SetFault(cabinetsim.Fault{Kind: kind, On: cabinetsim.KindAppCard})
		p.ask("/balance", "1\u202f240\u202f₸")
		p.holds(p.NextEdit(t), "1\u202f240\u202f₸", "ничего не сказал об этой карте")
		e.cabinet.SetFault(cabinetsim.Fault{Kind: kind, On: cabinetsim.KindAppSignIn})
		p.ask("/trips", "не отвечает")
		e.clock.move(time.Hour)
	}
	e.cabinet.ClearFaults()
	if err := e.cabinet.AddToAccount(panMum); err != nil {
		t.Fatal(err)
	}
	ride(t, e.cabinet, panMum)
	p.ask("/trips", "маршрут 92")
	for _, kind := range []cabinetsim.FaultKind{cabinetsim.FaultNoData, cabinetsim.FaultEmptyList} {
		e.clock.move(time.Hour)
		e.cabinet.SetFault(cabinetsim.Fault{Kind: kind, On: cabinetsim.KindAppCards})
		q := e.person(int64(len(kind)), "ru")
		q.ask(panMum)
		q.ask("/trips", "нет в учётной записи бота (спрошены города № 1; № 1")
	}
}

// Rides on a pass cost nothing, whatever their cost says, and the tickets come in any order.
func TestOtherPeoplesDataTheAppsTickets(t *testing.T) {
	t.Parallel()
	e := newE2E(t, appDialect)
	if err := e.cabinet.AddToAccount(panPass); err != nil {
		t.Fatal(err)
	}
	for _, minutes := range []int{50, 10, 30} {
		row := cabinetsim.Transaction{Operation: cabinetsim.OpRide, Route: "92", At: e.clock.now().Add(-time.Duration(minutes) * time.Minute), Amount: -12_000}
		if err := e.cabinet.AddTransaction(panPass, row); err != nil {
			t.Fatal(err)
		}
	}
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultRowsReordered, On: cabinetsim.KindAppTickets})
	p := e.person(1, "ru")
	p.ask(panPass+" Дед", "какой тариф")
	text := p.ask("/trips", "3 поездки").Text
	first, second, third := strings.Index(text, "07:50"), strings.Index(text, "07:30"), strings.Index(text, "07:10")
	if strings.Contains(text, "120\u202f₸") || strings.Count(text, " · по проездному") != 3 || first < 0 || second < first || third < second {
		t.Errorf("rides on a pass:\n%s", text)
	}
}

// The doctor says which cities were asked for a card that is not in the account.
func TestOtherPeoplesDataTheDoctorNamesTheCities(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	file, _ := e.doctorConfig("{base_url", "{dialect: app, app_token: demo-token, city_ids: [1, 2], base_url")
	f := firstFailure(t, e.examine(file, "--card", panMum))
	if f.Step != "card in account" || !strings.Contains(f.Do, "cabinet.city_ids; asked for: 1, 2") {
		t.Errorf("%+v", f)
	}
	if n := e.cabinet.Requests().AppCards; n != 2 {
		t.Errorf("%d requests for the account's cards, want one a city", n)
	}
}
