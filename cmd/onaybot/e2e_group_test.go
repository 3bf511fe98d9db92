package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
)

// The people of the family's group: its creator, an admin, and a member.
const (
	creator = 11
	deputy  = 12
	child   = 13
)

// room is a group chat with helpers that fail the test.
type room struct{ *talk }

// newRoom is a family's group, and the bot has been told of it.
func (e *e2e) newRoom() *room {
	e.t.Helper()
	g := e.telegram.Group(-77, "Семья",
		telegramsim.User{ID: creator, FirstName: "Мама", Language: "ru"},
		telegramsim.User{ID: deputy, FirstName: "Папа", Language: "ru"},
		telegramsim.User{ID: child, FirstName: "<Айша>", Language: "ru"})
	g.SetAdmin(deputy, true)
	return &room{&talk{e.t, g}}
}

// says has somebody say something and takes the answer, which has to be a
// reply to it.
func (r *room) says(id int64, text string, parts ...string) telegramsim.Message {
	r.t.Helper()
	said := r.SayAs(id, text)
	m := r.hear(parts...)
	if m.ReplyTo != said {
		r.t.Fatalf("the answer is a reply to %d, want %d:\n%s", m.ReplyTo, said, m.Text)
	}
	return m
}

// replies has somebody reply to a message of the bot.
func (r *room) replies(id int64, to telegramsim.Message, text string, parts ...string) telegramsim.Message {
	r.t.Helper()
	r.Reply(id, to.ID, text)
	return r.hear(parts...)
}

// refuses has somebody press a button that is not for them.
func (r *room) refuses(id int64, m telegramsim.Message, label string) {
	r.t.Helper()
	a := r.PressAs(r.t, id, m, label).Answer(r.t)
	if !a.Alert || !strings.Contains(a.Text, "только её админы") {
		r.t.Errorf("%q: answer %+v", label, a)
	}
}

// A family with two cards, of which everybody may read and its admins may
// change.
func TestAFamilysGroup(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	g := e.newRoom()
	g.says(child, "/add", "только её админы")
	ask := g.says(creator, "/add", "Пришлите номер")
	if !ask.ForceReply {
		t.Error("the number is asked for without a reply field")
	}
	named := g.replies(creator, ask, panKid, "·0027 добавлена", "в ответ на это сообщение")
	g.replies(creator, named, "Айша", "✅ Айша ·0027")
	ask = g.says(deputy, "/add@onay_test_bot", "Пришлите номер")
	named = g.replies(deputy, ask, panMum, "·0017 добавлена")
	g.replies(deputy, named, "Мама", "✅ Мама ·0017")

	g.says(child, "/balance", "Айша ·0027", "Мама ·0017", "540", "1\u202f240")
	g.says(child, "/help", "Что я умею")
	list := g.says(child, "/cards", "Выберите карту")
	g.PressAs(t, child, list, "Айша")
	menu := g.holds(g.NextEdit(t), "Айша ·0027")
	for _, label := range []string{"Имя", "Выше", "Удалить"} {
		g.refuses(child, menu, label)
	}
	g.PressAs(t, child, menu, "Кто следит")
	g.holds(g.NextEdit(t), "этот чат, с 23 ноября: только баланс")
	g.refuses(child, g.now(menu), "Показать поездки")
	for _, command := range []string{"/alerts", "/lang"} {
		g.says(child, command, "только её админы")
	}
	g.Quiet(t)
}

// A group's proof is given by an admin and covers everybody in it.
func TestAGroupsProof(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	g := e.newRoom()
	ask := g.says(creator, "/add", "Пришлите номер")
	named := g.replies(creator, ask, panKid, "·0027 добавлена")
	g.replies(creator, named, "Айша", "✅ Айша")
	g.says(child, "/trips", "когда их подтвердит её админ")
	question := g.says(creator, "/trips", "маршрут и время")
	if !question.ForceReply {
		t.Error("the rides are asked for without a reply field")
	}
	g.SayAs(creator, rightAnswer) // privacy mode keeps it from the bot
	question = g.replies(creator, question, "забыла", "Не разобрал")
	g.replies(creator, question, rightAnswer, "поездки видны")
	g.says(child, "/trips", "маршрут 92")
	g.says(child, "/stats@onay_test_bot")

	dad := e.newcomer(2, "Дочь")
	request := g.hear("верно назвали две поездки")
	g.refuses(child, request, "Разрешить")
	g.PressAs(t, deputy, request, "Разрешить")
	g.holds(g.NextEdit(t), "разрешили")
	dad.hear("поездки видны")
	dad.holds(dad.sharing("Дочь"), "группа «Семья», с 23 ноября: баланс и поездки")
}

// A question asked by a button calls the person who pressed it, so that the
// reply field opens for them.
func TestAButtonsQuestionCallsThePerson(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	g := e.newRoom()
	g.SetAdmin(child, true)
	hello := g.says(creator, "/cards", "Карт пока нет")
	g.PressAs(t, child, hello, "Добавить")
	m := g.hear("<Айша>", "Пришлите номер")
	if !m.ForceReply || len(m.Entities) == 0 {
		t.Errorf("the question opens no reply field for the person: %+v", m)
	}
	g.replies(child, m, panKid, "·0027 добавлена")
}

// What is not for the bot is left unanswered.
func TestNoChatterInGroups(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	g := e.newRoom()
	for _, text := range []string{"привет", panKid, "/ban", "/balance@other_bot", "/weather@other_bot Алматы"} {
		g.SayAs(creator, text)
	}
	help := g.says(creator, "/help", "Что я умею")
	g.Reply(creator, help.ID, "спасибо!")
	g.says(creator, "/help", "Что я умею")
	g.Quiet(t)
}

// An admin who writes in the group's own name is one; a channel is not.
func TestAnonymousAdmins(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	g := e.newRoom()
	g.MakeSupergroup()
	g.says(child, "/cards", "Карт пока нет")
	say := func(sender int64) {
		e.telegram.PushUpdate(fmt.Sprintf(`{"message":{"message_id":900,"date":1,"text":"/lang",
			"chat":{"id":-77,"type":"supergroup","title":"Семья"},"sender_chat":{"id":%d,"type":"supergroup","title":"Семья"},
			"from":{"id":1087968824,"is_bot":true,"first_name":"Group","username":"GroupAnonymousBot"}}}`, sender))
	}
	say(-77)
	g.hear("Выберите язык")
	say(-1001)
	g.hear("только её админы")
}

// Who is an admin is asked at most every five minutes.
func TestAdminsAreRemembered(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	g := e.newRoom()
	for range 3 {
		g.says(deputy, "/lang", "Выберите язык")
	}
	if n := e.telegram.Calls("getChatMember"); n != 1 {
		t.Errorf("Telegram was asked %d times, want 1", n)
	}
	g.SetAdmin(deputy, false)
	e.clock.move(5 * time.Minute)
	g.says(deputy, "/lang", "только её админы")
	e.telegram.Fail(telegramsim.Failure{Method: "getChatMember", Code: 500, Times: -1})
	e.clock.move(5 * time.Minute)
	g.says(deputy, "/lang", "на моей стороне")
}

// Where the bot is an admin, Telegram tells it who is one no longer.
func TestADemotedAdminLosesRightsAtOnce(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	g := e.newRoom()
	g.SetAdmin(42, true) // the bot
	g.says(deputy, "/lang", "Выберите язык")
	g.SetAdmin(deputy, false)
	g.says(deputy, "/lang", "только её админы")
	g.SetAdmin(deputy, true)
	g.says(deputy, "/lang", "Выберите язык")
	g.Leave(deputy)
	g.SayAs(deputy, "/lang")
	g.hear("только её админы")
}

// Where it is none, it asks before anything is taken away or shown to others.
func TestADemotedAdminTakesNothingAway(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	g := e.newRoom()
	g.MakeSupergroup()
	g.says(deputy, "/add "+panKid, "·0027 добавлена")
	list := g.says(deputy, "/cards", "Выберите карту")
	g.PressAs(t, deputy, list, "0027")
	menu := g.NextEdit(t)
	g.PressAs(t, deputy, menu, "Удалить")
	remove := g.NextEdit(t)
	forget := g.says(deputy, "/forget", "Удалить")
	g.SetAdmin(deputy, false)
	g.refuses(deputy, remove, "Да, удалить")
	g.refuses(deputy, forget, "Да, удалить всё")
	g.says(creator, "/balance", "540")
}

// Nor does one who was asked for an invite's label before make the invite.
func TestADemotedAdminInvitesNobody(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := e.newRoom()
	g.MakeSupergroup()
	g.says(deputy, "/add "+panKid, "·0027 добавлена")
	m := g.says(deputy, "/cards", "Выберите карту")
	for _, label := range []string{"0027", "Кто следит", "Пригласить"} {
		g.PressAs(t, deputy, m, label)
		m = g.NextEdit(t)
	}
	g.holds(m, "Кого зовёте")
	g.SetAdmin(deputy, false)
	g.replies(deputy, m, "Няня", "только её админы")
	g.SetAdmin(deputy, true)
	g.replies(deputy, m, "Няня", "Подпись: Няня", "один раз")
}

// Where Telegram hides who is an admin, the bot says what would help.
func TestHiddenMembersNeedABotThatIsAnAdmin(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	g := e.newRoom()
	g.MakeSupergroup().HideMembers()
	g.says(creator, "/add "+panKid, "Сделайте меня админом группы")
	list := g.says(creator, "/cards", "Карт пока нет")
	if a := g.PressAs(t, creator, list, "Добавить").Answer(t); !a.Alert || !strings.Contains(a.Text, "Сделайте меня админом") {
		t.Errorf("a press is answered %+v", a)
	}
	g.SetAdmin(42, true)
	g.says(creator, "/add "+panKid, "·0027 добавлена")
	g.SetAdmin(42, false)
	e.clock.move(time.Hour)
	g.says(creator, "/trips", "Сделайте меня админом группы")
}

func TestTopicsAreKeptByQuestions(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	g := e.newRoom()
	topic := &room{&talk{t, g.Topic("Карты")}}
	ask := topic.says(creator, "/add", "Пришлите номер")
	named := topic.replies(creator, ask, panKid, "·0027 добавлена")
	done := topic.replies(creator, named, "Айша", "✅ Айша")
	for _, m := range []telegramsim.Message{ask, named, done} {
		if m.ThreadID != topic.ThreadID() {
			t.Errorf("left the topic: %s", m.Text)
		}
	}
}

// An invite into a group is taken by its admins.
func TestAnInviteInAGroup(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	link := strings.Replace(mum.invite("Айша"), "/start", "/start@onay_test_bot", 1)
	g := e.newRoom()
	g.says(child, link, "только её админы")
	g.says(creator, link, "·0027 добавлена")
	mum.hear("приняли")
	g.says(child, "/trips", "маршрут 92")
	mum.holds(mum.sharing("Айша"), "группа «Семья», с 23 ноября: баланс и поездки (доступ дан отсюда)")
}
