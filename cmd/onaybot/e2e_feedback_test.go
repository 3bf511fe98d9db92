package main

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

const (
	operatorID = 50
	helper     = 51
)

func withAdmins(c *config.Config) { c.Admins = []int64{operatorID, helper} }

// admin is an operator who has spoken to the bot.
func (e *e2e) admin(id int64, lang string) *talk {
	p := e.person(id, lang)
	p.Say("/cancel")
	p.Next(e.t)
	return p
}

// answers has an admin reply to a message of the bot.
func (k *talk) answers(to telegramsim.Message, text string, parts ...string) telegramsim.Message {
	k.t.Helper()
	k.Reply(k.ID(), to.ID, text)
	return k.hear(parts...)
}

// A word reaches every admin in the admin's language, and the answer comes
// back; either side can be Kazakh, and neither text is markup.
func TestFeedbackAndItsAnswer(t *testing.T) {
	t.Parallel()
	e := newE2E(t, withAdmins)
	boss, aide := e.admin(operatorID, "en"), e.admin(helper, "kk")
	p := &talk{t, e.telegram.Person(telegramsim.User{ID: 1, FirstName: "Айша <b>", LastName: "К.", Language: "ru"})}
	p.ask("/feedback", "Напишите оператору одним сообщением")
	const word = "Не вижу <b>поездок</b> & баланс 87011234567"
	p.ask(word, "Передаю оператору")
	letter := boss.hear("Айша <b> К. writes (private chat)", word, "Reply to this message")
	aide.hear("жазды", word)
	boss.answers(letter, "Check <again> & wait", "passing the answer on")
	m := p.hear("✉️ Оператор:\nCheck <again> & wait")
	p.Press(t, m, "Ответить")
	p.hear("Напишите оператору")
	p.ask("Спасибо!", "Передаю")
	boss.hear("Спасибо!")
	p.ask("Айша", "Не понял Вас")
	p.ask("/feedback сразу", "Передаю")
	boss.hear("сразу")
}

// The text is gone once it is delivered; whose it was is gone with the chat.
func TestFeedbackLeavesNoText(t *testing.T) {
	t.Parallel()
	e := newE2E(t, withAdmins)
	boss := e.admin(operatorID, "ru")
	p := e.person(1, "ru")
	p.ask("/feedback тайное слово", "Передаю")
	letter := boss.hear("тайное слово")
	boss.answers(letter, "тайный ответ", "Передаю ответ")
	p.hear("тайный ответ")
	p.ask("/cancel", "Отменять нечего")
	boss.ask("/cancel", "Отменять нечего")
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	e.wants(0, "SELECT count(*) FROM outbox")
	e.wants(0, "SELECT count(*) FROM inbox WHERE body IS NOT NULL")
	e.wants(1, "SELECT count(*) FROM feedback")
	if strings.Contains(e.log.String(), "тайн") {
		t.Error("the log holds what was written")
	}
	e.start()
	p.press(p.ask("/forget"), "Да, удалить всё", "всё об этом чате удалено")
	boss.answers(letter, "Вы тут?", "Не знаю, кому это передать")
	p.Quiet(t)
	e.wants(0, "SELECT count(*) FROM feedback")
}

// wants holds that a query of the database gives a number.
func (e *e2e) wants(want int, query string) {
	e.t.Helper()
	db, err := sql.Open("sqlite3", e.cfg.Database)
	if err != nil {
		e.t.Fatal(err)
	}
	defer db.Close()
	var got int
	if err := db.QueryRowContext(e.t.Context(), query).Scan(&got); err != nil || got != want {
		e.t.Errorf("%s: %d, %v; want %d", query, got, err, want)
	}
}

// What was written before the process ended is delivered after it: once to
// those who had it, and to those who had not.
func TestFeedbackSurvivesARestart(t *testing.T) {
	t.Parallel()
	e := newE2E(t, withAdmins)
	boss := e.admin(operatorID, "ru")
	p := e.person(1, "ru")
	p.ask("/start")
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	p.Say("/feedback до свидания")
	e.start()
	p.hear("Передаю")
	letter := boss.hear("до свидания")
	e.restart()
	boss.answers(letter, "И Вам", "Передаю ответ")
	p.hear("И Вам")
	boss.Quiet(t)
	e.believed(31 * 24 * time.Hour)
	boss.answers(letter, "Ещё тут?", "больше 30 дней")
	p.Quiet(t)
}

// Five a day are passed on; what is no text, and what is too long, is asked for
// again and costs nothing.
func TestFeedbackHasLimits(t *testing.T) {
	t.Parallel()
	e := newE2E(t, withAdmins)
	boss := e.admin(operatorID, "ru")
	p := e.person(1, "ru")
	p.ask("/feedback", "Напишите")
	for _, what := range []string{`"photo":[{"file_id":"f","file_unique_id":"u","width":1,"height":1}],"caption":"смотрите"`,
		`"voice":{"file_id":"f","file_unique_id":"u","duration":1}`, `"sticker":{"file_id":"f","file_unique_id":"u","type":"regular","width":1,"height":1}`} {
		e.telegram.PushUpdate(`{"message":{"message_id":900,"date":1,"chat":{"id":1,"type":"private"},"from":{"id":1,"first_name":"P"},` + what + `}}`)
		p.hear("только текст")
	}
	p.ask(strings.Repeat("я", 3_501), "не больше 3\u202f500 знаков")
	long := strings.Repeat("&", 3_500)
	p.ask(long, "Передаю")
	boss.hear(long)
	for i := range 4 {
		p.ask(fmt.Sprint("/feedback слово ", i), "Передаю")
		boss.hear(fmt.Sprint("слово ", i))
	}
	p.ask("/feedback", "уже 5 раз", "завтра после 08:00")
	p.ask("/feedback ещё", "уже 5 раз")
	e.person(2, "ru").ask("/feedback другой", "Передаю")
	boss.hear("другой")
	boss.Quiet(t)
	e.clock.move(24 * time.Hour)
	p.ask("/feedback", "Напишите")
}

// Where nobody could get it, the passenger learns that, and how else to reach
// the operator.
func TestFeedbackThatNobodyReads(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	e.person(1, "ru").ask("/feedback привет", "не оставил способа")
	e = newE2E(t, func(c *config.Config) { c.Operator = config.Operator{Name: "Школа 5", Contact: "@school5"} })
	e.person(1, "ru").ask("/feedback", "напрямую", "Бота ведёт Школа 5: @school5")

	e = newE2E(t, withAdmins)
	p := e.person(1, "ru")
	p.ask("/feedback привет", "не оставил способа")
	p.ask("/feedback привет", "не оставил способа")
	if n := strings.Count(e.log.String(), "never spoken to the bot"); n != 2 {
		t.Errorf("the log tells of two unknown admins %d times", n)
	}
	boss := e.admin(operatorID, "ru")
	p.ask("/feedback привет", "Передаю")
	boss.hear("привет")
	e.telegram.Fail(telegramsim.Failure{Method: "sendMessage", Chat: operatorID, Code: 403, Description: "Forbidden: bot was blocked by the user"})
	p.ask("/feedback ещё", "Передаю")
	e.until("chat blocked the bot")
	p.ask("/feedback снова", "не оставил способа")
}

// An answer to somebody who has blocked the bot is told to be lost, whether
// that was known before or not.
func TestAnAnswerThatCannotBeDelivered(t *testing.T) {
	t.Parallel()
	e := newE2E(t, withAdmins)
	boss := e.admin(operatorID, "ru")
	p := e.person(1, "ru")
	p.ask("/feedback привет", "Передаю")
	letter := boss.hear("привет")
	e.telegram.PushUpdate(`{"message":{"message_id":901,"date":1,"chat":{"id":50,"type":"private"},"from":{"id":50,"first_name":"P"},
		"sticker":{"file_id":"f","file_unique_id":"u","type":"regular","width":1,"height":1},
		"reply_to_message":` + fmt.Sprintf(`{"message_id":%d,"date":1,"chat":{"id":50,"type":"private"},"from":{"id":42,"is_bot":true,"first_name":"B"}}}}`, letter.ID))
	boss.hear("только текст")
	e.telegram.Fail(telegramsim.Failure{Method: "sendMessage", Chat: 1, Code: 403, Description: "Forbidden: bot was blocked by the user"})
	boss.answers(letter, "Вы тут?", "Передаю ответ")
	boss.hear("заблокировал бота")
	boss.answers(letter, "Вы тут?", "заблокировал бота")
}

// An answer may begin with the command that the passenger is to send; an
// answer to anything else is the admin's own command.
func TestAnAnswerMayBeginWithACommand(t *testing.T) {
	t.Parallel()
	e := newE2E(t, withAdmins)
	boss := e.admin(operatorID, "ru")
	p := e.person(1, "ru")
	p.ask("/feedback как удалить всё?", "Передаю")
	letter := boss.hear("как удалить всё?")
	for _, text := range []string{"/forget и потом «Да»", "/pause", "/cancel"} {
		boss.answers(letter, text, "Передаю ответ")
		p.hear("✉️ Оператор:\n" + text)
	}
	help := boss.ask("/help", "/status")
	boss.answers(help, "/resume", "Паузы сейчас нет")
	p.Quiet(t)
}

// In a group anybody may write; the question is for them, and the answer
// comes under what they wrote. A passenger's reply is nobody's answer.
func TestFeedbackInAGroup(t *testing.T) {
	t.Parallel()
	e := newE2E(t, withAdmins)
	boss := e.admin(operatorID, "ru")
	g := e.newRoom()
	ask := g.says(child, "/feedback", "Напишите оператору")
	if !ask.ForceReply {
		t.Error("the word is asked for without a reply field")
	}
	g.SayAs(child, "мимо")
	said := g.Reply(child, ask.ID, "Автобус не пришёл")
	g.hear("Передаю оператору")
	letter := boss.hear("<Айша> (группа)", "Автобус не пришёл")
	boss.answers(letter, "Спасибо", "Передаю ответ")
	if m := g.hear("✉️ Оператор:", "Спасибо"); m.ReplyTo != said {
		t.Errorf("the answer is a reply to %d, want %d", m.ReplyTo, said)
	}
	g.MakeSupergroup()
	g.SayAs(child, "/cancel")
	g.hear("Отменять нечего")
	boss.answers(letter, "Ещё раз спасибо", "Передаю ответ")
	g.hear("Ещё раз спасибо")

	p := e.person(1, "ru")
	help := p.ask("/help", "Что я умею", "/feedback")
	p.Reply(1, help.ID, "спасибо")
	p.hear("Не понял Вас")
}
