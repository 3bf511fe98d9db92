package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

// /forget asks once and leaves nothing of the chat in the file; what another
// chat follows stays.
func TestForgetLeavesNothing(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(987654321, "ru")
	p.ask(panMum, "·0017")
	p.ask("Мамочка моя", "Мамочка моя")
	p.ask(panKid, "·0027")
	p.ask("Айша", "Айша")
	ride(t, e.cabinet, panMum)
	p.ask("/trips", "какой карты")
	other := e.follower(2, "ru", panKid, "Дочь")
	m := p.ask("/forget", "Вернуть будет нельзя")
	p.press(m, "Оставить", "ничего не удалил")
	m = p.ask("/privacy", "400 дней", "В резервных копиях", "/forget")
	p.Press(t, m, "Забыть этот чат")
	m = p.hear("Вернуть будет нельзя")
	p.press(m, "Да, удалить всё", "ничего не осталось")
	other.ask("/balance", "Дочь")
	e.beat(time.Minute)
	for _, file := range []string{e.cfg.Database, e.cfg.Database + "-wal"} {
		for _, trace := range []string{panMum, "Мамочка", "987654321"} {
			if strings.Contains(string(contents(t, file)), trace) {
				t.Errorf("%s holds %q", file, trace)
			}
		}
	}
	p.ask("/balance", "Карт пока нет")
}

func TestForgetInAGroupIsForItsAdmins(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := &talk{t, e.telegram.Group(-77, "Семья", telegramsim.User{ID: 5, FirstName: "P", Language: "ru"},
		telegramsim.User{ID: 6, FirstName: "Q", Language: "ru"})}
	g.ask("/add@onay_test_bot "+panKid, "·0027")
	g.SayAs(6, "/forget@onay_test_bot")
	g.hear("админы")
	m := g.ask("/forget@onay_test_bot", "Вернуть будет нельзя")
	if a := g.PressAs(t, 6, m, "Да, удалить всё").Answer(t); !a.Alert {
		t.Errorf("a member who is no admin gets %+v", a)
	}
	g.press(m, "Да, удалить всё", "ничего не осталось")
}

func TestOldRidesAreDropped(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Rides.KeepDays = 31 })
	p := e.follower(1, "ru", panMum, "Мама")
	ride(t, e.cabinet, panMum)
	p.ask("/trips", "маршрут 92")
	e.beat(40 * 24 * time.Hour)
	e.cabinet.SetMode("down")
	e.clock.move(time.Hour)
	m := p.ask("/trips")
	if m := p.press(m, "30 дней"); strings.Contains(m.Text, "маршрут 92") {
		t.Errorf("a ride of 40 days ago is shown:\n%s", m.Text)
	}
}
