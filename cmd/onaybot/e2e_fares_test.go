package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

// tariff opens the fare of a card from the list of cards.
func (k *talk) tariff(card string) telegramsim.Message {
	k.t.Helper()
	return k.press(k.press(k.ask("/cards"), card), "Тариф", card, "какой тариф")
}

// paid puts a ride into a card's rows: so many days ago, at a minute of the day, on a vehicle, for so many tenge.
func (e *e2e) paid(pan string, ago int, clock, vehicle string, tenge int64) {
	e.t.Helper()
	at, err := time.ParseInLocation("15:04", clock, morning.Location())
	if err != nil {
		e.t.Fatal(err)
	}
	day := morning.AddDate(0, 0, -ago)
	at = time.Date(day.Year(), day.Month(), day.Day(), at.Hour(), at.Minute(), 7, 0, day.Location())
	err = e.cabinet.AddTransaction(pan, cabinetsim.Transaction{
		Operation: cabinetsim.OpRide, Route: "5", Vehicle: vehicle, At: at, Amount: -100 * tenge, NoBalance: true,
	})
	if err != nil {
		e.t.Fatal(err)
	}
}

// daily is a ride on each of so many days before today.
func (e *e2e) daily(pan string, days int, tenge int64) {
	e.t.Helper()
	for ago := 1; ago <= days; ago++ {
		e.paid(pan, ago, "07:30", "500AB09", tenge)
	}
}

// balance is the line of a card's balance.
func (k *talk) balance(card string) string {
	k.t.Helper()
	_, rest, found := strings.Cut(k.ask("/balance", card).Text, card)
	lines := strings.Split(rest, "\n")
	if !found || len(lines) < 2 {
		k.t.Fatalf("no balance of %s", card)
	}
	return strings.ReplaceAll(lines[1], thin, " ")
}

func TestOtherPeoplesDataEveryCityHasItsFares(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask(panKid, "·0027")
	p.ask("Айша", "Айша")
	for _, c := range []struct{ city, full, half string }{
		{"Караганда", "1 240 ₸ — 12 поездок по 100 ₸", "540 ₸"},
		{"Темиртау (за городом)", "1 240 ₸ — 12 поездок по 100 ₸", "540 ₸ — 10 поездок по 50 ₸"},
		{"Абай", "1 240 ₸ — 12 поездок по 100 ₸", "540 ₸ — 10 поездок по 50 ₸"},
		{"Топар", "1 240 ₸ — 12 поездок по 100 ₸", "540 ₸ — 10 поездок по 50 ₸"},
		{"Шахтинск", "1 240 ₸ — 15 поездок по 80 ₸", "540 ₸ — 13 поездок по 40 ₸"},
		{"Сарань", "1 240 ₸ — 20 поездок по 60 ₸", "540 ₸"},
		{"Балхаш", "1 240 ₸ — 20 поездок по 60 ₸", "540 ₸ — 18 поездок по 30 ₸"},
		{"Алматы", "1 240 ₸ — 10 поездок", "540 ₸ — 9 поездок"},
	} {
		p.press(p.tariff("Мама"), c.city, c.city, "полный тариф", "Так выбрали Вы")
		p.press(p.tariff("Айша"), c.city, c.city, "льготный тариф", "Так выбрали Вы")
		e.later(soon) // so much in a moment is too much of one person
		if mum, kid := p.balance("Мама ·0017"), p.balance("Айша ·0027"); mum != c.full || kid != c.half {
			t.Errorf("%s: %q and %q, want %q and %q", c.city, mum, kid, c.full, c.half)
		}
	}
}

func TestOtherPeoplesDataCitiesAreNamedInThreeLanguages(t *testing.T) {
	t.Parallel()
	own := config.Fare{City: "Село <Новое>", From: morning.AddDate(-1, 0, 0), Full: 7_000}
	e := newE2E(t, func(c *config.Config) { c.Fares = append(c.Fares, own) })
	for id, c := range map[int64]struct{ lang, fare, city, now, free, then string }{
		1: {"ru", "Тариф", "Караганда", "100 ₸ за поездку (Караганда, полный тариф)", "Бесплатный", "проезд бесплатный"},
		2: {"kk", "Тарифі", "Қарағанды", "бір сапар — 100 ₸ (Қарағанды, толық тариф)", "Тегін", "жол жүру тегін"},
		3: {"en", "Fare", "Karaganda", "100 ₸ a ride (Karaganda, full fare)", "Free", "free travel"},
	} {
		p := e.follower(id, c.lang, panMum, "M")
		panel := p.press(p.press(p.ask("/cards"), "M"), c.fare)
		p.press(panel, c.city, strings.ReplaceAll(c.now, " ₸", thin+"₸"))
		p.press(panel, "Село <Новое>", "Село <Новое>", "70"+thin+"₸")
		p.press(panel, c.free)
		p.ask("/balance", c.then)
	}
}

// The fare that was chosen is what thresholds, pushes and the picture count with, until it is given up.
func TestOtherPeoplesDataTheChosenFareCounts(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	e.addCard("9643108503300000041", "01.01.02", 30_000)
	p := e.follower(1, "ru", panMum, "Мама")
	p.press(p.tariff("Мама"), "Караганда", "100")
	p.press(p.press(p.alerts(), "Меньше 500"), "10 поездок", "12 поездок по 100", "10 поездок (1"+thin+"000")
	e.restart()
	e.set(panMum, 99_000)
	e.later(soon)
	p.hear("🔔 Мама ·0017: осталось 990", "9 поездок", "порог 10 поездок")
	p.press(p.tariff("Мама"), "Автоматически", "120"+thin+"₸ за поездку (Алматы, полный тариф)")
	if got := p.balance("Мама ·0017"); got != "990 ₸ — 8 поездок" {
		t.Errorf("after giving it up: %q", got)
	}
	p.press(p.tariff("Мама"), "Проездной", "Сейчас: проездной", "Так выбрали Вы")
	p.ask("/balance", "990"+thin+"₸ — проездной")
	e.set(panMum, 1_000)
	e.later(soon)
	p.Quiet(t)

	p.ask("9643108503300000041", "·0041", "проездной")
	p.ask("Я", "Я ·0041")
	p.press(p.tariff("Я"), "Льготный", "60"+thin+"₸ за поездку")
	p.ask("/balance", "300"+thin+"₸ — 5 поездок по 60")
}

// A choice of fare is no news of the balance: it is told neither then nor by the next reading.
func TestOtherPeoplesDataAChoiceOfFareTellsNothing(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	e.set(panMum, -5_000)
	p := e.follower(1, "ru", panMum, "Мама")
	for _, class := range []string{"Проездной", "Полный", "Бесплатный", "Льготный", "Автоматически"} {
		p.press(p.tariff("Мама"), class)
		e.later(soon)
		p.Quiet(t)
	}
	e.set(panMum, 65_000)
	e.later(soon)
	p.press(p.press(p.alerts(), "Меньше 500"), "5 поездок", "5 поездок (600")
	p.press(p.tariff("Мама"), "Караганда", "100") // 500 tenge by now
	e.set(panMum, 58_000)
	e.later(soon)
	p.press(p.tariff("Мама"), "Алматы", "120")
	e.later(soon)
	p.Quiet(t)
}

func TestOtherPeoplesDataTheLastBoardingsTellTheFare(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rows func(e *e2e)
		want string
	}{
		"three on three days": {func(e *e2e) { e.daily(panMum, 3, 100) }, "1 240 ₸ — 12 поездок по 100 ₸"},
		"as in the table":     {func(e *e2e) { e.daily(panMum, 5, 120) }, "1 240 ₸ — 10 поездок"},
		"two are too few":     {func(e *e2e) { e.daily(panMum, 2, 100) }, "1 240 ₸ — 10 поездок"},
		"on two days alone": {func(e *e2e) {
			e.daily(panMum, 2, 100)
			e.paid(panMum, 1, "09:00", "7", 100)
			e.paid(panMum, 2, "09:00", "7", 100)
		}, "1 240 ₸ — 10 поездок"},
		"of two the dearer": {func(e *e2e) {
			e.daily(panMum, 5, 100)
			for ago := 1; ago <= 3; ago++ {
				e.paid(panMum, ago, "18:00", "9", 150)
			}
		}, "1 240 ₸ — 8 поездок по 150 ₸"},
		"the last ten alone": {func(e *e2e) {
			e.daily(panMum, 10, 100)
			for ago := 11; ago <= 20; ago++ {
				e.paid(panMum, ago, "18:00", "9", 200)
			}
		}, "1 240 ₸ — 12 поездок по 100 ₸"},
		"friends are one boarding": {func(e *e2e) {
			for ago := 1; ago <= 4; ago++ {
				e.paid(panMum, ago, "07:30", "500AB09", 80)
				for range 12 {
					e.paid(panMum, ago, "07:30", "500AB09", 160)
				}
			}
		}, "1 240 ₸ — 15 поездок по 80 ₸"},
		"free rides and refunds aside": {func(e *e2e) {
			e.daily(panMum, 3, 100)
			for ago := 1; ago <= 12; ago++ {
				e.paid(panMum, ago, "12:00", "3", 0)
				e.paid(panMum, ago, "13:00", "3", -100)
			}
		}, "1 240 ₸ — 12 поездок по 100 ₸"},
		"before the city's fare": {func(e *e2e) {
			e.paid(panMum, 2, "07:30", "1", 100)
			for ago := 843; ago < 853; ago++ { // up to 2 August 2024
				e.paid(panMum, ago, "07:30", "1", 100)
			}
		}, "1 240 ₸ — 10 поездок"},
		"not for a pass": {func(e *e2e) {
			e.daily(panMum, 5, 100)
			if err := e.cabinet.SetType(panMum, "01.01.02"); err != nil {
				e.t.Fatal(err)
			}
		}, "1 240 ₸ — проездной, деньги не списываются"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			c.rows(e)
			p := e.follower(1, "ru", panMum, "Мама")
			p.ask("/trips", "Мама")
			if got := p.balance("Мама ·0017"); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// What rides tell of the fare counts for who may view them, unless that chat has chosen.
func TestOtherPeoplesDataTheLearnedFareIsForProversAlone(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	for ago := 1; ago <= 4; ago++ {
		e.paid(panKid, ago, "07:30", "500AB09", 90)
	}
	stranger := e.follower(2, "ru", panKid, "Дочь")
	p := e.prover(1, "Айша")
	stranger.hear("Дочь ·0027", "видны и в другом чате")
	wants := func(own string) {
		t.Helper()
		if got := p.balance("Айша ·0027"); got != own {
			t.Errorf("the prover reads %q, want %q", got, own)
		}
		if got := stranger.balance("Дочь ·0027"); got != "540 ₸ — 9 поездок" {
			t.Errorf("the stranger reads %q", got)
		}
	}
	wants("540 ₸ — 6 поездок по 90 ₸")
	p.holds(p.tariff("Айша"), "90"+thin+"₸ за поездку — столько стоили последние поездки")
	stranger.holds(stranger.tariff("Дочь"), "60"+thin+"₸ за поездку (Алматы, льготный тариф)")
	p.press(p.tariff("Айша"), "Балхаш", "30"+thin+"₸")
	wants("540 ₸ — 18 поездок по 30 ₸")
	p.press(p.tariff("Айша"), "Автоматически", "90"+thin+"₸")
	wants("540 ₸ — 6 поездок по 90 ₸")
}

// A fare that is learned moves a threshold in rides, and nobody is told of that.
func TestOtherPeoplesDataALearnedFareTellsNothing(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.press(p.press(p.alerts(), "Меньше 500"), "10 поездок", "10 поездок (1"+thin+"200")
	e.daily(panMum, 4, 150)
	p.ask("/trips", "Мама")
	p.ask("/balance", "8 поездок по 150", "меньше порога 1"+thin+"500")
	e.later(soon)
	p.Quiet(t)
	e.set(panMum, 160_000)
	e.later(soon)
	e.set(panMum, 149_000)
	e.later(soon)
	p.hear("🔔 Мама ·0017: осталось 1"+thin+"490", "9 поездок", "порог 10 поездок")
}

// A button of a city that the operator has taken out of the list is stale, and who had chosen it pays as in the first.
func TestOtherPeoplesDataACityMayGo(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	panel := p.press(p.tariff("Мама"), "Балхаш", "60"+thin+"₸")
	e.cfg.Fares = config.Fares{
		{City: "Almaty", From: morning.AddDate(-1, 0, 0), Full: 12_000}, {City: "Abai", From: morning.AddDate(-1, 0, 0), Full: 9_000},
	}
	e.restart()
	if got := p.balance("Мама ·0017"); got != "1 240 ₸ — 10 поездок" {
		t.Errorf("in a city that is gone: %q", got)
	}
	if a := p.Press(t, panel, "Балхаш").Answer(t); !a.Alert || !strings.Contains(a.Text, "устарела") {
		t.Errorf("answered %+v", a)
	}
	p.press(panel, "Абай", "90"+thin+"₸")
	p.press(panel, "Льготный", "Сколько стоит поездка, неизвестно (Абай, льготный тариф)")
	for _, b := range p.tariff("Мама").Buttons {
		for _, x := range b {
			if strings.Contains(x.Text, "Балхаш") {
				t.Error("the city is still offered")
			}
		}
	}
}

// A reduced fare that is not known is no endless riding: money thresholds work.
func TestOtherPeoplesDataAnUnknownReducedFareKeepsAlerts(t *testing.T) {
	t.Parallel()
	for half, want := range map[onayclient.Money]string{
		0: "осталось 480" + thin + "₸, порог", 5_000: "осталось 480" + thin + "₸ (9 поездок), порог",
	} {
		t.Run(fmt.Sprint(half), func(t *testing.T) {
			t.Parallel()
			e := newE2E(t, func(c *config.Config) {
				c.Fares = config.Fares{{City: "Karaganda", From: morning.AddDate(-1, 0, 0), Full: 10_000, Half: half}}
			})
			p := e.follower(1, "ru", panKid, "Айша")
			e.set(panKid, 48_000)
			e.later(soon)
			p.hear(want)
		})
	}
}
