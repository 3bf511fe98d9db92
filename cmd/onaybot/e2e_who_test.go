package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/bot/texts"
)

// wordsIn are the texts of a language.
func wordsIn(t *testing.T, lang texts.Lang) texts.Texts {
	t.Helper()
	catalogue, err := texts.Load(morning.Location())
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.In(lang)
}

// known is a person with a name and a username.
func (e *e2e) known(id int64, lang, name, username string) *talk {
	return &talk{e.t, e.telegram.Person(telegramsim.User{ID: id, FirstName: name, Username: username, Language: lang})}
}

// proves has a person who follows panKid name two of its rides right, and
// returns the question and the answer.
func (k *talk) proves() (question, answer telegramsim.Message) {
	k.t.Helper()
	k.ask(panKid, "·0027")
	question = k.ask("/trips", "92 08:15, 121 18:40")
	return question, k.ask(rightAnswer)
}

var requestCode = regexp.MustCompile(`\b\d{4}\b`)

// codesOf are what could be a code in a message: four digits that are not the
// card's last four.
func codesOf(m telegramsim.Message) (codes []string) {
	codes = append(codes, requestCode.FindAllString(strings.ReplaceAll(m.Text, "·0027", ""), -1)...)
	return codes
}

// Whoever asks to see the rides is shown by what he calls himself, without what could
// deceive, and by a code that he sees too. He knows before that his name is shown. It is
// kept nowhere.
func TestWhoAsksIsShownByNameAndCode(t *testing.T) {
	t.Parallel()
	for _, lang := range texts.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			e, words := newProofE2E(t), wordsIn(t, lang)
			mum := e.person(1, string(lang))
			mum.proves()
			long := strings.Repeat("Ж", 40)
			for id, c := range map[int64]struct{ name, username, shown string }{
				2: {"Нұрлан\u202e» t.me/x\n@boss", "nurlan_k", "«Нұрлан t. me x boss» @nurlan_k"},
				3: {long, "", "«" + long[:2*31] + "…»"},
				4: {"A\u0007<b>", "", "«A<b>»"},
			} {
				dad := e.known(id, string(lang), c.name, c.username)
				question, waiting := dad.proves()
				dad.holds(question, words.Plain("who.shown", nil))
				request := mum.hear("·0027", words.Plain("who.person", texts.Args{"Name": c.shown}))
				codes, his := codesOf(request), codesOf(waiting)
				if len(codes) != 1 || len(his) != 1 || codes[0] != his[0] {
					t.Errorf("codes %q and %q in\n%s\n%s", codes, his, request.Text, waiting.Text)
				}
				dad.ask("/trips", codes[0])
				mum.press(request, words.Plain("button.deny", nil))
				dad.hear()
			}
			e.settled()
			if all := everyByte(t, e.cfg.Database); strings.Contains(all, "nurlan_k") || strings.Contains(all, "Нұрлан") {
				t.Error("a name is kept")
			}
		})
	}
}

// Where the name cannot be had, the code stands alone.
func TestWithoutANameTheCodeStands(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	e.telegram.Fail(telegramsim.Failure{Method: "getChat", Code: 500, Times: -1})
	dad := e.known(2, "ru", "Нұрлан", "nurlan_k")
	_, waiting := dad.proves()
	request := mum.hear("верно назвали две поездки")
	if strings.Contains(request.Text, "назвался") || strings.Contains(request.Text, "Нұрлан") {
		t.Errorf("a name in:\n%s", request.Text)
	}
	if codes, his := codesOf(request), codesOf(waiting); len(codes) != 1 || codes[0] != his[0] {
		t.Errorf("codes %q, %q", codes, his)
	}
	mum.holds(mum.sharing("Айша"), "личный чат, с 23 ноября: только баланс")
}

// Every other follower is told once when somebody gets to see the rides, however that comes.
// Names are told to those alone who may know.
func TestEveryFollowerIsToldOnceWhoSeesTheRides(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	child := e.follower(5, "ru", panKid, "Я")
	shown := func(who *talk, parts ...string) {
		t.Helper()
		who.hear(append(parts, "поездки теперь видны и в другом чате")...)
		who.Quiet(t)
	}
	mum := e.known(1, "ru", "Алия", "")
	mum.proves()
	mum.ask("/cancel")
	shown(child, "Я ·0027")
	dad := e.known(2, "ru", "Нұрлан", "")
	dad.proves()
	mum.press(mum.hear("верно назвали"), "Разрешить", "разрешили")
	dad.hear("поездки видны")
	shown(child, "Я ·0027")
	gran := e.known(3, "ru", "Роза", "")
	gran.ask(dad.invite("0027"), "добавлена")
	dad.hear("приглашение приняли", "В Telegram назвался «Роза»")
	shown(child, "Я ·0027")
	if m := child.Messages(); strings.Contains(m[len(m)-1].Text, "Роза") {
		t.Errorf("who may not see rides is told a name:\n%s", m[len(m)-1].Text)
	}
	shown(mum, "·0027", "В Telegram назвался «Роза»")
	for _, p := range []*talk{dad, gran} {
		p.Quiet(t)
	}
}

// Provers who cannot be reached do not count: neither when the answer comes nor while it waits.
func TestProversWhoCannotBeReachedDoNotCount(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	waits := e.newcomer(2, "Дочь")
	mum.hear("верно назвали")
	e.tick(time.Hour)
	waits.ask("/trips", "жду разрешения")
	mum.Block()
	e.until(`msg="chat blocked the bot" chat=1`)
	e.tick(time.Minute)
	waits.hear("Дочь ·0027: поездки видны")
	waits.ask("/trips", "маршрут 92")
	waits.Block()
	e.until(`msg="chat blocked the bot" chat=2`)
	at := e.follower(3, "ru", panKid, "Внучка")
	at.ask("/trips", "маршрут и время")
	at.ask(rightAnswer, "Внучка ·0027: поездки видны")
	mum.ask("/start", "карты на месте") // she is back, and sees the rides as before
	mum.ask("/trips", "маршрут 92")
	next := e.follower(4, "ru", panKid, "К")
	next.ask("/trips", "маршрут и время")
	next.ask(rightAnswer, "спросил у него разрешения")
}
