package main

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onaybot/onayclient/cabinetsim"
)

// row puts a ride of the half fare into the cabinet's list, as of a moment,
// without touching the balance.
func (e *e2e) row(pan, id, route string, at time.Time) cabinetsim.Transaction {
	e.t.Helper()
	x := cabinetsim.Transaction{
		ID: id, Operation: cabinetsim.OpRide, Route: route, At: at, Amount: -6_000, Balance: 48_000,
	}
	if err := e.cabinet.AddTransaction(pan, x); err != nil {
		e.t.Fatal(err)
	}
	return x
}

func TestARideIsPushedToThoseWhoWish(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	ride(t, e.cabinet, panKid) // history
	e.clock.move(time.Second)
	mum := e.follower(1, "ru", panKid, "Айша")
	dad := e.follower(2, "kk", panKid, "Қызым")
	other := e.follower(3, "en", panKid, "Aisha")
	mum.alerts("Поездки")
	dad.alerts("Сапарлар")
	e.later(soon)
	mum.Quiet(t) // linking tells no history

	e.set(panKid, 60_000)
	e.clock.move(time.Minute)
	ride(t, e.cabinet, panKid)
	e.tick(soon)
	mum.hear("🚌 Айша ·0027 · маршрут 92 · 08:21 · " + minus + "60" + thin + "₸, осталось 540" + thin + "₸")
	dad.hear("🚌 Қызым ·0027 · № 92 бағыт · 08:21 · " + minus + "60" + thin + "₸, қалғаны 540" + thin + "₸")
	e.restart()
	e.later(soon)
	mum.Quiet(t)
	dad.Quiet(t)
	other.Quiet(t)
}

func TestRidesKnownTogetherAreOneMessage(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panPass, "Я")
	p.alerts("Поездки")
	for range 3 {
		e.clock.move(time.Minute)
		ride(t, e.cabinet, panPass)
	}
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultRowsReordered})
	e.tick(soon)
	m := p.hear("🚌 Я ·0033 · маршрут 92 · 08:01 · по проездному\n🚌 Я ·0033 · маршрут 92 · 08:02 · по проездному\n" +
		"🚌 Я ·0033 · маршрут 92 · 08:03 · по проездному")
	if strings.Contains(m.Text, "₸") {
		t.Errorf("a pass is charged:\n%s", m.Text)
	}
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultRowsRepeated})
	e.later(soon)
	e.cabinet.ClearFaults()
	e.later(soon)
	p.Quiet(t)
}

func TestALateRideIsToldOnceWithItsTime(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	p.alerts("Поездки")
	e.clock.move(10 * time.Minute)
	ride(t, e.cabinet, panKid)
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultRowsLate})
	e.tick(soon)
	p.hear("🔔 Айша ·0027: осталось 480") // the balance is known before the row
	e.later(30 * time.Hour)
	p.Quiet(t)
	e.cabinet.ClearFaults()
	e.tick(soon)
	p.hear("🚌 Айша ·0027 · маршрут 92 · вчера в 08:10")
	e.later(soon)
	p.Quiet(t)
}

func TestAnAmendedRideEditsItsMessage(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	p.alerts("Поездки")
	e.clock.move(time.Minute)
	at := e.clock.now()
	e.row(panKid, "a1", "", at)
	e.row(panKid, "b2", "12", at.Add(time.Minute))
	e.tick(soon)
	told := p.hear("🚌 Айша ·0027 · 08:01 · ", "маршрут 12")
	e.restart()
	amended := cabinetsim.Transaction{
		ID: "a1", Operation: cabinetsim.OpRide, Route: "121", At: at, Amount: -6_000, Balance: 48_000}
	if err := e.cabinet.AmendTransaction(panKid, amended); err != nil {
		t.Fatal(err)
	}
	e.tick(soon)
	edit := p.holds(p.NextEdit(t), "🚌 Айша ·0027 · маршрут 121 · 08:01", "\n🚌 Айша ·0027 · маршрут 12 · 08:02")
	if edit.ID != told.ID {
		t.Errorf("message %d is changed, the ride stands in %d", edit.ID, told.ID)
	}
	e.later(soon)
	p.Quiet(t)
	e.later(72 * time.Hour) // from then on nothing is changed any more
	amended.Route = "99"
	if err := e.cabinet.AmendTransaction(panKid, amended); err != nil {
		t.Fatal(err)
	}
	e.clock.move(2 * time.Minute)
	p.ask("/trips", "99")
	e.later(soon)
	p.Quiet(t)
}

func TestOwnReadingOfRidesIsToldToOthersOnly(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	mum := e.follower(1, "ru", panPass, "Я")
	dad := e.follower(2, "ru", panPass, "Ты")
	mum.alerts("Поездки")
	dad.alerts("Поездки")
	e.clock.move(time.Minute)
	ride(t, e.cabinet, panPass)
	e.clock.move(5 * time.Minute)
	mum.ask("/trips", "08:01 маршрут 92")
	dad.hear("🚌 Ты ·0033 · маршрут 92 · 08:01")
	e.later(soon)
	mum.Quiet(t)
	dad.Quiet(t)
}

func TestNoRideByTheSetTime(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panPass, "Айша")
	p.press(p.alerts("Нет поездки в учебный день"), "08:30")
	e.setTo(23, 8, 29)
	p.Quiet(t)
	e.restart()
	e.setTo(23, 8, 30)
	p.hear("🕗 Айша ·0033: сегодня до 08:30 поездок не было видно по карте ONAY")
	e.later(time.Minute)
	p.Quiet(t)

	e.setTo(24, 8, 10)
	ride(t, e.cabinet, panPass)
	e.setTo(24, 8, 30) // the ride is known by the reading at that time
	p.Quiet(t)

	e.cabinet.SetMode(cabinetsim.ModeDown)
	e.setTo(25, 8, 30)
	p.hear("⚠️ Айша ·0033: сегодня до 08:30 поездок не видно; кабинет ONAY не отвечает")
	e.cabinet.SetMode(cabinetsim.ModeFine)
	e.setTo(28, 8, 30) // a Saturday
	p.Quiet(t)
}

func TestALongOutageIsToldToThoseWhoWaitForRides(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panPass, "Я")
	other := e.follower(2, "ru", panPass, "Ты")
	p.alerts("Поездки")
	e.cabinet.SetMode(cabinetsim.ModeDown)
	e.later(soon)
	e.later(time.Hour)
	p.Quiet(t)
	e.tick(time.Hour)
	p.hear("⚠️ Кабинет ONAY не отвечает с 08:20, поэтому новых поездок пока не видно.")
	e.restart()
	e.later(time.Hour)
	p.Quiet(t)
	e.cabinet.SetMode(cabinetsim.ModeFine)
	e.tick(time.Hour)
	p.hear("✅ Кабинет ONAY снова отвечает")
	e.later(soon)
	p.Quiet(t)
	other.Quiet(t)
}

// A ride is made between the cabinet's answer and its arrival: the next poll does not take that
// answer for newer than the ride.
func TestARideWhileTheBalanceIsOnItsWay(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	var riding atomic.Bool
	city := http.StripPrefix("/kz", e.cabinet)
	e.cfg.Cabinet.BaseURL = e.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		city.ServeHTTP(w, r)
		if riding.CompareAndSwap(true, false) {
			ride(t, e.cabinet, panKid)
			e.clock.move(time.Minute)
		}
	})) + "/kz"
	e.run()
	p := e.follower(1, "ru", panKid, "Айша")
	p.alerts("Поездки")
	e.later(soon)
	e.clock.move(5 * time.Minute)
	riding.Store(true)
	p.ask("/balance")
	p.holds(p.NextEdit(t), "540"+thin+"₸")
	e.tick(soon)
	p.hear("🚌 Айша ·0027 · маршрут 92 · 08:25")
	p.hear("🔔 Айша ·0027: осталось 480")
}
