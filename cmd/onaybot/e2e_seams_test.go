package main

import (
	"strings"
	"testing"

	"onaybot/cmd/onaybot/config"
)

// A label is no place for a card's number, nor for a telephone's: all who see the rides see it.
func TestANumberIsNoLabel(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	mum.press(mum.sharing("Айша"), "Пригласить", "Кого зовёте")
	mum.ask("Няня 8 701 123 45 67", "В подписи слишком много цифр")
	mum.ask("Няня ९६४३१०८५", "В подписи слишком много цифр")
	mum.ask("Няня 2", "один раз", "Подпись: Няня 2")

	g := e.newRoom()
	named := g.replies(creator, g.says(creator, "/add", "Пришлите номер"), panKid, "·0027 добавлена")
	g.replies(creator, named, "Дочь", "✅ Дочь ·0027")
	g.SayAs(creator, "/start@onay_test_bot "+strings.TrimPrefix(mum.invite("Айша"), "/start "))
	g.hear("Дочь ·0027: поездки видны")
	mum.hear("приняли")
	page := g.press(g.press(g.says(creator, "/cards", "Выберите"), "0027"), "Кто следит", "кто следит")
	draft := g.press(page, "Пригласить", "Кого зовёте")
	g.replies(creator, draft, "«"+panMum+"»", "В подписи слишком много цифр")
	if n := countIn(t, e.cfg.Database, "SELECT count(*) FROM invites WHERE label GLOB '*[0-9][0-9][0-9]*'"); n != 0 {
		t.Errorf("%d labels hold a number", n)
	}
}

// A mended number answers the question that it was typed for: the new card takes the old one's place.
func TestAMendedNumberTakesThePlaceOfTheOldCard(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Rides.Proof = config.ProofRequired })
	p := e.follower(1, "ru", panKid, "Айша")
	m := e.gone(p)
	e.addCard(panNew, "01.02.15", 200_000)
	p.Press(t, m, "Карту заменили")
	p.hear("Какая карта теперь вместо", "Айша ·0027")
	said := p.Say(panNew[:18] + "7")
	p.hear("опечатка")
	p.Edit(said, panNew)
	p.hear("✅ Айша ·0066 теперь вместо «Айша ·0027»")
}

// A day of eight digits is no card's number where a day is asked for.
func TestADayInDigitsIsNoNumber(t *testing.T) {
	t.Parallel()
	_, p := watched(t)
	p.Press(t, p.press(p.alerts(noRide), "Каникулы до", "каникулы до какого дня"), "Другой день")
	p.hear("Напишите день")
	p.ask("12-01-2027", "снова слежу с 12 января 2027")
}

// What a chat has chosen of the fare goes over to the card that takes the place of another.
func TestAReplacedCardKeepsItsFare(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Rides.Proof = config.ProofRequired })
	p := e.follower(1, "ru", panKid, "Айша")
	p.press(p.press(p.tariff("Айша"), "Караганда", "Караганда"), "Полный", "100")
	m := e.gone(p)
	e.addCard(panNew, "01.02.15", 200_000)
	p.Press(t, m, "Карту заменили")
	p.hear("Какая карта теперь вместо", "Айша ·0027")
	p.ask(panNew, "✅ Айша ·0066 теперь вместо «Айша ·0027»", "20 поездок по 100")
}

// A card comes with the fare that was chosen where the invite comes from; another can be chosen here.
func TestAnInvitedCardComesWithItsFare(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	mum.press(mum.press(mum.tariff("Айша"), "Караганда", "Караганда"), "Полный", "100")
	dad := e.person(2, "ru")
	dad.ask(mum.invite("Айша"), "Айша ·0027 добавлена", "5 поездок по 100")
	dad.press(dad.tariff("Айша"), "Автоматически", "60"+thin+"₸ за поездку")
	mum.hear("приняли")
	if got := mum.balance("Айша"); !strings.Contains(got, "по 100") {
		t.Errorf("what one chooses is another's: %s", got)
	}
}
