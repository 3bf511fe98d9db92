package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// aDay sets how many requests a day has.
func aDay(requests int) func(*config.Config) {
	return func(c *config.Config) { c.Cabinet.PerDay = requests }
}

// refreshed asks for a balance that is no longer fresh and takes what the
// message says at last.
func (k *talk) refreshed(e *e2e) telegramsim.Message {
	k.t.Helper()
	e.clock.move(61 * time.Second)
	k.ask("/balance", "⏳")
	return k.NextEdit(k.t)
}

const shareUsedUp = "На сегодня Ваши обновления закончились, снова можно завтра после 00:00"

// Whoever asks and asks gets the last figure with its age and when the next is
// possible, in all of their chats and over a restart. Everybody else, and the
// alerts, have what they had before.
func TestAPersonHasADailyShareOfTheRequests(t *testing.T) {
	t.Parallel()
	e := newE2E(t, aDay(1000))
	p := e.follower(1, "ru", panMum, "Мама")
	for range 100 {
		if m := p.refreshed(e); strings.Contains(m.Text, shareUsedUp) {
			break
		}
	}
	if n := e.cabinet.Requests().Total; n != 100 {
		t.Errorf("a person has made %d requests", n)
	}
	e.restart()
	e.clock.move(time.Hour)
	p.ask("/balance", "обновляю")
	m := p.holds(p.NextEdit(t), "1\u202f240\u202f₸ — 10 поездок\nна 09:", shareUsedUp, "Показываю последнее")
	if a := p.Press(t, m, "Обновить").Answer(t); !strings.Contains(a.Text, shareUsedUp) {
		t.Errorf("a press is answered %+v", a)
	}
	p.ask("/trips", shareUsedUp)
	p.ask(panKid, shareUsedUp, "пока не добавлена")
	g := &talk{t, e.telegram.Group(-7, "Семья", telegramsim.User{ID: 1, FirstName: "P", Language: "ru"})}
	g.ask("/add "+panKid, shareUsedUp)
	if n := e.cabinet.Requests().Total; n != 100 {
		t.Errorf("%d requests beyond the share", n-100)
	}
	other := e.follower(2, "ru", panMum, "Мама")
	other.holds(other.refreshed(e), "обновлено в")
	e.set(panMum, 10_000)
	e.tick(20 * time.Minute)
	p.hear("🔔 Мама ·0017", "осталось 100")
	e.clock.move(16 * time.Hour) // past midnight
	p.ask("/balance", "обновляю")
	p.holds(p.NextEdit(t), "обновлено в")
}

// What people may ask for ends at half of the day's requests. The other half
// is the sweep's.
func TestTheSweepKeepsHalfOfTheDaysRequests(t *testing.T) {
	t.Parallel()
	e := newE2E(t, aDay(150))
	p, other := e.follower(1, "ru", panMum, "Мама"), e.follower(2, "ru", panKid, "Айша")
	busy := func(k *talk) int {
		for n := range 150 {
			if strings.Contains(k.refreshed(e).Text, "Кабинет ONAY занят. Попробуйте завтра после 00:00") {
				return n
			}
		}
		return -1
	}
	if n := busy(p); n < 60 {
		t.Errorf("%d refreshes", n)
	}
	if n := busy(other); n != 0 || e.cabinet.Requests().Total != 75+1 { // which began the session, for all
		t.Errorf("then %d more, %d requests in all", n, e.cabinet.Requests().Total)
	}
	e.restart() // the sweep begins a session of its own
	e.set(panMum, 10_000)
	e.tick(20 * time.Minute)
	p.hear("🔔 Мама ·0017")
}

// What was never sent to the cabinet costs nobody their share.
func TestWhatIsNotAskedCostsNoShare(t *testing.T) {
	t.Parallel()
	e := newE2E(t, aDay(1000))
	p := e.follower(1, "ru", panMum, "Мама")
	e.clock.move(2 * time.Hour)
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultBusy, RetryAfter: "600"})
	for range 150 {
		p.ask("/balance", "обновляю")
		p.holds(p.NextEdit(t), "Кабинет ONAY занят")
		e.clock.move(2 * time.Second) // for the limit of speed
	}
	e.cabinet.ClearFaults()
	e.clock.move(time.Hour)
	p.ask("/balance", "обновляю")
	p.holds(p.NextEdit(t), "обновлено в")
}
