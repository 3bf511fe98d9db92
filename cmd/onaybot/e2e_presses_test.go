package main

import (
	"testing"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

// No button spins, however fast it is pressed: who was told already that it is
// too fast is told nothing more.
func TestEveryPressIsAnswered(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	m := p.ask("/balance")
	var presses []*telegramsim.Press
	for range 200 {
		presses = append(presses, p.Press(t, m, "Обновить"))
	}
	alerts := 0
	for _, press := range presses {
		if press.Answer(t).Alert {
			alerts++
		}
	}
	if alerts != 1 {
		t.Errorf("told %d times that it is too fast", alerts)
	}
}

// Nor does it for a stranger to a private bot.
func TestEveryPressOfAStrangerIsAnswered(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Access.Allow = []int64{1} })
	p := e.person(2, "ru")
	p.ask("/start", "закрытый бот")
	for range 3 {
		if a := p.PressData(2, telegramsim.Message{ID: 1}, "x").Answer(t); a.Text != "" {
			t.Errorf("told again: %q", a.Text)
		}
	}
}

// What a bot says is not for this one, or two of them could talk for ever. An
// admin who writes in the group's name is no bot.
func TestBotsAreNotAnswered(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := e.newRoom()
	g.MakeSupergroup()
	g.says(creator, "/help", "Что я умею")
	say := func(from string) {
		e.telegram.PushUpdate(`{"message":{"message_id":900,"date":1,"text":"/help",
			"chat":{"id":-77,"type":"supergroup","title":"Семья"},` + from + `}}`)
	}
	say(`"from":{"id":55,"is_bot":true,"first_name":"Echo","username":"echo_bot"}`)
	say(`"from":{"id":1087968824,"is_bot":true,"first_name":"Group","username":"GroupAnonymousBot"},
		"sender_chat":{"id":-77,"type":"supergroup","title":"Семья"}`)
	g.hear("Что я умею")
	g.says(creator, "/cards", "Карт пока нет")
	g.Quiet(t)
}
