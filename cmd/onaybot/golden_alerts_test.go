package main

import (
	"fmt"
	"time"

	"onaybot/bot/texts"
	"onaybot/onayclient/cabinetsim"
)

// wishes walks through /alerts.
func (w *tour) wishes() {
	w.title("What to tell")
	w.say("/alerts")
	w.pressLabel("Айша")
	w.press("subscription.negative")
	w.pressed("subscription.negative", "subscription.short", "subscription.topup", "subscription.type", "subscription.rides")
	w.press("subscription.digest")
	w.press("subscription.no_ride")
	w.pressLabel("08:30")
	w.press("button.snooze")
	w.press("snooze.7")
	w.press("button.snoozed")
	w.press("button.snooze_end")
	w.press("button.quiet")
	w.pressLabel("22:00–07:00")
	w.pressLabel("22:00–07:00")
	w.press("button.off")
	w.pressLabel("1\u202f500")
	w.pressLabel("5 ")
	w.press("button.alerts")
	w.press("button.back")
	w.out.WriteString("(pressed on the menu of a pass)\n\n")
	w.must(w.cabinet.SetType(panMum, "01.01.02"))
	w.clock.move(2 * time.Minute)
	w.say("/balance")
	w.edited()
	w.say("/alerts")
	w.pressLabel("Мама", "Mum", "Анам")
	w.press("subscription.short")
	w.must(w.cabinet.SetType(panMum, "01.01"))
}

// pressed presses switches without writing down what they change.
func (w *tour) pressed(keys ...string) {
	w.t.Helper()
	for _, key := range keys {
		w.last = w.me.press(w.last, w.words.Plain(key, nil))
	}
}

func (w *tour) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// until moves the clock to the next such time of such a day and has the bot
// tick.
func (w *tour) until(weekday time.Weekday, hour, minute int) {
	now := w.clock.now().In(morning.Location())
	at := time.Date(now.Year(), now.Month(), now.Day(), hour, minute, 0, 0, now.Location())
	for at.Weekday() != weekday || !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	w.later(at.Sub(now))
}

// pushed writes down so many pushes that have come.
func (w *tour) pushed(n int) {
	w.t.Helper()
	for range n {
		w.note(w.me.Next(w.t))
	}
}

// pushes goes through everything that is told by itself.
func (w *tour) pushes() {
	w.title("Pushes")
	w.must(w.cabinet.SetBalance(panMum, 200_000))
	w.must(w.cabinet.SetBalance(panKid, 200_000))
	w.until(time.Monday, 8, 0)
	w.drop()
	w.pushesOfRides()
	w.rowsFor("subscription.no_ride_by", "button.off") // so that each look reads what no row tells
	w.pushesOfTheCard()
	w.rowsFor("subscription.no_ride", "08:30")
	w.pushesByTheClock()
	w.pushesAfterTheNight()
}

// drop takes what has been said so far without writing it down.
func (w *tour) drop() {
	w.t.Helper()
	w.me.Say("/cancel")
	for w.me.Next(w.t).Text != string(w.words.T("cancel.nothing", nil)) {
	}
}

func (w *tour) pushesOfRides() {
	w.clock.move(2 * time.Minute)
	ride(w.t, w.cabinet, panKid)
	at := w.clock.now()
	w.clock.move(time.Minute)
	w.row(panKid, "a1", "", w.clock.now())
	w.later(20 * time.Minute)
	w.pushed(1)
	w.must(w.cabinet.AmendTransaction(panKid, cabinetsim.Transaction{
		ID: "a1", Operation: cabinetsim.OpRide, Route: "121", At: at.Add(time.Minute), Amount: -6_000, Balance: 48_000}))
	w.later(20 * time.Minute)
	fmt.Fprintln(&w.out, "(edited)")
	w.note(w.me.NextEdit(w.t))
	w.row(panKid, "late", "92", at.Add(30*time.Second))
	w.topUp(panKid, 50_000)
	w.later(20 * time.Minute)
	w.pushed(2)
}

// rowsFor switches what rows are read for, without writing it down: rides, and
// with two presses the set time.
func (w *tour) rowsFor(open, choice string) {
	told := w.last
	w.me.Say("/alerts")
	w.last = w.me.press(w.me.Next(w.t), "Айша")
	w.pressed("subscription.rides")
	label := func(key string, args texts.Args) string {
		if key == "08:30" {
			return key
		}
		return w.words.Plain(key, args)
	}
	w.last = w.me.press(w.last, label(open, texts.Args{"By": "08:30"}))
	w.last = w.me.press(w.last, label(choice, nil))
	w.last = told
}

func (w *tour) pushesOfTheCard() {
	for _, change := range []func() error{
		func() error { return w.cabinet.SetBlocked(panKid, true) },
		func() error { return w.cabinet.SetBlocked(panKid, false) },
		func() error { return w.cabinet.SetType(panKid, "01.02.02.15") },
		func() error { return w.cabinet.SetType(panKid, "01.02.15") },
		func() error { return w.cabinet.SetType(panKid, "01.04") },
		func() error { return w.cabinet.SetBalance(panKid, 20_000) },
		func() error { return w.cabinet.SetBalance(panKid, -6_000) },
	} {
		w.must(change())
		w.later(20 * time.Minute)
		w.pushed(1)
	}
	w.press("button.remind")
}

func (w *tour) pushesByTheClock() {
	w.until(time.Tuesday, 7, 55)
	w.until(time.Tuesday, 8, 0)
	w.pushed(1)
	w.until(time.Tuesday, 8, 30)
	w.pushed(1)
	w.cabinet.SetMode(cabinetsim.ModeDown)
	w.until(time.Wednesday, 8, 30)
	w.pushed(1)
	w.until(time.Wednesday, 11, 0)
	w.pushed(1)
	w.cabinet.SetMode(cabinetsim.ModeFine)
	w.restart() // the client's rest after failures is by the real clock
	w.until(time.Wednesday, 12, 0)
	w.pushed(1)
	w.until(time.Thursday, 8, 20)
	ride(w.t, w.cabinet, panKid)
	w.until(time.Thursday, 8, 30)
	w.pushed(1)
	w.must(w.cabinet.SetBalance(panKid, 100_000))
	w.until(time.Friday, 8, 10)
	ride(w.t, w.cabinet, panKid)
	w.until(time.Friday, 8, 30)
	w.pushed(1)
	w.must(w.cabinet.SetBalance(panKid, 5_000))
	w.until(time.Saturday, 12, 0)
	w.pushed(1)
	w.until(time.Sunday, 18, 0)
	w.pushed(1)
}

func (w *tour) pushesAfterTheNight() {
	w.say("/alerts")
	w.pressLabel("Айша")
	w.press("button.quiet")
	w.pressLabel("23:00–07:00")
	w.until(time.Sunday, 23, 30)
	ride(w.t, w.cabinet, panKid)
	w.later(20 * time.Minute)
	w.topUp(panKid, 100_000)
	w.later(20 * time.Minute)
	w.until(time.Monday, 7, 0)
	w.pushed(1)
	w.me.Say("/alerts")
	w.last = w.me.press(w.me.Next(w.t), "Айша")
	w.pressed("subscription.short", "subscription.rides", "subscription.digest", "subscription.topup")
	w.last = w.me.press(w.last, "08:30")
	w.pressed("button.off")
}
