package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// What a person reads when the cabinet fails: the failure by its name, and
// the last known balance with its time.
func TestBalanceWhileTheCabinetFails(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		fault cabinetsim.Fault
		says  string
	}{
		{"down", cabinetsim.Fault{Kind: cabinetsim.FaultDown}, "⚠️ Кабинет ONAY не отвечает с 10:00"},
		{"error", cabinetsim.Fault{Kind: cabinetsim.FaultError}, "⚠️ Кабинет ONAY не отвечает с 10:00"},
		{"fault behind", cabinetsim.Fault{Kind: cabinetsim.FaultErrorDetail}, "⚠️ Кабинет ONAY не отвечает с 10:00"},
		{"busy", cabinetsim.Fault{Kind: cabinetsim.FaultBusy, RetryAfter: "600"}, "⏳ Кабинет ONAY занят. Попробуйте после 10:10"},
		{"banned", cabinetsim.Fault{Kind: cabinetsim.FaultForbidden}, "⛔ Кабинет ONAY временно не пускает бота"},
		{"changed", cabinetsim.Fault{Kind: cabinetsim.FaultRedesigned}, "🛠 Кабинет ONAY изменился"},
		{"no balance", cabinetsim.Fault{Kind: cabinetsim.FaultBalanceMissing}, "🛠 Кабинет ONAY изменился"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			p := e.follower(1, "ru", panMum, "Мама")
			e.clock.move(2 * time.Hour)
			e.cabinet.SetFault(tc.fault)
			p.ask("/balance", "1\u202f240\u202f₸ — 10 поездок", "на 08:00, обновляю")
			m := p.holds(p.lastEdit(), "1\u202f240\u202f₸ — 10 поездок\nна 08:00", tc.says, "Показываю последнее")
			if strings.Contains(m.Text, "\n0\u202f₸") || strings.Contains(m.Text, "больше нет") {
				t.Errorf("a failure shown as a figure or as an unknown card:\n%s", m.Text)
			}
			if tc.fault.Kind != cabinetsim.FaultBalanceMissing { // of the balance alone
				p.ask("/trips", tc.says)
			}
		})
	}
}

func TestLinkingWhileTheCabinetFails(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	e.cabinet.SetMode(cabinetsim.ModeDown)
	p.ask(panMum, "Кабинет ONAY не отвечает", "Карта пока не добавлена")
	p.ask("/balance", "Карт пока нет")
}

func TestTheCabinetComesBack(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	e.clock.move(time.Hour)
	e.cabinet.SetMode(cabinetsim.ModeDown)
	p.ask("/balance")
	m := p.holds(p.lastEdit(), "не отвечает с 09:00")
	e.restart()
	e.clock.move(time.Hour)
	if a := p.Press(t, m, "Обновить").Answer(t); !strings.Contains(a.Text, "не отвечает с 09:00") {
		t.Errorf("toast %q", a.Text)
	}
	p.holds(p.now(m), "не отвечает с 09:00")
	e.cabinet.SetMode(cabinetsim.ModeFine)
	e.clock.move(time.Hour)
	p.press(m, "Обновить", "обновлено в 11:00")
}

func TestUnknownCardIsSaidOfThatCardOnly(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask(panKid, "·0027")
	p.ask("Айша")
	e.cabinet.Remove(panKid)
	e.clock.move(time.Hour)
	p.ask("/balance")
	p.holds(p.lastEdit(), "Мама ·0017\n1\u202f240\u202f₸ — 10 поездок\nобновлено в 09:00",
		"Айша ·0027\n540\u202f₸ — 9 поездок\nна 08:00\n🔎 Кабинет ONAY сейчас ничего не сказал об этой карте")
}

// A cabinet that hangs holds up the chat that asked, for a while, and no
// other.
func TestASlowCabinetHoldsUpOneChat(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Cabinet.Timeout = 30 * time.Second })
	p := e.follower(1, "ru", panMum, "Мама")
	other := e.follower(2, "ru", panKid, "Айша")
	e.clock.move(time.Hour)
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang, PAN: panMum})
	p.ask("/balance", "1\u202f240\u202f₸", "обновляю")
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := e.cabinet.AwaitHeld(ctx, 1); err != nil {
		t.Fatal(err)
	}
	p.Say("/help")
	other.ask("/balance", "Айша ·0027")
	other.holds(other.lastEdit(), "обновлено в 09:00")
	other.ask("/help", "Что я умею")
	p.Quiet(t)
	e.cabinet.ClearFaults()
	p.holds(p.lastEdit(), "обновлено в 09:00")
	p.hear("Что я умею")
}

func TestASlowCabinetIsWaitedForTenSeconds(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Cabinet.Timeout = 30 * time.Second })
	p := e.follower(1, "ru", panMum, "Мама")
	e.clock.move(time.Hour)
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang, PAN: panMum})
	seen := e.telegram.Subscribe(t.Context())
	p.ask("/balance", "обновляю")
	for event := range seen {
		if event.Kind == telegramsim.KindEdit {
			p.holds(event.Message, "1\u202f240\u202f₸ — 10 поездок\nна 08:00", "🐢 Кабинет ONAY отвечает медленно")
			return
		}
	}
}

func TestSignInRefused(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Cabinet.Password = config.NewSecret("wrong") })
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask("/trips", "не принял логин и пароль бота")
	e.restart()
	p.ask("/trips", "не принял логин и пароль бота")
	if n := e.cabinet.Requests().SignIn; n != 1 {
		t.Errorf("%d sign-ins with refused credentials, want 1, over a restart too", n)
	}
	p.ask("/balance", "1\u202f240")
}

func TestBlockedCard(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	if err := e.cabinet.SetBlocked(panMum, true); err != nil {
		t.Fatal(err)
	}
	p := e.person(1, "ru")
	p.ask(panMum, "⛔ карта заблокирована")
}
