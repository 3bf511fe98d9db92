package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/onayclient/cabinetsim"
)

// has sets a card's balance, which the bot reads soon after.
func (e *e2e) has(pan string, tenge int64) {
	e.t.Helper()
	e.set(pan, 100*tenge)
	e.later(soon)
}

// A fare is charged and given back, by the balance alone: low is told once, and a rise of a fare is called no top-up.
func TestOtherPeoplesDataTellsALowBalanceOnceThoughFaresComeBack(t *testing.T) {
	t.Parallel()
	for lang, c := range map[string]struct{ topUps, low, rise, topUp string }{
		"ru": {"Пополнение", "осталось 480", "💰 Мама ·0017: баланс вырос на 120" + thin + "₸, стало 600" + thin + "₸", "пополнение около +500"},
		"kk": {"Толтырылса", "480" + thin + "₸ қалды", "💰 Мама ·0017: баланс өсті: 120" + thin + "₸, енді 600" + thin + "₸", "карта толтырылды, шамамен +500"},
		"en": {"Top-up", "480" + thin + "₸ left", "💰 Мама ·0017: the balance rose by 120" + thin + "₸, now 600" + thin + "₸", "a top-up of about +500"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			e := newProofE2E(t)
			p := e.follower(1, lang, panMum, "Мама")
			p.alerts(c.topUps)
			e.has(panMum, 600)
			e.has(panMum, 480)
			p.hear(c.low)
			e.restart()
			e.has(panMum, 600)
			p.hear(c.rise)
			e.has(panMum, 480)
			p.Quiet(t)
			e.has(panMum, 980)
			p.hear(c.topUp)
			e.has(panMum, 480)
			p.hear(c.low)
			p.Quiet(t)
		})
	}
}

// Where rows are read, they say what brought the money: a fare given back, or a top-up of as little.
func TestOtherPeoplesDataTellsALowBalanceAgainByWhatARowSays(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	p.press(p.alerts("Поездки"), "Пополнение")
	e.later(soon)
	rides := func() {
		e.clock.move(time.Minute)
		ride(t, e.cabinet, panKid)
		e.later(soon)
		p.hear("🚌 Айша ·0027")
	}
	back := func(operation, push string) {
		e.clock.move(time.Minute)
		e.set(panKid, 54_000)
		e.file(cabinetsim.Transaction{Operation: operation, At: e.clock.now(), Amount: 6_000, Balance: 54_000})
		e.later(soon)
		p.hear(push)
	}
	rides()
	p.hear("🔔 Айша ·0027: осталось 480")
	back("refund", "↩️ Айша ·0027: возврат · +60")
	rides()
	p.Quiet(t)
	back(cabinetsim.OpTopUp, "💰 Айша ·0027: +60")
	rides()
	p.hear("🔔 Айша ·0027: осталось 480")
	p.Quiet(t)
}

// What the passenger or the cabinet changes about a card is no news of its balance.
func TestOtherPeoplesDataChangesOfThresholdAndTypeTellNothing(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	threshold := func(label string) {
		p.press(p.press(p.alerts("Меньше"), label, "Мама"), "Оповещения")
	}
	e.has(panMum, 600)
	threshold("1" + thin + "000")
	threshold("500")
	e.later(soon)
	p.Quiet(t)
	e.has(panMum, 480)
	p.hear("🔔 Мама ·0017: осталось 480")
	threshold("300")
	threshold("500")
	e.later(soon)
	e.has(panMum, 360)
	for _, class := range []string{"01.01.02", "01.01"} {
		if err := e.cabinet.SetType(panMum, class); err != nil {
			t.Fatal(err)
		}
		e.later(soon)
	}
	p.Quiet(t)
	e.has(panMum, 1_360)
	e.has(panMum, 240)
	p.hear("осталось 240")
	p.Quiet(t)
}

// Whoever is told that little is left and lowers the threshold is told again below that, however many rides one reading
// finds.
func TestOtherPeoplesDataALoweredThresholdIsToldOf(t *testing.T) {
	t.Parallel()
	for lowered, c := range map[string]struct{ says, tells string }{
		"200":              {"предупрежу, когда останется меньше 200", "осталось 120" + thin + "₸ (1 поездка), порог 200"},
		"300":              {"предупрежу, когда останется меньше 300", "осталось 120" + thin + "₸ (1 поездка), порог 300"},
		"1" + thin + "000": {"предупрежу снова, если после пополнения", ""},
	} {
		t.Run(lowered, func(t *testing.T) {
			t.Parallel()
			e := newProofE2E(t)
			p := e.follower(1, "ru", panMum, "Мама")
			e.has(panMum, 480)
			menu := p.press(p.hear("🔔 Мама ·0017: осталось 480"), "Изменить порог", "Мама")
			p.press(menu, lowered, c.says)
			e.later(soon)
			p.Quiet(t)
			e.has(panMum, 120)
			if c.tells != "" {
				p.hear(c.tells)
			}
			p.Quiet(t)
		})
	}
}

// stood is a follower without proof of a card that was debited on each day up to 29 November, and has stood still for
// so many since.
func (e *e2e) stood(lang string, days int) *talk {
	e.t.Helper()
	p := e.follower(1, lang, panMum, "Мама")
	e.clock.move(5 * time.Hour)
	for day := range int64(6) {
		e.set(panMum, 112_000-day*12_000)
		e.later(24 * time.Hour)
	}
	e.waits(days)
	return p
}

// waits has the bot tick once a day for so many days.
func (e *e2e) waits(days int) {
	e.t.Helper()
	for range days {
		e.later(24 * time.Hour)
	}
}

func TestOtherPeoplesDataAsksOnceAboutACardThatStandsStill(t *testing.T) {
	t.Parallel()
	for lang, c := range map[string]struct{ asks, says, replaced, no, kept string }{
		"ru": {"💤 Мама ·0017: без движения с 29 ноября, на карте 520" + thin + "₸. Карту заменили?", "💤 без движения с 29 ноября",
			"Карту заменили", "Нет, всё в порядке", "слежу за картой дальше"},
		"kk": {"💤 Мама ·0017: соңғы қозғалыс — 29 қараша, картада 520" + thin + "₸. Карта ауыстырылды ма?", "соңғы қозғалыс: 29 қараша",
			"Ауыстырылды", "Жоқ, бәрі дұрыс", "картаны бақылай беремін"},
		"en": {"💤 Мама ·0017: no movement since 29 November, 520" + thin + "₸ on the card. Was the card replaced?",
			"💤 no movement since 29 November", "Card replaced", "No, all is well", "I keep watching"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			e := newProofE2E(t)
			p := e.stood(lang, 13)
			p.Quiet(t)
			e.waits(1)
			m := p.hear(c.asks)
			if !hasButton(m, c.replaced) {
				t.Errorf("buttons %v", m.Buttons)
			}
			e.restart()
			e.waits(15)
			p.Quiet(t)
			p.ask("/balance", c.says)
			p.press(m, c.no, c.kept)
		})
	}
}

func TestOtherPeoplesDataAMovementEndsAStandstill(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	p := e.stood("ru", 14)
	p.hear("без движения с 29 ноября")
	e.has(panMum, 1_000)
	if m := p.ask("/balance", "1"+thin+"000"); strings.Contains(m.Text, "без движения") {
		t.Errorf("it stands still though it moved:\n%s", m.Text)
	}
	e.waits(13)
	p.Quiet(t)
	e.waits(1)
	p.hear("без движения с 13 декабря")
	e.waits(15)
	p.Quiet(t)
}

// Whoever may view the rides knows of those before the link; a chat without proof is told nothing of them.
func TestOtherPeoplesDataAStandstillIsToldByWhatAChatMayKnow(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	for ago := range 5 {
		at := morning.AddDate(0, 0, -5-ago)
		e.file(cabinetsim.Transaction{Operation: cabinetsim.OpRide, Route: "92", At: at, Amount: -6_000, NoBalance: true})
	}
	prover := e.prover(1, "Айша")
	other := e.follower(2, "ru", panKid, "Дочь")
	e.clock.move(5 * time.Hour)
	e.waits(12)
	prover.Quiet(t)
	e.waits(5)
	prover.hear("💤 Айша ·0027: без движения с 21 ноября")
	prover.Quiet(t)
	other.Quiet(t)
	if m := other.ask("/balance", "540"); strings.Contains(m.Text, "без движения") {
		t.Errorf("a chat without proof is told of rides:\n%s", m.Text)
	}
}

// A pass moves without its balance; a snoozed link and quiet hours wait.
func TestOtherPeoplesDataAStandstillIsAskedWhenItMayBe(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	p := e.stood("ru", 12)
	pass := e.follower(2, "ru", panPass, "Я")
	p.press(p.alerts("Пауза"), "3 дня")
	e.waits(2)
	p.Quiet(t)
	p.press(p.alerts("Тихие часы"), "22:00–07:00")
	e.waits(2)
	p.hear("без движения с 29 ноября")
	if err := e.cabinet.SetType(panMum, "01.01.02"); err != nil {
		t.Fatal(err)
	}
	e.waits(1)
	if m := p.ask("/balance", "проездной"); strings.Contains(m.Text, "без движения") {
		t.Errorf("a pass is said to stand still:\n%s", m.Text)
	}
	e.waits(30)
	p.Quiet(t)
	pass.Quiet(t)
}

func TestOtherPeoplesDataAReplacedCardThatStoodStillGivesItsPlace(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	p := e.stood("ru", 12)
	p.press(p.press(p.alerts("Меньше 500"), "1"+thin+"000", "меньше 1"+thin+"000"), "Оповещения")
	p.alerts("Пополнение")
	e.waits(2)
	m := p.hear("без движения с 29 ноября")
	p.Press(t, m, "Карту заменили")
	p.hear("Какая карта теперь вместо", "Мама ·0017")
	e.addCard(panNew, "01.01", 200_000)
	p.ask(panNew, "✅ Мама ·0066 теперь вместо «Мама ·0017»", "меньше 1"+thin+"000", "подтвердите")
	if m := p.alerts(); !hasButton(m, "✅ Пополнение") {
		t.Errorf("the alerts are not as before: %v", m.Buttons)
	}
	p.ask("/trips", "Назовите две")
	e.has(panNew, 900)
	p.hear("🔔 Мама ·0066: осталось 900")
	p.Quiet(t)
}
