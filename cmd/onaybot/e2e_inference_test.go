package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// rowsOf files what the cabinet lists for a change of panKid's balance, which stands
// at balance afterwards. It leaves the balance alone.
type rowsOf func(e *e2e, change, balance int64)

// asTheyAre is a ride for each loss and a top-up for each gain.
func asTheyAre(e *e2e, change, balance int64) {
	x := cabinetsim.Transaction{
		Operation: cabinetsim.OpRide, Route: "92", At: e.clock.now(), Amount: change, Balance: balance,
	}
	if change > 0 {
		x.Operation, x.Route = cabinetsim.OpTopUp, ""
	}
	e.file(x)
}

// otherwise is rows that have little to do with the balance, at other times.
func otherwise(e *e2e, _, _ int64) {
	now := e.clock.now()
	for i, route := range []string{"7", "12", "121"} {
		at := now.Add(time.Duration(-i) * 3 * time.Hour)
		e.file(cabinetsim.Transaction{Operation: cabinetsim.OpRide, Route: route, At: at, Amount: -4_000, NoBalance: true})
	}
	e.file(cabinetsim.Transaction{Operation: cabinetsim.OpTopUp, At: now.Add(-time.Hour), Amount: 30_000, NoBalance: true})
	e.file(cabinetsim.Transaction{Operation: "fee", At: now.Add(-2 * time.Hour), Amount: -1_500, NoBalance: true})
}

// late is the same as asTheyAre, listed a day later.
func late(e *e2e, change, balance int64) {
	e.clock.move(-24 * time.Hour)
	asTheyAre(e, change, balance)
	e.clock.move(24 * time.Hour)
}

func none(*e2e, int64, int64) {}

func (e *e2e) file(x cabinetsim.Transaction) {
	e.t.Helper()
	if err := e.cabinet.AddTransaction(panKid, x); err != nil {
		e.t.Fatal(err)
	}
}

// Two runs with the same balances and other rows say the same to a chat without
// proof, but for ages: it learns nothing of the rides.
func TestWithoutProofRowsChangeNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prover bool
		policy config.Policy
		others map[string]rowsOf
		told   []string
	}{
		"alone": {false, config.Policy{}, map[string]rowsOf{"other rows": otherwise},
			[]string{"📊 Внучка", "💰 Внучка", "🔻 Внучка", "🌙 Внучка"}},
		"beside one with proof, adaptive": {true, config.Policy{},
			map[string]rowsOf{"no rows": none, "other rows": otherwise, "late rows": late},
			[]string{"📊 Внучка", "💰 Внучка", "🔻 Дочь", "🌙 Внучка"}},
		"beside one with proof": {true, config.Policy{Every: 15 * time.Minute},
			map[string]rowsOf{"no rows": none, "other rows": otherwise, "late rows": late},
			[]string{"📊 Внучка", "💰 Внучка", "🔻 Дочь", "🌙 Внучка", "🔔 Дочь ·0027: осталось"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := threeWeeks(t, c.prover, c.policy, asTheyAre)
			for _, part := range c.told {
				if text := strings.Join(want, "\n"); !strings.Contains(text, part) {
					t.Fatalf("the chat is not told %q:\n%s", part, text)
				}
			}
			for name, rows := range c.others {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					if diff := cmp.Diff(want, threeWeeks(t, c.prover, c.policy, rows)); diff != "" {
						t.Errorf("rows show through (-rides +others):\n%s", diff)
					}
				})
			}
		})
	}
}

// threeWeeks is what two chats without proof are told while a card is used, one warned
// of a low balance, one not.
func threeWeeks(t *testing.T, prover bool, policy config.Policy, rows rowsOf) []string {
	t.Helper()
	e := newProofE2E(t, func(c *config.Config) { c.Alerts.Policy = policy })
	if prover {
		mum := e.prover(1, "Айша")
		mum.alerts("Поездки")
		mum.press(mum.alerts("Нет поездки в учебный день"), "08:30") // an alarm has the rides looked for
		mum.press(mum.alerts("Нет поездки к 08:30"), "14:30")
	}
	warned, other := e.follower(2, "ru", panKid, "Дочь"), e.follower(3, "ru", panKid, "Внучка")
	subscriptions := []string{"Не хватит на рабочий день", "Пополнение", "Итоги недели"}
	warned.alerts(subscriptions...)
	other.press(other.press(other.alerts(subscriptions...), "Меньше 500"), "Выключить")
	other.wishes("Поездки") // which waits for proof, as does the alarm
	other.press(other.alerts("Нет поездки в учебный день"), "08:30", "⏳")
	other.hear("маршрут и время")
	other.ask("/cancel", "отменил")
	balance := int64(54_000)
	change := func(by int64) {
		balance += by
		e.set(panKid, balance)
		rows(e, by, balance)
	}
	for day := range 22 {
		e.dayOf(day, warned, other, change)
	}
	return append(without(warned), without(other)...)
}

// dayOf is a day on which the card is used, so many after a Monday: two rides on a
// working day, and a top-up on a Thursday.
func (e *e2e) dayOf(day int, warned, other *talk, change func(by int64)) {
	e.t.Helper()
	weekday := time.Weekday((day + 1) % 7)
	works := weekday != time.Saturday && weekday != time.Sunday
	at := func(hour, minute int) { e.at(day, hour, minute, warned, other) }
	at(8, 10)
	if works {
		change(-6_000)
	}
	at(8, 25)
	at(8, 42) // after the alarm, if there is one
	e.asks(warned, "/balance", "обновлено")
	e.told(warned, other) // what the reading means to them
	at(12, 0)
	if weekday == time.Thursday {
		change(50_000)
		change(-6_000) // between the same two readings
	}
	at(12, 15)
	if works {
		change(-6_000)
	}
	at(18, 0)
	at(19, 0)
	e.asks(other, "/trips", "маршрут и время")
	e.asks(other, "/stats", "маршрут и время")
	e.asks(other, "/balance", "обновлено")
	e.told(warned, other)
}

// at moves the clock to a moment of a day after the first, has the bot tick and waits
// until all that is due is told.
func (e *e2e) at(day, hour, minute int, chats ...*talk) {
	e.t.Helper()
	e.setTo(23+day, hour, minute)
	e.told(chats...)
}

// told waits until chats are told all that is due: the answer to /cancel comes after it.
func (e *e2e) told(chats ...*talk) {
	e.t.Helper()
	for _, k := range chats {
		e.asks(k, "/cancel", "тмен")
	}
}

// asks says a command and waits for the answer, past what else comes.
func (e *e2e) asks(k *talk, command, part string) {
	e.t.Helper()
	k.Say(command)
	for {
		m := k.Next(e.t)
		if strings.Contains(m.Text, "…") {
			m = k.lastEdit()
		}
		if strings.Contains(m.Text, part) {
			return
		}
	}
}

var ages = regexp.MustCompile(`\d\d:\d\d`)

// without lists what the bot said in a chat, by its moment, without times of day.
func without(k *talk) (said []string) {
	for _, m := range k.Messages() {
		if m.FromBot {
			said = append(said, m.Date.Format("01-02 15:04 ")+ages.ReplaceAllString(m.Text, "--:--"))
		}
	}
	slices.Sort(said) // what is told at the same moment has no order
	return said
}
