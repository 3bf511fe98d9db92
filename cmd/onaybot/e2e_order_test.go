package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

// ticking has the bot's clock go on by itself, as what is put off by seconds
// needs.
func ticking(e *e2e) *e2e {
	began := time.Now()
	e.clock.base = func() time.Time { return morning.Add(time.Since(began)) }
	e.run()
	return e
}

// Answers keep their order when Telegram cannot take one of them at first.
func TestAnswersKeepTheirOrder(t *testing.T) {
	t.Parallel()
	e := ticking(newSims(t))
	p := e.person(1, "ru")
	p.ask("/start")
	e.telegram.Fail(telegramsim.Failure{Method: "sendMessage", Code: 502, Body: "<html>"})
	p.Say("/help")
	p.Say("/lang")
	p.Say("/cancel")
	p.hear("Что я умею")
	p.hear("Выберите язык")
	p.hear("отменил")
}

// The last edit of /balance is what stays, although one before it failed.
func TestTheLastEditStays(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	e.cfg.Telegram.Rate = 30
	ticking(e)
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask(panKid, "·0027")
	p.ask("Айша", "Айша")
	e.clock.move(time.Hour)
	e.cabinet.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultHang, PAN: panKid})
	e.telegram.Fail(telegramsim.Failure{Method: "editMessageText", Code: 502, Body: "<html>"})
	p.ask("/balance", "…")
	other := e.person(2, "ru")
	for e.telegram.Calls("editMessageText") < 1 { // the one that fails
		other.ask("/cancel")
	}
	e.cabinet.ClearFaults()
	last := p.lastEdit()
	p.ask("/help", "Что я умею")
	if m := p.now(last); strings.Contains(m.Text, "…") || !strings.Contains(m.Text, "обновлено в 09:0") {
		t.Errorf("the message ends as\n%s", m.Text)
	}
}

// A chat that Telegram does not answer for holds up no other chat's push.
func TestAHangingChatHoldsUpNoPush(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Telegram.Rate = 30 })
	e.follower(1, "ru", panMum, "Мама")
	other := e.follower(2, "ru", panKid, "Айша")
	e.telegram.Fail(telegramsim.Failure{Method: "sendMessage", Chat: 1, Hang: true, Times: -1})
	if err := e.cabinet.SetBalance(panMum, 10_000); err != nil {
		t.Fatal(err)
	}
	e.tick(20 * time.Minute)
	e.settled()
	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	other.hear("🔔 Айша ·0027") // within ten seconds; a call may take twenty
	e.telegram.ClearFailures()
}

// A command turns away from the question before it.
func TestACommandLeavesTheQuestion(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	p.ask(panMum, "Чья это карта")
	p.ask("/balance", "Карта ·0017")
	p.ask("спасибо", "Не понял")
	p.ask("/balance", "Карта ·0017")
}

// Service messages and invisible names.
func TestWhatIsNoMessageGetsNoAnswer(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	p.ask("/start")
	e.telegram.PushUpdate(`{"message":{"message_id":900,"date":1,"chat":{"id":1,"type":"private"},
		"from":{"id":1,"first_name":"P"},"pinned_message":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"}}}}`)
	p.ask(panMum, "·0017")
	p.ask("\u200b\u3164\u2060", "Имя пустое")
}

// A clock that was a year ahead stops nothing once it is right again.
func TestAClockThatWasWrongStopsNothing(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	e.tick(365 * 24 * time.Hour)
	e.settled()
	ride(t, e.cabinet, panKid)
	e.tick(-365*24*time.Hour + time.Hour)
	p.hear("🔔 Айша ·0027: осталось 480")
}

// Buttons work on in a group that has become a supergroup, and its language
// stays.
func TestButtonsWorkInTheSupergroup(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := &talk{t, e.telegram.Group(-77, "Family", telegramsim.User{ID: 5, FirstName: "P", Language: "en"})}
	g.ask("/add@onay_test_bot "+panKid, "·0027")
	super := &talk{t, g.MigrateTo(-1001234567890)}
	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	push := super.hear("480")
	super.press(push, "Change threshold", "0027")
}

func contents(t *testing.T, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// What a passenger typed is on the disk no longer once it is handled.
func TestNothingTypedStaysOnTheDisk(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask("какие-то слова", "Не понял")
	p.ask("/help") // when it is answered, what was said before is done
	e.tick(time.Minute)
	e.settled()
	for _, file := range []string{e.cfg.Database, e.cfg.Database + "-wal"} {
		if strings.Contains(string(contents(t, file)), "какие-то слова") {
			t.Errorf("%s holds what was typed", file)
		}
	}
}
