package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient/cabinetsim"
)

// boughtIn is what a pass that was bought from the balance is called, in each language.
var boughtIn = map[string]string{
	"ru": "списание 9" + thin + "900" + thin + "₸, возможно, проездной",
	"kk": "9" + thin + "900" + thin + "₸ алынды, айлық билет болуы мүмкін",
	"en": "9" + thin + "900" + thin + "₸ charged, perhaps for a pass",
}

// Rows tell of a pass: it is a charge, no ride, and no part of an average.
func TestOtherPeoplesDataAPassIsACharge(t *testing.T) {
	t.Parallel()
	for lang, want := range boughtIn {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t)
			e.set(panMum, 3_000_000)
			e.rode(panMum, 40)
			p := e.follower(1, lang, panMum, "Мама")
			average := p.averageOf()
			e.later(soon)
			e.clock.move(time.Minute)
			card, _ := e.cabinet.Card(panMum)
			e.set(panMum, card.Balance-990_000)
			e.fileFor(panMum, cabinetsim.Transaction{Operation: "service", Amount: -990_000, Balance: card.Balance - 990_000})
			e.later(soon)
			p.Quiet(t)
			if m := p.ask("/trips", want); strings.Contains(m.Text, "service") {
				t.Errorf("the cabinet's word stands in:\n%s", m.Text)
			}
			if got := p.averageOf(); got != average {
				t.Errorf("the average is %q, was %q", got, average)
			}
		})
	}
}

// averageOf is the line of the averages in /stats.
func (k *talk) averageOf() string {
	k.t.Helper()
	k.Say("/stats")
	m := k.pictured(func(t telegramsim.TB) telegramsim.Message { return k.Next(t) })
	lines := strings.Split(m.Caption, "\n")
	for i, line := range lines {
		if strings.Contains(line, "В среднем") || strings.Contains(line, "орташа") || strings.Contains(line, "Орташа") ||
			strings.Contains(line, "verage") {
			return lines[i]
		}
	}
	k.t.Fatalf("no average in %q", m.Caption)
	return ""
}

// Without rows a loss that rides cannot have cost stands in the days as what it may be; averages leave it out, and so does
// the evening.
func TestOtherPeoplesDataAPassIsNoRidesByTheBalance(t *testing.T) {
	t.Parallel()
	for lang, want := range boughtIn {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t, noAccount)
			e.set(panMum, 3_000_000)
			p := e.follower(1, lang, panMum, "Мама")
			for range 20 {
				p.day(e, panMum, 2)
			}
			average := p.averageOf()
			card, _ := e.cabinet.Card(panMum)
			e.set(panMum, card.Balance-990_000)
			e.clock.move(time.Hour)
			p.ask("/balance")
			p.lastEdit()
			p.ask("/trips", want, minus+"240"+thin+"₸", "11"+thin+"580"+thin+"₸")
			if got := p.averageOf(); got != average {
				t.Errorf("the average is %q, was %q", got, average)
			}
			p.Quiet(t)
		})
	}
}

// Over a longer span fewer rides a day are believed.
func TestOtherPeoplesDataAPassInALongSpan(t *testing.T) {
	t.Parallel()
	e := newE2E(t, noAccount)
	e.set(panMum, 3_000_000)
	p := e.follower(1, "ru", panMum, "Мама")
	for _, x := range []struct {
		lost int64
		want string
	}{
		{10 * 12_000 * 4, minus + "4" + thin + "800" + thin + "₸"},
		{990_000, boughtIn["ru"]},
	} {
		card, _ := e.cabinet.Card(panMum)
		e.set(panMum, card.Balance-x.lost)
		e.clock.move(4 * 24 * time.Hour)
		p.ask("/balance")
		p.lastEdit()
		p.ask("/trips", x.want)
	}
}
