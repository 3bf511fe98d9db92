package main

import (
	"fmt"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

// newGroup is a group of a creator of its own, who has spoken to the bot.
func (e *e2e) newGroup(id int64) *talk {
	e.t.Helper()
	g := e.telegram.Group(id, "Группа", telegramsim.User{ID: 1000 - id, FirstName: "P", Language: "ru"})
	k := &talk{e.t, g}
	k.ask("/start", "Здравствуйте")
	return k
}

// inNameOf has a chat say something and takes the answer.
func (k *talk) inNameOf(sender int64, text string, parts ...string) telegramsim.Message {
	k.t.Helper()
	k.SayInNameOf(sender, text)
	return k.hear(parts...)
}

// Telegram names one account as the sender for all anonymous admins, and
// another for all channels. None of them uses up what the others may ask.
func TestWhoSpeaksInTheNameOfAChatShutsNobodyOutElsewhere(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	a, b := e.newGroup(-7), e.newGroup(-8)
	for range 100 {
		a.SayInNameOf(-7, "/help")
		a.SayInNameOf(-1001, "/help")
	}
	b.inNameOf(-8, "/privacy", "Бот хранит")
	b.inNameOf(-1002, "/privacy", "Бот хранит")
}

// Whoever floods the bot in the group's own name leaves enough for the others
// in it.
func TestAnAnonymousAdminDoesNotSilenceTheGroup(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := e.newGroup(-7)
	for range 200 {
		g.SayInNameOf(-7, "/help")
	}
	g.SayAs(13, "/privacy")
	if n := g.countTo("Бот хранит", "🐢 Слишком быстро")["🐢 Слишком быстро"]; n != 1 {
		t.Errorf("told %d times", n)
	}
}

// New cards are counted for a person where there is one, over all chats, and
// else for the group, also when its id changes.
func TestNewCardsAreCountedForWhoeverAsks(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	a, b := e.newGroup(-7), e.newGroup(-8)
	unknown := func(n int) string { return "/add " + luhn(fmt.Sprintf("96431085033%07d", n+100)) }
	for n := range 10 {
		a.inNameOf(-7, unknown(n), "нет карты")
	}
	a.inNameOf(-7, unknown(10), "уже 10 новых карт")
	super := &talk{t, a.MigrateTo(-1007)}
	super.inNameOf(-1007, unknown(10), "уже 10 новых карт")
	b.inNameOf(-8, unknown(10), "нет карты")
	super.ask(unknown(11), "нет карты") // by its creator

	p := e.person(1, "ru")
	for n := range 9 {
		p.ask(unknown(n), "нет карты")
	}
	own := &talk{t, e.telegram.Group(-9, "Своя", telegramsim.User{ID: 1, FirstName: "P", Language: "ru"})}
	own.ask(unknown(9), "нет карты")
	own.ask(unknown(10), "уже 10 новых карт")
	p.ask(unknown(10), "уже 10 новых карт")
}

// Feedback is counted for a person over all their chats, so that no number of
// groups makes it more; and for a group where nobody is named.
func TestFeedbackIsCountedForWhoeverWrites(t *testing.T) {
	t.Parallel()
	e := newE2E(t, withAdmins)
	boss := e.admin(operatorID, "ru")
	p := e.person(1, "ru")
	a, b := e.newGroup(-7), e.newGroup(-8)
	for n := range 3 {
		p.ask(fmt.Sprint("/feedback слово ", n), "Передаю")
		boss.hear(fmt.Sprint("слово ", n))
	}
	for _, g := range []*talk{a, b} {
		g.SayAs(1, "/feedback из группы")
		g.hear("Передаю")
		boss.hear("из группы")
	}
	for _, g := range []*talk{a, b, p} {
		g.SayAs(1, "/feedback ещё")
		g.hear("уже 5 раз", "завтра после 08:00")
	}
	a.SayAs(2, "/feedback другой")
	a.hear("Передаю")
	boss.hear("другой")
	for range 5 {
		a.inNameOf(-7, "/feedback без имени", "Передаю")
		boss.hear("без имени")
	}
	a.inNameOf(-7, "/feedback без имени", "уже 5 раз")
	b.inNameOf(-8, "/feedback без имени", "Передаю")
	boss.hear("без имени")
	boss.Quiet(t)
	e.clock.move(24 * time.Hour)
	p.ask("/feedback", "Напишите")
}

// Each strange group is told that the bot is private.
func TestAnonymousStrangersAreToldInEachGroup(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Access.Allow = []int64{1} })
	for _, id := range []int64{-7, -8} {
		g := &talk{t, e.telegram.Group(id, "Чужие", telegramsim.User{ID: 2, FirstName: "P", Language: "ru"})}
		g.SayInNameOf(id, "/help")
		g.hear("закрытый бот")
	}
}
