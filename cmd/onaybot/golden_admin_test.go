package main

import (
	"fmt"
	"regexp"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient/cabinetsim"
)

// What differs from one build to the next is left out of the status.
var (
	versionOf = regexp.MustCompile(`onaybot \S+,`)
	sizeOf    = regexp.MustCompile(`(💾[^:]*:) [0-9][0-9,.]* `)
)

// operating walks an operator through the status and a pause.
func (w *tour) operating() string {
	w.me = w.as(1)
	w.title("An operator's commands, to a passenger")
	w.say("/status")
	w.me = w.as(adminID)
	w.title("An operator's commands")
	w.say("/help")
	w.say("/status")
	w.say("/pause soon")
	w.say("/pause 90")
	w.say("/status")
	w.say("/resume")
	w.say("/resume")
	w.standings()
	g := w.telegram.Group(-5, "Family", telegramsim.User{ID: adminID, FirstName: "A", Language: string(w.words.Lang)})
	w.me = &talk{w.t, g}
	w.say("/status")
	return sizeOf.ReplaceAllString(versionOf.ReplaceAllString(w.out.String(), "onaybot …,"), "$1 … ")
}

// fair walks a passenger to the end of their share of the day's requests, and
// shows the status then.
func (w *tour) fair() string {
	w.title("A person's share of the day's requests")
	w.me.ask(panMum)
	w.me.ask(w.words.Plain("name.mum", nil))
	for range 98 {
		w.me.refreshed(w.e2e)
	}
	w.clock.move(time.Hour)
	w.say("/balance")
	w.edited()
	w.press("button.refresh")
	w.me = w.as(adminID)
	w.say("/status")
	return sizeOf.ReplaceAllString(versionOf.ReplaceAllString(w.out.String(), "onaybot …,"), "$1 … ")
}

// standings shows how the status tells each trouble of the cabinet.
func (w *tour) standings() {
	w.title("The status in trouble")
	mum := w.follower(2, "en", panMum, "Mum")
	mum.ask("/help") // comes once the messages before it are out of the queue
	if err := w.cabinet.SetBalance(panMum, 32_000); err != nil {
		w.t.Fatal(err)
	}
	w.tick(20 * time.Minute)
	mum.hear("🔔 Mum")
	mum.ask("/help")
	for _, f := range []cabinetsim.Fault{
		{Kind: cabinetsim.FaultBalanceMissing}, {Kind: cabinetsim.FaultBusy, RetryAfter: "600"}, {Kind: cabinetsim.FaultForbidden},
	} {
		w.cabinet.SetFault(f)
		w.tick(2 * time.Hour)
		fmt.Fprintf(&w.out, "(%s)\n\n", f.Kind)
		if f.Kind == cabinetsim.FaultForbidden {
			w.note(w.me.Next(w.t))
			w.me.ask("/cancel")
		}
		w.say("/status")
		w.cabinet.ClearFaults()
	}
	w.clock.move(24 * time.Hour)
	w.say("/status")
}
