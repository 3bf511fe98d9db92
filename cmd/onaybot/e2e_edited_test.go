package main

import (
	"testing"
	"time"
)

// A number that is mended in the message that held it is taken.
func TestANumberThatIsMendedByEditingIsTaken(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	p.ask("/start")
	typo := panMum[:18] + "8"
	said := p.Say(typo)
	p.hear("опечатка")
	p.Edit(said, panMum)
	p.hear("·0017 добавлена")
	p.Edit(said, panMum+" ")
	p.hear("уже в списке")
	p.ask("Мама", "✅ Мама ·0017") // which is still asked for
	said = p.Say("/add " + typo)
	p.hear("опечатка")
	p.Edit(said, "/add "+panKid)
	p.hear("·0027 добавлена")
}

// In a group the number is an answer to the question.
func TestANumberIsMendedByEditingInAGroup(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := e.newRoom()
	ask := g.says(creator, "/add", "Пришлите номер")
	said := g.Reply(creator, ask.ID, panKid[:18]+"8")
	g.hear("опечатка")
	g.Edit(said, panKid)
	g.hear("·0027 добавлена")
}

// An answer that is not accepted can be mended as well. One that was accepted
// is no answer to what is asked next.
func TestTheOpenQuestionIsAnsweredByEditing(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	e.clock.move(time.Minute)
	limits := p.press(p.press(p.ask("/cards"), "Айша"), "Порог баланса")
	p.Press(t, limits, "Другая")
	p.hear("Напишите сумму")
	said := p.Say("много")
	p.hear("цифрами")
	p.Edit(said, "700")
	p.hear("700")
	p.Edit(said, "900") // nothing is asked any more
	p.ask("/help", "Что я умею")
	p.Quiet(t)
}

// Whatever else is edited is no new request: commands, words to nobody, old
// messages, and those of a chat that was forgotten.
func TestOtherEditsAreNotAnswered(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	help, words := p.Say("/help"), p.Say("привет")
	p.hear("Что я умею")
	p.hear()
	p.Edit(help, "/balance")
	p.Edit(words, "привет!")
	e.clock.move(2 * time.Hour)
	p.Edit(words, panMum)
	words = p.Say("пока")
	p.hear()
	p.press(p.ask("/forget"), "Да, удалить", "удалено")
	p.Edit(words, panMum)
	e.person(2, "ru").ask("/help", "Что я умею")
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	p.Quiet(t)
	if n := countIn(t, e.cfg.Database, "SELECT count(*) FROM chats WHERE id = 1"); n != 0 {
		t.Error("the chat is known again")
	}
}
