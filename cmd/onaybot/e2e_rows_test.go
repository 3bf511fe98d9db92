package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"onaybot/onayclient/cabinetsim"
)

// credit puts a row that adds money into the cabinet's list, as of now, without touching the balance.
func (e *e2e) credit(pan, id, operation string) {
	e.t.Helper()
	x := cabinetsim.Transaction{ID: id, Operation: operation, At: e.clock.now(), Amount: 12_000, Balance: 136_000}
	if err := e.cabinet.AddTransaction(pan, x); err != nil {
		e.t.Fatal(err)
	}
}

func TestFortyRowsOfAKindAreOneMessage(t *testing.T) {
	t.Parallel()
	for operation, want := range map[string][2]string{
		cabinetsim.OpTopUp: {"💰 Мама ·0017: +120", "💰 Мама ·0017: 40 пополнений, всего +4" + thin + "800" + thin + "₸, последнее в 08:21"},
		"refund":           {"↩️ Мама ·0017: возврат · +120", "↩️ Мама ·0017: 40 возвратов, всего +4" + thin + "800" + thin + "₸, последний в 08:21"},
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			p := e.follower(1, "ru", panMum, "Мама")
			p.press(p.alerts("Поездки"), "Пополнение")
			e.clock.move(time.Minute)
			e.credit(panMum, "first", operation)
			e.tick(soon)
			p.hear(want[0])
			for i := range 40 {
				e.credit(panMum, fmt.Sprint("more", i), operation)
			}
			e.tick(soon)
			p.hear(want[1])
			e.later(soon)
			p.Quiet(t)
		})
	}
}

func TestRidesThatComeDaysLateAreTold(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panPass, "Я")
	p.alerts("Поездки")
	e.setTo(29, 9, 0)
	p.Quiet(t)
	e.row(panPass, "a1", "92", morning.Add(time.Hour))       // on the 23rd
	e.row(panPass, "b2", "12", morning.Add(80*time.Hour))    // on the 26th
	e.row(panPass, "c3", "12", morning.Add(-30*time.Minute)) // before the subscription
	e.setTo(30, 0, 30)
	m := p.hear("маршрут 92", "маршрут 12")
	if n := strings.Count(m.Text, "🚌"); n != 2 {
		t.Errorf("%d rides in:\n%s", n, m.Text)
	}
	e.later(soon)
	p.Quiet(t)
}

// A pass is bought from the balance. Whatever the row is called, its price is no reason to be alarmed.
func TestAPassJustBoughtAlarmsNobody(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{cabinetsim.OpRide, "pass"} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			e.set(panMum, 1_000_000)
			p := e.follower(1, "ru", panMum, "Мама")
			p.alerts("Поездки")
			e.later(soon)
			e.clock.move(time.Minute)
			e.set(panMum, 10_000)
			if err := e.cabinet.SetType(panMum, "01.01.02"); err != nil {
				t.Fatal(err)
			}
			bought := cabinetsim.Transaction{Operation: operation, At: e.clock.now(), Amount: -990_000, Balance: 10_000}
			if err := e.cabinet.AddTransaction(panMum, bought); err != nil {
				t.Fatal(err)
			}
			e.later(soon)
			p.Quiet(t)
		})
	}
}

func TestAnAnswerWithoutATypeLeavesTheKnownOne(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panPass, "Я")
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultTypeEmpty})
	e.later(soon)
	p.Quiet(t)
	e.clock.move(time.Hour)
	p.ask("/balance", "проездной")
	p.holds(p.lastEdit(), "100"+thin+"₸ — проездной", "обновлено")
	e.cabinet.ClearFaults()
	e.later(soon)
	p.Quiet(t)
}

// The figures fail for hours while the transactions are listed: what they tell of the balance is told.
func TestTransactionsTellOfLowWhileTheFiguresFail(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	p.alerts("Поездки")
	for range 2 {
		e.clock.move(time.Minute)
		ride(t, e.cabinet, panKid)
	}
	e.tick(soon)
	p.hear("🔔 Айша ·0027: осталось 420")
	p.hear("🚌")
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultError, On: cabinetsim.KindCheck})
	e.topUp(panKid, 12_000)
	e.later(3 * time.Hour)
	e.clock.move(time.Minute)
	ride(t, e.cabinet, panKid)
	e.tick(3 * time.Hour)
	p.hear("🚌")
	p.hear("🔔 Айша ·0027: осталось 480")
	p.Quiet(t)
}
