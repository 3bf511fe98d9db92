package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/bot/telegramsim"
	"onaybot/bot/texts"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGoldenMessages walks a passenger through every message in each language
// and compares them, as they are read, with bot/testdata.
func TestGoldenMessages(t *testing.T) {
	t.Parallel()
	for _, lang := range texts.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			got := newTour(t, lang).walk() + newTour(t, lang, proofRequired).sharing() +
				newTour(t, lang, withAdmins, reachable).letters() + newTour(t, lang, withAdmin).operating() +
				newTour(t, lang, noAccount).days() + newTour(t, lang, withAdmin, aDay(1000)).fair() +
				newTour(t, lang).replaced() + newTour(t, lang, withAdmin).otherRows() +
				newTour(t, lang, proofRequired).stands() + newTour(t, lang).fares() + newTour(t, lang).missing() +
				newTour(t, lang, proofRequired).way()
			file := filepath.Join("..", "..", "bot", "testdata", "messages."+string(lang)+".golden")
			if *update {
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("messages differ (-want +got); look at them, then go test ./cmd/onaybot -run Golden -update\n%s", diff)
			}
		})
	}
}

// tour writes down what passengers say and read.
type tour struct {
	*e2e
	words texts.Texts
	out   strings.Builder
	me    *talk
	last  telegramsim.Message
}

func newTour(t *testing.T, lang texts.Lang, change ...func(*config.Config)) *tour {
	e := newE2E(t, change...)
	catalogue, err := texts.Load(e.cfg.Alerts.Timezone)
	if err != nil {
		t.Fatal(err)
	}
	return &tour{e2e: e, words: catalogue.In(lang), me: e.person(1, string(lang))}
}

func (w *tour) walk() string {
	w.newcomer()
	w.wrongNumbers()
	w.family()
	w.rides()
	w.stats()
	w.cards()
	w.wishes()
	w.pushes()
	w.alerts()
	w.troubles()
	w.group()
	return w.out.String()
}

func (w *tour) newcomer() {
	w.title("A newcomer")
	w.say("/start")
	w.say("/help")
	w.say("/balance")
	w.say("/cards")
	w.say("/privacy")
	w.say("/forget")
	w.say("/lang")
	w.press("lang.name")
	w.say("hello")
	w.say("/nonsense")
	w.say("/cancel")
	w.say(panMum)
	w.press("name.mum")
	w.pressLabel("500")
	w.press("button.erase")
	w.say("/start")
	w.say(panMum)
}

func (w *tour) wrongNumbers() {
	w.title("Numbers that are none")
	w.say("/add")
	w.press("button.cancel")
	w.say("/add")
	w.say("number")
	w.say("9643 1085 0330 0000 018")
	w.say("9643 1085 03")
	w.say("12345678")
	w.say("9643108503300000041")
	w.say("/cancel")
}

func (w *tour) family() {
	w.title("More cards")
	w.say(panKid)
	w.say("\u200e")
	w.say(strings.Repeat("a", 41))
	w.say("Айша")
	w.say(panPass)
	w.press("button.skip")
	if err := w.cabinet.SetType(panPass, "02.01"); err != nil {
		w.t.Fatal(err)
	}
	if err := w.cabinet.SetBlocked(panMum, true); err != nil {
		w.t.Fatal(err)
	}
	w.clock.move(2 * time.Minute)
	w.say("/balance")
	w.edited()
	w.press("button.refresh")
	if err := w.cabinet.SetBlocked(panMum, false); err != nil {
		w.t.Fatal(err)
	}
}

func (w *tour) rides() {
	w.title("Rides")
	for range 16 {
		ride(w.t, w.cabinet, panKid)
		ride(w.t, w.cabinet, panMum)
		w.clock.move(17 * time.Hour)
		if _, err := w.cabinet.TopUp(panMum, 20_000); err != nil {
			w.t.Fatal(err)
		}
	}
	err := w.cabinet.AddTransaction(panMum, cabinetsim.Transaction{
		ID: "ff", Operation: "refund", At: w.clock.now(), Amount: 12_000, NoBalance: true})
	if err != nil {
		w.t.Fatal(err)
	}
	w.say("/trips")
	w.pressLabel("Мама", "Mum", "Анам")
	w.press("period.30")
	w.press("button.older")
	w.press("period.1")
}

func (w *tour) cards() {
	w.title("Cards")
	w.say("/cards")
	w.pressLabel("Айша")
	w.press("button.threshold")
	w.press("button.off")
	w.press("button.threshold_change")
	w.press("button.other")
	w.say("?")
	w.say("1500")
	w.say("/cards")
	w.pressLabel("0033")
	w.press("button.rename")
	w.press("name.dad")
	w.say("/cards")
	w.pressLabel("0033")
	w.press("button.remove")
	w.press("button.remove_yes")
	w.press("button.cards")
	w.pressLabel("Айша")
	w.press("button.up")
}

func (w *tour) alerts() {
	w.title("A push, and one that comes late")
	set := func(pan string, tiyn int64) {
		if err := w.cabinet.SetBalance(pan, tiyn); err != nil {
			w.t.Fatal(err)
		}
	}
	set(panMum, 90_000)
	set(panKid, 200_000)
	w.tick(20 * time.Minute)
	w.settled()
	set(panMum, 32_000)
	w.tick(20 * time.Minute)
	w.note(w.me.Next(w.t))
	w.settled()
	w.telegram.Fail(telegramsim.Failure{Method: "sendMessage", Code: 500, Times: -1})
	set(panKid, -6_000)
	w.tick(20 * time.Minute)
	w.settled()
	if err := w.stop(); err != nil {
		w.t.Fatal(err)
	}
	w.telegram.ClearFailures()
	w.clock.move(3 * time.Hour)
	w.start()
	w.note(w.me.Next(w.t))
}

func (w *tour) troubles() {
	w.title("A cabinet that fails")
	w.clock.move(24 * time.Hour)
	for _, f := range []cabinetsim.Fault{
		{Kind: cabinetsim.FaultDown}, {Kind: cabinetsim.FaultBusy, RetryAfter: "600"},
		{Kind: cabinetsim.FaultBalanceMissing}, {Kind: cabinetsim.FaultNoSuchCard}, {Kind: cabinetsim.FaultForbidden},
	} {
		w.cabinet.SetFault(f)
		w.clock.move(24 * time.Hour)
		fmt.Fprintf(&w.out, "(%s)\n\n", f.Kind)
		w.say("/balance")
		w.edited()
		w.cabinet.ClearFaults()
	}
	w.say("9643108503300000041")
}

func (w *tour) group() {
	w.title("A group")
	g := w.telegram.Group(-5, "Family", telegramsim.User{ID: 1, FirstName: "P", Language: string(w.words.Lang)})
	w.me = &talk{w.t, g}
	w.say("/start")
	w.say("/trips@onay_test_bot")
	g.MakeSupergroup().HideMembers()
	w.say("/lang")
}

func (w *tour) title(text string) { fmt.Fprintf(&w.out, "== %s\n\n", text) }

func (w *tour) say(text string) {
	w.t.Helper()
	fmt.Fprintf(&w.out, "> %s\n\n", text)
	w.me.Say(text)
	w.note(w.me.Next(w.t))
}

// press presses the button with the text of a catalogue key under the last
// message, and writes down what it changes or toasts.
func (w *tour) press(key string) {
	w.t.Helper()
	w.pressLabel(w.words.Plain(key, nil))
}

func (w *tour) pressLabel(labels ...string) {
	w.t.Helper()
	for _, label := range labels {
		if !hasButton(w.me.now(w.last), label) {
			continue
		}
		fmt.Fprintf(&w.out, "> [%s]\n\n", label)
		p := w.me.Press(w.t, w.last, label)
		if a := p.Answer(w.t); a.Text != "" {
			fmt.Fprintf(&w.out, "(toast) %s\n\n", a.Text)
			return
		}
		w.note(w.me.said(w.t))
		return
	}
	w.t.Fatalf("no button %q in:\n%s", labels, w.last.Text)
}

// edited writes down the last edit of the message just sent.
func (w *tour) edited() {
	w.t.Helper()
	fmt.Fprintln(&w.out, "(edited)")
	w.note(w.me.lastEdit())
}

// note writes down a message with its buttons.
func (w *tour) note(m telegramsim.Message) {
	w.t.Helper()
	w.last = m
	if m.Photo != nil {
		fmt.Fprintln(&w.out, "(picture)")
	}
	if m.Document != nil {
		fmt.Fprintf(&w.out, "(file %s)\n", m.Document.Name)
	}
	fmt.Fprintln(&w.out, strings.ReplaceAll(m.Text+m.Caption, "\u202f", "_"))
	for _, row := range m.Buttons {
		for _, b := range row {
			fmt.Fprintf(&w.out, "[%s] ", b.Text)
		}
		fmt.Fprintln(&w.out)
	}
	fmt.Fprintln(&w.out)
}

// said takes the next new message or edit.
func (k *talk) said(t testing.TB) telegramsim.Message {
	t.Helper()
	for {
		e := k.NextEvent(t)
		if e.Kind == telegramsim.KindMessage || e.Kind == telegramsim.KindEdit {
			return e.Message
		}
	}
}
