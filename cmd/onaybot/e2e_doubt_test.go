package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// The cabinet tells a hundred times as much, or as little: the last balance stays with its age, and nobody is pushed
// anything about money until the figure is as it was.
func TestOtherPeoplesDataADoubtfulBalanceIsNotTold(t *testing.T) {
	t.Parallel()
	for lang, words := range map[string]struct{ doubt, updated, topUp string }{
		"ru": {"на 08:00, проверяю новое значение", "обновлено", "Пополнение"},
		"kk": {"08:00 жағдайы бойынша, жаңа балансты тексеріп жатырмын", "жаңартылды", "Толтырылса"},
		"en": {"as of 08:00, checking a new figure", "updated", "Top-up"},
	} {
		for _, read := range []int64{12_400_000, 1_240, 10_124_001} {
			t.Run(fmt.Sprint(lang, " ", read), func(t *testing.T) {
				t.Parallel()
				e := newE2E(t, noAccount)
				p := e.follower(1, lang, panMum, "Мама")
				p.alerts(words.topUp)
				e.set(panMum, read)
				e.later(soon)
				p.ask("/cards", "1"+thin+"240"+thin+"₸", words.doubt)
				p.alertsHold("1"+thin+"240"+thin+"₸", words.doubt)
				p.ask("/trips", words.doubt)
				p.Say("/stats")
				p.pictured(func(t telegramsim.TB) telegramsim.Message { return p.Next(t) }, "1"+thin+"240"+thin+"₸", words.doubt)
				e.later(3 * time.Hour)
				e.restart()
				e.clock.move(time.Hour)
				p.ask("/balance", "1"+thin+"240"+thin+"₸")
				if m := p.holds(p.lastEdit(), "1"+thin+"240"+thin+"₸", words.doubt); strings.Contains(m.Text, words.updated) {
					t.Errorf("a doubtful balance is called up to date:\n%s", m.Text)
				}
				p.Quiet(t)
				e.set(panMum, 112_000)
				e.later(soon)
				p.Quiet(t)
				p.ask("/balance", "1"+thin+"120"+thin+"₸", words.updated)
			})
		}
	}
}

// alertsHold opens /alerts, which has to hold all parts.
func (k *talk) alertsHold(parts ...string) {
	k.t.Helper()
	k.holds(k.alerts(), parts...)
}

func TestOtherPeoplesDataADoubtfulBalanceIsBelievedADayLater(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*config.Config){
		"fixed": noAccount,
		"adaptive": func(c *config.Config) {
			noAccount(c)
			c.Alerts.Policy = config.Policy{}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t, change)
			p := e.follower(1, "ru", panMum, "Мама")
			p.alerts("Пополнение")
			e.clock.move(time.Hour)
			e.set(panMum, 15_000_000)
			p.ask("/balance", "1"+thin+"240")
			p.holds(p.lastEdit(), "1"+thin+"240", "на 08:00, проверяю новое значение")
			checks := e.cabinet.ChecksOf(panMum)
			for range 2 {
				e.later(30 * time.Minute)
			}
			if n := e.cabinet.ChecksOf(panMum) - checks; n == 0 {
				t.Error("the card is not read again within the hour")
			}
			for range 22 * 2 {
				e.later(30 * time.Minute)
			}
			p.Quiet(t)
			if n := e.cabinet.ChecksOf(panMum) - checks; name == "adaptive" && (n < 4 || n > 8) {
				t.Errorf("%d checks of a doubtful card in a day", n)
			}
			e.later(time.Hour)
			e.later(time.Hour)
			p.hear("💰 Мама ·0017: пополнение около +148"+thin+"760", "150"+thin+"000"+thin+"₸")
			p.ask("/balance", "150"+thin+"000"+thin+"₸")
			p.Quiet(t)
		})
	}
}

// A block and a new type do not depend on the balance.
func TestOtherPeoplesDataABlockIsToldDuringADoubt(t *testing.T) {
	t.Parallel()
	e := newE2E(t, noAccount)
	p := e.follower(1, "ru", panMum, "Мама")
	p.alerts("Тип карты")
	e.set(panMum, 1_240)
	e.later(soon)
	p.Quiet(t)
	if err := e.cabinet.SetBlocked(panMum, true); err != nil {
		t.Fatal(err)
	}
	e.later(soon)
	p.hear("⛔ Мама ·0017: карта заблокирована")
	if err := e.cabinet.SetType(panMum, "01.01.02"); err != nil {
		t.Fatal(err)
	}
	e.later(soon)
	p.hear("💺 Мама ·0017: тип карты изменился")
	p.Quiet(t)
}

func TestOtherPeoplesDataAReminderWaitsForADoubt(t *testing.T) {
	t.Parallel()
	e := newE2E(t, noAccount)
	p := e.follower(1, "ru", panMum, "Мама")
	e.set(panMum, 40_000)
	e.later(soon)
	p.Press(t, p.hear("🔔 Мама ·0017: осталось 400"), "Напомнить завтра").Answer(t)
	e.set(panMum, 4_000_000)
	e.setTo(24, 7, 50)
	e.setTo(24, 8, 5)
	p.Quiet(t)
	e.set(panMum, 28_000)
	e.later(soon)
	p.hear("⏰ Мама ·0017: на карте 280")
	p.Quiet(t)
}

// The rows that were read with it tell of the same: it is believed at once.
func TestOtherPeoplesDataRowsEndADoubt(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		rows func(e *e2e)
		told bool
	}{
		"a row of the change": {func(e *e2e) {
			e.fileFor(panMum, cabinetsim.Transaction{Operation: cabinetsim.OpTopUp, Amount: 12_276_000, NoBalance: true})
		}, true},
		"a row with the balance": {func(e *e2e) {
			e.fileFor(panMum, cabinetsim.Transaction{Operation: cabinetsim.OpTopUp, Amount: 12_276_000, Balance: 12_400_000})
		}, true},
		"no row": {func(*e2e) {}, false},
		"some other": {func(e *e2e) {
			e.fileFor(panMum, cabinetsim.Transaction{Operation: cabinetsim.OpRide, Amount: -12_000, NoBalance: true})
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			p := e.follower(1, "ru", panMum, "Мама")
			p.press(p.alerts("Нет поездки в учебный день"), "14:30")
			e.later(soon)
			e.clock.move(time.Minute)
			e.set(panMum, 12_400_000)
			x.rows(e)
			e.later(4 * time.Hour) // by then the cabinet is asked for the balance
			want := "проверяю новое значение"
			if x.told {
				want = "124" + thin + "000" + thin + "₸"
			}
			p.ask("/balance", want)
		})
	}
}

// fileFor files a row of now for a card, and leaves its balance alone.
func (e *e2e) fileFor(pan string, x cabinetsim.Transaction) {
	e.t.Helper()
	x.At = e.clock.now()
	if err := e.cabinet.AddTransaction(pan, x); err != nil {
		e.t.Fatal(err)
	}
}

// A chat without proof beside one with it sees the same whether the rows explain a doubtful balance or not.
func TestOtherPeoplesDataADoubtTellsNothingOfRows(t *testing.T) {
	t.Parallel()
	run := func(rows rowsOf) []string {
		e := newProofE2E(t, func(c *config.Config) { c.Alerts.Policy = config.Policy{} })
		e.prover(1, "Айша").alerts("Поездки")
		p := e.follower(2, "ru", panKid, "Внучка")
		p.alerts("Пополнение")
		e.setTo(24, 8, 0)
		e.set(panKid, 15_054_000)
		rows(e, 15_000_000, 15_054_000)
		for hour := range 30 {
			e.at(1, 9+hour, 0, p)
			if hour%4 == 0 {
				e.asks(p, "/balance", "Внучка")
			}
		}
		return without(p)
	}
	want := run(none)
	text := strings.Join(want, "\n")
	for _, part := range []string{"проверяю новое значение", "💰 Внучка ·0027: пополнение около +150" + thin + "000"} {
		if !strings.Contains(text, part) {
			t.Fatalf("the chat is not told %q:\n%s", part, text)
		}
	}
	if diff := cmp.Diff(want, run(asTheyAre)); diff != "" {
		t.Errorf("rows show through (-none +rows):\n%s", diff)
	}
}

func TestOtherPeoplesDataManyDoubtsAreOneNotice(t *testing.T) {
	t.Parallel()
	e := newE2E(t, noAccount, withAdmin)
	admin := e.admin(adminID, "ru")
	p := e.follower(1, "ru", panMum, "Мама")
	for pan, name := range map[string]string{panKid: "Айша", panPass: "Я"} {
		p.ask(pan, "·"+pan[15:])
		p.ask(name, name)
	}
	e.addCard(panNew, "01.01", 50_000)
	p.ask(panNew, "·0066")
	p.ask("Папа", "Папа")
	e.set(panMum, 12_400_000)
	e.set(panKid, 5_400_000)
	e.later(soon)
	admin.Quiet(t)
	e.set(panPass, 100)
	e.set(panNew, 5_000_000)
	e.later(soon)
	admin.hear("⚠️ За час балансы трёх карт или больше изменились неправдоподобно", "onaybot doctor")
	e.restart()
	e.later(soon)
	e.later(soon)
	admin.Quiet(t)
	p.Quiet(t)
}
