package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

const adminID = 90

func withAdmin(c *config.Config) { c.Admins = []int64{adminID} }

// Nobody but an admin learns that there are such commands, and an admin only
// in private.
func TestAdminCommandsAreForAdmins(t *testing.T) {
	t.Parallel()
	e := newE2E(t, withAdmin)
	p := e.person(1, "en")
	for _, command := range []string{"/pause", "/resume", "/status", "/PAUSE@onay_test_bot 5", "/nonsense"} {
		p.ask(command, "No such command")
	}
	g := e.telegram.Group(-5, "Family", telegramsim.User{ID: 1, FirstName: "P", Language: "en"},
		telegramsim.User{ID: adminID, FirstName: "A", Language: "en"})
	group := &talk{t, g}
	g.SayAs(1, "/pause") // perhaps another bot's
	g.SayAs(1, "/pause@onay_test_bot")
	group.hear("No such command")
	g.SayAs(adminID, "/pause")
	group.hear("private chat")
	admin := e.person(adminID, "en")
	admin.ask("/resume", "no pause")
	for _, text := range []string{"/pause 0", "/pause 10081", "/pause soon", "/pause 24:00", "/pause -5"} {
		admin.ask(text, "/pause 30")
	}
	admin.ask("/pause 10:30", "it ends at 10:30")
	admin.ask("/pause 07:00", "it ends tomorrow at 07:00")
	admin.ask("/pause", "it ends at 09:00")
	admin.ask("/pause 1440", "it ends tomorrow at 08:00")
	admin.ask("/resume", "The pause is over")
}

// While an admin's pause is on, over a restart, people are answered and nobody
// is pushed; afterwards what still holds is told, once.
func TestPauseAndResume(t *testing.T) {
	t.Parallel()
	e := newE2E(t, withAdmin)
	admin := e.person(adminID, "en")
	mum, dad := e.follower(1, "en", panMum, "Mum"), e.follower(2, "en", panMum, "Mum")
	e.follower(3, "en", panKid, "Kid")
	admin.ask("/pause 120", "it ends at 10:00")
	if err := e.cabinet.SetBalance(panMum, 32_000); err != nil {
		t.Fatal(err)
	}
	e.tick(20 * time.Minute)
	e.restart()
	before := e.cabinet.Requests().Total
	e.tick(20 * time.Minute)
	if n := e.cabinet.Requests().Total; n != before {
		t.Errorf("%d requests by the sweep in a pause", n-before)
	}
	mum.ask("/balance", "Mum") // and finds what is news to the other
	mum.NextEdit(t)
	e.settled()
	dad.Quiet(t)
	admin.ask("/resume", "The pause is over")
	e.settled()
	dad.Quiet(t)
	e.tick(6 * time.Minute)
	dad.hear("🔔", "320")
	e.tick(20 * time.Minute)
	dad.Quiet(t)
	mum.Quiet(t)
}

// Rides that were closed before any admin had spoken to the bot are found, and
// opened again, in the status; a press of anybody else does nothing.
func TestStatusOpensClosedRides(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t, withAdmin)
	mum := e.prover(1, "Айша")
	page := mum.sharing("Айша")
	mum.press(mum.press(page, "Закрыть"), "Да, закрыть", "закрыты для всех")
	mum.ask("/trips", "закрыты")
	admin := e.person(adminID, "ru")
	status := admin.ask("/status", "Поездки закрыты, карт: 1", "Чаты: 2 · карты: 1 · подписки: 1")
	admin.press(status, "Открыть снова ·0027", "снова видны")
	mum.hear("снова открыл")
	mum.ask("/trips", "маршрут 92")
	if m := admin.ask("/status"); strings.Contains(m.Text, "закрыты") {
		t.Errorf("still closed:\n%s", m.Text)
	}
}

// A refused sign-in is told, and so is an account that there is not.
func TestStatusTellsOfTheAccount(t *testing.T) {
	t.Parallel()
	e := newE2E(t, withAdmin, func(c *config.Config) { c.Cabinet.Password = config.NewSecret("wrong") })
	e.follower(1, "en", panMum, "Mum").ask("/trips")
	admin := e.person(adminID, "en")
	admin.ask("/status", "refused the login or the password", "The ONAY website responds")
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	e.cfg.Cabinet.Login, e.cfg.Cabinet.Password = "", config.Secret{}
	e.cfg.Cabinet.PerDay = 0
	e.start()
	admin.ask("/status", "No account on the ONAY website", "no daily limit")
}
