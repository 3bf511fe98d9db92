package main

import (
	"testing"
	"time"

	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

func TestRemindTomorrow(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	e.set(panKid, 30_000)
	e.tick(soon)
	m := p.hear("осталось 300")
	for range 2 { // pressed twice, reminded once
		if a := p.Press(t, m, "Напомнить").Answer(t); a.Text != "Напомню завтра в 08:00, если денег не прибавится" {
			t.Errorf("toast %q", a.Text)
		}
	}
	e.setTo(24, 7, 59)
	p.Quiet(t)
	e.restart()
	e.setTo(24, 8, 0)
	m = p.hear("⏰ Айша ·0027: на карте 300"+thin+"₸ (5 поездок)", "Вы просили напомнить")
	p.Quiet(t)

	p.Press(t, m, "Напомнить").Answer(t)
	e.topUp(panKid, 100_000)
	e.later(soon)
	e.setTo(25, 8, 0)
	p.Quiet(t)
}

func TestEveningBeforeAWorkingDay(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) {
		c.Holidays = []time.Time{time.Date(2026, 11, 25, 0, 0, 0, 0, morning.Location())}
	})
	for ago := 1; ago <= 30; ago++ {
		at := morning.AddDate(0, 0, -ago)
		if at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
			continue
		}
		for _, later := range []time.Duration{0, 9 * time.Hour} {
			err := e.cabinet.AddTransaction(panMum, cabinetsim.Transaction{
				Operation: cabinetsim.OpRide, Route: "92", At: at.Add(later), Amount: -12_000, NoBalance: true})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	e.set(panMum, 80_000)
	p := e.follower(1, "ru", panMum, "Мама")
	m := p.press(p.alerts("Не хватит на рабочий день"), "Меньше 500")
	p.press(m, "Выключить", "о низком балансе не предупреждаю")
	e.set(panMum, 20_000)
	e.later(soon)
	p.Quiet(t)
	e.setTo(23, 19, 0)
	p.hear("🌙 Мама ·0017: осталось 200" + thin + "₸ (1 поездка)")
	e.later(soon)
	e.setTo(24, 19, 0) // before the holiday
	p.Quiet(t)
	e.set(panMum, 24_000)
	e.setTo(25, 19, 0) // just enough
	p.Quiet(t)
}

func TestWeeklyDigest(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.alerts("Итоги недели")
	ride(t, e.cabinet, panMum)
	e.topUp(panMum, 50_000)
	e.later(26 * time.Hour)
	ride(t, e.cabinet, panMum)
	e.setTo(29, 17, 45)
	p.Quiet(t)
	e.restart()
	e.setTo(29, 18, 0)
	p.hear("📊 Мама ·0017 за неделю: 240"+thin+"₸, 2 поездки по карте ONAY, зачислено +500"+thin+"₸",
		"Осталось 1"+thin+"500"+thin+"₸")
	e.later(soon)
	p.Quiet(t)
}

func TestWeeklyDigestWithoutAnAccount(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Cabinet.Login, c.Cabinet.Password = "", config.NewSecret("") })
	p := e.follower(1, "ru", panMum, "Мама")
	p.alerts("Итоги недели")
	ride(t, e.cabinet, panMum)
	e.later(soon) // on the day of linking, of which nothing is told
	e.later(24 * time.Hour)
	ride(t, e.cabinet, panMum)
	e.later(soon)
	e.setTo(29, 18, 0)
	p.hear("Мама ·0017 с 24 ноября: 120"+thin+"₸", "(по изменению баланса)")
	ride(t, e.cabinet, panMum)
	e.later(24 * time.Hour)
	e.topUp(panMum, 50_000)
	e.later(soon)
	e.setTo(36, 18, 0)
	p.hear("за неделю: не меньше 120" + thin + "₸, пополнения не меньше +500" + thin + "₸ (по изменению баланса)")
}
