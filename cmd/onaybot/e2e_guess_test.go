package main

import (
	"testing"
	"time"

	"onaybot/bot/telegramsim"
)

// Twenty wrong answers about a card are all there are, however long a chat has
// followed it: who follows with many chats gets no more.
func TestStrangersGetTwentyAnswersInAll(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	dad := e.follower(100, "ru", panKid, "Дочь")
	for id := range int64(4) {
		e.clock.move(time.Minute)
		p := e.follower(id+1, "ru", panKid, "К")
		p.ask("/trips", "маршрут и время")
		for n := range 5 {
			p.ask(wrongAnswer, "Не совпало")
			if id == 3 && n == 3 {
				dad.ask("/trips", "маршрут и время") // one is left
			}
		}
	}
	dad.ask(wrongAnswer, "слишком много раз", "23 декабря")
	dad.ask(rightAnswer, "Не понял")
	e.restart()
	dad.ask("/trips", "слишком много раз")
	dad.ask("/balance", "Дочь ·0027")
}

// A commuter's card opens to nobody who has guessed the commute: what could be
// one ride is one, however it is named.
func TestACommuteIsNamedByOneRideOnly(t *testing.T) {
	t.Parallel()
	e := newE2E(t, proofRequired)
	for n := range 10 {
		minute := time.Duration(10+n%7) * time.Minute
		rodeAt(t, e.cabinet, panMum, "92", morning.AddDate(0, 0, -1-n).Add(minute))
	}
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask("/trips", "туда и обратно")
	for range 6 {
		p.ask("92 08:15, 92 08:16", "одна и та же поездка", "разницей больше часа", "не потрачена")
	}
	p.ask("92 07:44, 92 08:45", "Осталось 4 попытки") // far apart, but of one habit
	p.ask("/trips", "туда и обратно")
	rodeAt(t, e.cabinet, panMum, "92", morning.AddDate(0, 0, -1).Add(10*time.Hour))
	e.clock.move(10 * time.Minute) // the reading is no longer fresh
	p.ask("92 08:15, 92 18:15", "поездки видны")
}

// A card that rides the same bus every day is proved by two of those rides and a
// word that there were no others, in each language.
func TestACardOfOneHabitIsProvedByAButton(t *testing.T) {
	t.Parallel()
	for lang, words := range map[string][3]string{
		"ru": {"одна и та же поездка", "Других не было", "поездки видны"},
		"kk": {"бір сапардың екі рет", "Басқа сапар болған жоқ", "сапарлар осы чатта"},
		"en": {"the same ride twice", "There were no others", "rides are shown"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			e := newE2E(t, proofRequired)
			for n := range 10 {
				rodeAt(t, e.cabinet, panMum, "121", morning.AddDate(0, 0, -1-n).Add(time.Duration(n%3)*time.Minute))
			}
			p := e.follower(1, lang, panMum, "М")
			p.ask("/trips", "92 08:15, 121 18:40")
			wrong := p.ask("121 12:00, 121 12:00", words[0])
			right := p.ask("121 08:00, 121 08:00", words[0])
			p.pressed(wrong, words[1], "4")
			p.pressNothing(right, words[1]) // it was shown before the wrong answer
			right = p.ask("121 08:00, 121 08:00", words[0])
			p.pressed(right, words[1], words[2])
			p.pressed(right, words[1], "М ·0017")
		})
	}
}

// That there were no others is an answer: where there were, it is a wrong one,
// be it pressed twice.
func TestOthersThatWereAreAWrongAnswer(t *testing.T) {
	t.Parallel()
	e := newE2E(t, proofRequired)
	for n := range 9 {
		rodeAt(t, e.cabinet, panMum, "121", morning.AddDate(0, 0, -1-n))
	}
	rodeAt(t, e.cabinet, panMum, "92", morning.AddDate(0, 0, -12))
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask("/trips", "маршрут и время")
	asked := p.ask("121 08:00, 121 08:00", "не потрачена", "нажмите кнопку")
	p.pressed(asked, "Других не было", "Не совпало", "Осталось 4 попытки")
	p.pressNothing(asked, "Других не было")
	e.restart()
	p.pressNothing(asked, "Других не было")
	p.ask("121 08:00, 92 08:00", "поездки видны")
}

// In a group the button is for its admins, as the answer is.
func TestAMemberDoesNotSayThatThereWereNoOthers(t *testing.T) {
	t.Parallel()
	e := newE2E(t, proofRequired)
	for n := range 10 {
		rodeAt(t, e.cabinet, panKid, "121", morning.AddDate(0, 0, -1-n))
	}
	g := e.newRoom()
	named := g.replies(creator, g.says(creator, "/add", "Пришлите номер"), panKid, "·0027 добавлена")
	g.replies(creator, named, "Айша", "✅ Айша")
	question := g.says(creator, "/trips", "маршрут и время")
	asked := g.replies(creator, question, "121 08:00, 121 08:00", "одна и та же поездка")
	g.refuses(child, asked, "Других не было")
	g.PressAs(t, creator, asked, "Других не было")
	g.hear("поездки видны")
}

// pressed presses a button that answers by a new message.
func (k *talk) pressed(m telegramsim.Message, label string, parts ...string) {
	k.t.Helper()
	k.Press(k.t, m, label)
	k.holds(k.Next(k.t), parts...)
}

// pressNothing presses a button that is stale.
func (k *talk) pressNothing(m telegramsim.Message, label string) {
	k.t.Helper()
	if a := k.Press(k.t, m, label).Answer(k.t); a.Text == "" {
		k.t.Errorf("%s is no stale button", label)
	}
	k.Quiet(k.t)
}

// What people write is read, and what cannot be is asked anew and costs nothing.
func TestTheQuestionTakesWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	for lang, c := range map[string]struct {
		example, unclear, done string
		anew                   []string
		right                  string
	}{
		"ru": {"вчера утром 92-й в 8 15, в пятницу 121-й в 18:40", "не потрачена", "поездки видны",
			[]string{"вчера 92, сегодня 121", "92 1324 92 1328", "1234 08:10, 121 18:40", "утром 92 в 8:10, вечером 121 в 6:40"},
			"21.11 на 92-м в 8:10, в пятницу вечером обратно на 121-м в 18 40"},
		"kk": {"кеше таңертең 92-ші 8 15-те, жұмада 121-ші 18:40-та", "жұмсалған жоқ", "сапарлар осы чатта",
			[]string{"кеше 92-ші, бүгін 121-ші", "12 сағат 08 15, 7 сағат 18 40"},
			"алдыңғы күні 92-бағытпен 08:10-да, жұмада 121-ші сағат 18:40-та"},
		"en": {"yesterday bus 92 at 8 15, on Friday bus 121 at 6:40 pm", "did not count", "rides are shown",
			[]string{"the 92 yesterday, the 121 today", "92 at 8:10, 121 at 6:40 in the evening"},
			"Nov 21st the 92 at 8:10am, Friday the 121 at 6:40 pm"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			e := newProofE2E(t)
			p := e.follower(1, lang, panKid, "А")
			p.ask("/trips", "92 08:15, 121 18:40", c.example)
			for _, text := range c.anew {
				p.ask(text, c.unclear, c.example)
			}
			if n := e.cabinet.Requests().Detail; n != 0 {
				t.Errorf("%d readings of rides for what was not read", n)
			}
			p.ask(c.right, c.done)
		})
	}
}

// Digits and spaces alone are an answer where two rides are asked for, unless
// they are a card's number.
func TestAnAnswerOfDigitsAloneIsNoCardNumber(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	p.ask("/trips", "маршрут и время")
	p.ask("92 8 10 121 18 40", "поездки видны")
	p.ask("92 8 10 121 18 40", "цифр")
	p.ask(panMum, "·0017 добавлена")
}
