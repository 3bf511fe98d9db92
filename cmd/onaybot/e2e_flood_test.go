package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
)

// countTo takes messages up to one with the last words, and counts those with
// each of the others.
func (k *talk) countTo(last string, words ...string) map[string]int {
	k.t.Helper()
	count := map[string]int{}
	for {
		m := k.Next(k.t)
		for _, part := range words {
			if strings.Contains(m.Text, part) {
				count[part]++
			}
		}
		if strings.Contains(m.Text, last) {
			return count
		}
	}
}

// Whoever sends a thousand messages is told once to slow down. The others are
// answered in order, the cabinet is asked nothing, and nothing is kept.
func TestAFloodIsRefused(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p, other := e.follower(1, "ru", panMum, "Мама"), e.follower(2, "ru", panKid, "Айша")
	total := e.cabinet.Requests().Total
	for i := range 1000 {
		p.Say("/help")
		if i%100 == 0 {
			other.Say("/balance")
			other.Say("/lang")
		}
	}
	for range 10 {
		other.hear("Айша ·0027")
		other.hear("Выберите язык")
	}
	other.ask("/cancel") // the whole flood has come in
	e.clock.move(time.Second)
	p.Say("/cancel")
	count := p.countTo("Отменять нечего", "Что я умею", "🐢 Слишком быстро")
	if n := count["Что я умею"]; n < 50 || n > 60 || count["🐢 Слишком быстро"] != 1 {
		t.Errorf("answered %v", count)
	}
	if n := e.cabinet.Requests().Total - total; n != 0 {
		t.Errorf("%d requests", n)
	}
	e.clock.move(time.Minute)
	p.ask("/balance", "Мама ·0017")
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	if n := countIn(t, e.cfg.Database, "SELECT count(*) FROM inbox WHERE chat_id = 1"); n > 70 {
		t.Errorf("%d rows of the flood in the inbox", n)
	}
	if n := countIn(t, e.cfg.Database, "SELECT count(*) FROM outbox"); n != 0 {
		t.Errorf("%d messages in the outbox", n)
	}
}

// Buttons pressed too fast are told so over the chat, once.
func TestAFloodOfPressesIsRefused(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	menu := p.ask("/balance", "Мама ·0017") // whose buttons stay when they are pressed
	var presses []*telegramsim.Press
	for range 100 {
		presses = append(presses, p.Press(t, menu, "🔄 Обновить"))
	}
	for _, press := range presses {
		if strings.HasPrefix(press.Answer(t).Text, "🐢 Слишком быстро") {
			return
		}
	}
	t.Error("nobody was told")
}

// What a group says to each other costs nothing, and one who floods it does
// not silence the rest.
func TestAGroupsChatterMeetsNoLimit(t *testing.T) {
	t.Parallel()
	e := newSims(t, telegramsim.WithoutPrivacy())
	e.run()
	g := &talk{t, e.telegram.Group(-7, "Семья", telegramsim.User{ID: 5, FirstName: "P", Language: "ru"})}
	g.ask("/start")
	for range 500 {
		g.Say("как дела?")
	}
	g.ask("/help", "Что я умею")
	for range 200 {
		g.Say("/help")
	}
	g.SayAs(6, "/privacy")
	count := g.countTo("Бот хранит", "🐢 Слишком быстро")
	if count["🐢 Слишком быстро"] > 1 {
		t.Errorf("%v", count)
	}
}

// Whoever floods the bot with a question that changes nothing is answered again within some seconds: at Telegram's
// pace each answer takes one.
func TestAFloodOfOneQuestionIsSoonOver(t *testing.T) {
	t.Parallel()
	e := newSims(t, telegramsim.WithLimits())
	e.cfg.Telegram.Rate = 30
	e.run()
	p, other := e.follower(1, "ru", panMum, "Мама"), e.follower(2, "ru", panKid, "Айша")
	for range 3000 {
		p.Say("/balance")
	}
	other.ask("/balance", "Айша ·0027") // the whole flood has come in
	e.clock.move(time.Second)
	p.Say("/cancel")
	count := p.countTo("Отменять нечего", "Мама ·0017", "🐢 Слишком быстро")
	if n := count["Мама ·0017"]; n < 1 || n > 15 || count["🐢 Слишком быстро"] != 1 {
		t.Errorf("answered %v", count)
	}
}
