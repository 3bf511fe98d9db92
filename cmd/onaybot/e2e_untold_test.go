package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

const panNew = "9643108503300000066" // the number that takes another's place

// unknown has the cabinet tell nothing of a card, in the dialect's own way.
func (e *e2e) unknown(pan string, kind cabinetsim.FaultKind) {
	e.cabinet.SetFault(cabinetsim.Fault{Kind: kind, PAN: pan})
}

// untold are the ways in which a dialect tells nothing of a card.
var untold = map[cabinetsim.FaultKind]func(*config.Config){
	cabinetsim.FaultNoSuchCard: func(*config.Config) {},
	cabinetsim.FaultNoData:     appDialect,
	cabinetsim.FaultDeclined:   appDialect,
}

// forEachUntold runs a test in which Айша's card is followed beside Мама's, which the cabinet goes on telling of.
func forEachUntold(t *testing.T, test func(*testing.T, *e2e, *talk, cabinetsim.FaultKind)) {
	t.Helper()
	for kind, dialect := range untold {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			e := newE2E(t, dialect)
			p := e.follower(1, "ru", panKid, "Айша")
			e.follower(2, "ru", panMum, "Мама")
			test(t, e, p, kind)
		})
	}
}

// Works at the cabinet look like this: for some minutes it says that a card does not exist.
func TestACardThatIsUnknownOnceIsReadMinutesLater(t *testing.T) {
	t.Parallel()
	forEachUntold(t, func(t *testing.T, e *e2e, p *talk, kind cabinetsim.FaultKind) {
		e.unknown(panKid, kind)
		e.later(soon)
		p.Say("/balance")
		p.hear("540" + thin + "₸")
		m := p.holds(p.lastEdit(), "540"+thin+"₸", "на 08:00", "ничего не сказал об этой карте")
		if strings.Contains(m.Text, "больше нет") {
			t.Errorf("the card is called unknown:\n%s", m.Text)
		}
		e.later(6 * time.Minute) // asked again, and again in vain
		e.cabinet.ClearFaults()
		e.set(panKid, 30_000)
		e.tick(6 * time.Minute)
		p.hear("🔔 Айша ·0027: осталось 300")
		p.Quiet(t)
	})
}

func TestACardThatIsUnknownForADayIsToldOnce(t *testing.T) {
	t.Parallel()
	forEachUntold(t, func(t *testing.T, e *e2e, p *talk, kind cabinetsim.FaultKind) {
		e.unknown(panKid, kind)
		for range 23 {
			e.later(time.Hour)
		}
		e.restart()
		p.Quiet(t)
		asked := e.cabinet.Requests().Total
		for range 3 {
			e.later(time.Hour)
		}
		m := p.hear("🔎 Айша ·0027: этой карты в кабинете ONAY больше нет", "540"+thin+"₸", "вчера, 08:00")
		if !hasButton(m, "Карту заменили") || !hasButton(m, "Убрать") {
			t.Errorf("buttons %v", m.Buttons)
		}
		for range 30 {
			e.later(time.Hour)
		}
		p.Quiet(t)
		if asked > 60 {
			t.Errorf("%d requests in a day", asked)
		}
		p.Say("/balance")
		p.hear("540" + thin + "₸")
		p.holds(p.lastEdit(), "этой карты больше нет")
		p.press(m, "Убрать", "Удалить «Айша ·0027» из этого чата?")
	})
}

func TestManyUnknownCardsAreAnOutage(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	for pan, name := range map[string]string{panKid: "Айша", panPass: "Я"} {
		p.ask(pan, "·"+pan[15:])
		p.ask(name, name)
	}
	parent := e.follower(2, "ru", panKid, "Айша")
	parent.alerts("Поездки")
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultNoSuchCard})
	e.later(soon)
	p.Say("/balance")
	p.hear("540" + thin + "₸")
	p.holds(p.lastEdit(), "⚠️ Кабинет ONAY не отвечает", "Показываю последнее")
	e.person(3, "ru").ask(panNew, "не отвечает", "Карта пока не добавлена")
	for range 30 {
		e.later(time.Hour)
	}
	p.Quiet(t)
	parent.hear("⚠️ Кабинет ONAY не отвечает")
	parent.Quiet(t)
	e.cabinet.ClearFaults()
	e.set(panMum, 30_000)
	e.later(soon)
	p.hear("🔔 Мама ·0017: осталось 300")
	parent.hear("✅ Кабинет ONAY снова отвечает")
	p.Quiet(t)
}

// gone is a card of which the chat was told that it is gone.
func (e *e2e) gone(p *talk) telegramsim.Message {
	e.t.Helper()
	e.unknown(panKid, cabinetsim.FaultNoSuchCard)
	for range 26 {
		e.later(time.Hour)
	}
	return p.hear("этой карты в кабинете ONAY больше нет")
}

func TestAReplacedCardGivesItsPlaceToTheNewNumber(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Rides.Proof = config.ProofRequired })
	p := e.follower(1, "ru", panKid, "Айша")
	e.follower(2, "ru", panMum, "Мама")
	p.press(p.alerts("Меньше 500"), "1"+thin+"000", "меньше 1"+thin+"000")
	p.press(p.alerts("Тихие часы"), "22:00–07:00")
	p.alerts("Пополнение")
	p.wishes("Поездки")
	m := e.gone(p)
	e.addCard(panNew, "01.02.15", 200_000)
	p.Press(t, m, "Карту заменили")
	p.hear("Какая карта теперь вместо", "Айша ·0027")
	p.ask("9643108503300000067", "опечатка")
	p.ask(panNew+" мама, "+panMum, "нужен один")
	p.ask(panNew, "✅ Айша ·0066 теперь вместо «Айша ·0027»", "2"+thin+"000"+thin+"₸", "меньше 1"+thin+"000", "подтвердите")
	p.ask("/cards", "Айша ·0066")
	if m := p.alerts(); strings.Contains(m.Text, "0027") || !hasButton(m, "✅ Пополнение") || !hasButton(m, "⏳ Поездки") || !hasButton(m, "22:00–07:00") {
		t.Errorf("the alerts are not as before:\n%s\n%v", m.Text, m.Buttons)
	}
	p.ask("/trips", "Назовите две")
	e.set(panNew, 90_000)
	e.tick(soon)
	p.hear("🔔 Айша ·0066: осталось 900")
	p.Press(t, m, "Карту заменили")
	p.Quiet(t)
}
