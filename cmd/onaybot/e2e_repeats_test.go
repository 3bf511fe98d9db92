package main

import (
	"testing"
	"time"
)

// Of the repeats of /balance that a night's outage has left in a chat, one is
// answered; what was said between them is answered in its turn.
func TestStaleRepeatsOfBalanceAreAnsweredOnce(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p, other := e.follower(1, "ru", panMum, "Мама"), e.follower(2, "ru", panMum, "Мама")
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"/balance", "/balance", "/balance@onay_test_bot", "/help", "/balance", "/balance"} {
		p.Say(text)
		e.clock.move(time.Minute)
	}
	other.Say("/balance")
	e.clock.move(8 * time.Hour)
	e.start()
	p.hear("Мама ·0017")
	p.hear("Что я умею")
	p.hear("Мама ·0017")
	other.hear("Мама ·0017")
	p.ask("/cancel")
	p.Quiet(t)
}

func TestRecentRepeatsOfBalanceAreAllAnswered(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	p.Say("/balance")
	e.clock.move(8 * time.Hour)
	p.Say("/balance")
	p.Say("/balance")
	e.start()
	for range 3 {
		p.hear("Мама ·0017")
	}
}

// What is asked again and again while it waits is answered once from the fourth time on; a switch is not.
func TestRepeatsThatWaitAreAnsweredOnce(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	for range 6 {
		p.Say("/balance")
	}
	p.Say("/help")
	for range 2 {
		p.Say("/trips")
		p.Say("/balance")
	}
	e.start()
	for range 3 {
		p.hear("Мама ·0017")
	}
	p.hear("Что я умею")
	for range 2 {
		p.hear("Мама ·0017")
		p.hear("Мама ·0017")
	}
	p.ask("/cancel")
	p.Quiet(t)
}
