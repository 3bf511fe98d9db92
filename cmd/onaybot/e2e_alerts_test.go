package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

// alerts opens /alerts of the only card and presses buttons one after another.
func (k *talk) alerts(labels ...string) telegramsim.Message {
	k.t.Helper()
	m := k.ask("/alerts", "🔔")
	for _, label := range labels {
		m = k.press(m, label)
	}
	return m
}

// setTo moves the clock to a moment of November 2026 in Almaty, has the bot
// tick and waits until it has.
func (e *e2e) setTo(day, hour, minute int) {
	e.t.Helper()
	at := time.Date(2026, 11, day, hour, minute, 0, 0, morning.Location())
	e.later(at.Sub(e.clock.now()))
}

// later has the bot tick a while later and waits until it has.
func (e *e2e) later(after time.Duration) {
	e.tick(after)
	e.settled()
}

func (e *e2e) set(pan string, tiyn int64) {
	e.t.Helper()
	if err := e.cabinet.SetBalance(pan, tiyn); err != nil {
		e.t.Fatal(err)
	}
}

func (e *e2e) topUp(pan string, tiyn int64) {
	e.t.Helper()
	if _, err := e.cabinet.TopUp(pan, tiyn); err != nil {
		e.t.Fatal(err)
	}
}

const (
	soon  = 20 * time.Minute
	thin  = "\u202f"
	minus = "\u2212"
)

func TestNegativeIsToldOnceAndInThePlaceOfLow(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	e.set(panKid, -8_000)
	e.tick(soon)
	m := p.hear("🔻 Айша ·0027: " + minus + "80" + thin + "₸, карта ушла в минус")
	if !hasButton(m, "Напомнить завтра") || !hasButton(m, "Изменить порог") {
		t.Errorf("buttons %v", m.Buttons)
	}
	e.restart()
	e.set(panKid, -14_000)
	e.later(soon)
	p.Quiet(t)
	e.set(panKid, 100)
	e.later(soon)
	p.Quiet(t) // still low, and known
	e.set(panKid, -5_900)
	e.tick(soon)
	p.hear("карта ушла в минус")
	p.alerts("Минус")
	e.set(panKid, 100_000)
	e.later(soon)
	e.set(panKid, -100)
	e.tick(soon)
	p.hear("🔔 Айша ·0027: осталось") // who does not wish the one is told the other
	p.Quiet(t)
}

func TestTopUpIsToldFromTheBalance(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	other := e.follower(2, "ru", panMum, "Карта")
	p.alerts("Пополнение")
	ride(t, e.cabinet, panMum)
	e.topUp(panMum, 100_000)
	e.tick(soon)
	p.hear("💰 Мама ·0017: пополнение около +880" + thin + "₸, стало 2" + thin + "120" + thin + "₸")
	e.later(soon)
	p.Quiet(t)
	other.Quiet(t)
}

func TestTopUpIsToldByItsRowWhereRidesAreRead(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.press(p.alerts("Поездки"), "Пополнение")
	e.clock.move(10 * time.Minute)
	e.topUp(panMum, 100_000)
	e.tick(soon)
	p.hear("💰 Мама ·0017: +1" + thin + "000" + thin + "₸ в 08:10, стало 2" + thin + "240" + thin + "₸")
	e.restart()
	e.later(soon)
	p.Quiet(t)
}

func TestBlockingAndItsEndAreTold(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "kk", panMum, "Анам")
	block := func(blocked bool) {
		if err := e.cabinet.SetBlocked(panMum, blocked); err != nil {
			t.Fatal(err)
		}
		e.tick(soon)
	}
	block(true)
	p.hear("⛔ Анам ·0017")
	e.later(soon)
	block(false)
	p.hear("✅ Анам ·0017")
	p.Quiet(t)
}

func TestTypeChangeIsToldToThoseWhoWish(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panPass, "Я")
	e.follower(2, "ru", panPass, "Ты")
	p.alerts("Тип карты")
	change := func(typeCode string) {
		if err := e.cabinet.SetType(panPass, typeCode); err != nil {
			t.Fatal(err)
		}
		e.tick(soon)
	}
	change("01.03")
	p.hear("💺 Я ·0033: тип карты изменился: был проездной, теперь льготный тариф")
	change("01.04")
	p.hear("тариф прежний: льготный тариф")
	// Now that the rides cost money, the next one tells what is left of it.
	p.Quiet(t)
	ride(t, e.cabinet, panPass)
	e.tick(soon)
	p.hear("🔔 Я ·0033: осталось 40" + thin + "₸ (на поездку не хватит), порог 500" + thin + "₸")
}

func TestThresholdInRides(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	m := p.press(p.alerts("Меньше 500"), "5 поездок", "предупрежу, когда останется меньше 5 поездок (300"+thin+"₸)")
	p.press(m, "Оповещения", "Айша ·0027")
	e.set(panKid, 36_000)
	e.later(soon)
	p.Quiet(t)
	ride(t, e.cabinet, panKid)
	e.later(soon)
	p.Quiet(t) // exactly five
	ride(t, e.cabinet, panKid)
	e.tick(soon)
	p.hear("осталось 240" + thin + "₸ (4 поездки), порог 5 поездок")
}

func TestWhatCannotWorkIsSaid(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Cabinet.Login, c.Cabinet.Password = "", config.NewSecret("") })
	p := e.follower(1, "ru", panPass, "Я")
	m := p.ask("/alerts", "о поездках не пишу: у бота нет учётной записи", "порог не нужен")
	for label, want := range map[string]string{
		"Поездки":     "нет учётной записи",
		"Нет поездки": "нет учётной записи",
		"Не хватит на рабочий день": "деньги за проезд не списываются",
	} {
		if a := p.Press(t, m, label).Answer(t); !strings.Contains(a.Text, want) {
			t.Errorf("%s: %q", label, a.Text)
		}
	}
	p.press(m, "Итоги недели")
}

func TestQuietHoursEndInOneMessage(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	p.press(p.press(p.alerts("Тихие часы"), "22:00–07:00", "🌙 тихие часы 22:00–07:00"), "Пополнение")
	e.set(panKid, 200_000)
	e.setTo(23, 21, 59)
	p.hear("пополнение около")
	e.set(panKid, 300_000)
	e.setTo(23, 22, 30)
	e.set(panKid, 30_000)
	e.setTo(24, 2, 0)
	p.ask("/help", "Что я умею") // an answer is never held
	e.settled()
	p.Quiet(t)
	e.restart()
	e.setTo(24, 6, 59)
	p.Quiet(t)
	e.setTo(24, 7, 0)
	m := p.hear("💰 Айша ·0027: пополнение около +1"+thin+"000"+thin+"₸",
		"\n🔔 Айша ·0027: осталось 300"+thin+"₸ (5 поездок) на 02:00")
	if n := strings.Count(m.Text, "\n"); n != 1 {
		t.Errorf("%d line ends in:\n%s", n, m.Text)
	}
	if !hasButton(m, "Напомнить завтра") {
		t.Error("no button of the one line that has them")
	}
	p.Quiet(t)
}

func TestPauseIsSilentAndEndsWithoutAFlood(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	p.press(p.press(p.alerts("Поездки"), "Пауза"), "До завтра", "⏸ пауза")
	for range 3 {
		ride(t, e.cabinet, panKid)
		e.later(soon)
	}
	e.restart()
	p.Quiet(t)
	e.setTo(24, 7, 0)
	p.hear("🔔 Айша ·0027: осталось 360")
	e.later(soon)
	p.Quiet(t)
	ride(t, e.cabinet, panKid)
	e.tick(soon)
	p.hear("🚌 Айша ·0027 · маршрут 92 · 07:20")
}
