package main

import (
	"testing"

	"onaybot/bot/telegramsim"
)

// tapper is a person whose taps are counted: a press is one, a command two (the menu, and its line), what is
// pasted three (a long press, "Paste", "Send"), and what is typed one for "Send" and one answer.
type tapper struct {
	*talk
	taps, answers int
	last          telegramsim.Message
}

func (p *tapper) start(parts ...string) { p.taps++; p.last = p.ask("/start", parts...) }

func (p *tapper) command(name string, parts ...string) { p.taps += 2; p.last = p.ask(name, parts...) }

func (p *tapper) paste(text string, parts ...string) { p.taps += 3; p.last = p.ask(text, parts...) }

func (p *tapper) answer(text string, parts ...string) {
	p.taps++
	p.answers++
	p.last = p.ask(text, parts...)
}

// to presses a button and reads what comes of it, in place or below.
func (p *tapper) to(label string, parts ...string) *tapper {
	p.t.Helper()
	p.taps++
	p.Press(p.t, p.last, label)
	p.last = p.holds(p.said(p.t), parts...)
	return p
}

func (e *e2e) tapper(id int64) *tapper { return &tapper{talk: e.person(id, "ru")} }

// counted fails where a way takes more taps or answers than it should, and writes down what it takes.
func (p *tapper) counted(way string, taps, answers int) {
	p.t.Helper()
	p.t.Logf("%-40s %2d taps, %d typed", way, p.taps, p.answers)
	if p.taps > taps || p.answers > answers {
		p.t.Errorf("%s: %d taps and %d typed, more than %d and %d", way, p.taps, p.answers, taps, answers)
	}
	p.taps, p.answers = 0, 0
}

// The taps of five ways, from where a person stands to what they came for.
func TestTheTapsOfFiveWays(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.tapper(1)
	mum.start("Здравствуйте")
	mum.paste(panKid, "540"+thin+"₸")
	balance := *mum
	balance.counted("a  the first balance", 4, 0)

	mum.to("Ребёнок", "Писать сюда о поездках?").to(eachRide, "Начну, когда подтвердите")
	mum.hear("маршрут и время")
	mum.answer(rightAnswer, "поездки видны", "Напишу о каждой поездке")
	mum.counted("b  a mother is told of each ride", 7, 1)
	shown := mum.last

	me := &tapper{talk: e.follower(3, "ru", panMum, "Я")}
	e.set(panMum, 40_000)
	e.tick(soon)
	me.last = me.hear("🔔 Я ·0017")
	me.to("Изменить порог", "когда предупреждать").to("300", "меньше 300")
	me.counted("c  another threshold, from a push", 2, 0)
	me.command("/alerts", "Я ·0017")
	me.to("Меньше 300").to("500", "меньше порога 500")
	me.counted("c  another threshold, from the menu", 4, 0)

	mum.last = shown
	mum.to("Пригласить", "Кого зовёте").to("Папа", "один раз")
	link, _ := shared(t, mum.last, "📤 Отправить")
	mum.taps += 3 // "Send", and in Telegram's own list whom to, and "Send"
	mum.counted("d  the father is invited", 5, 0)
	dad := e.tapper(2)
	dad.taps++ // the link
	dad.taps++ // "Start"
	dad.last = dad.ask("/start "+inviteLink.FindStringSubmatch(link)[1], "Ребёнок ·0027 добавлена", "поездки видны")
	invited := *dad
	invited.counted("d  the father sees the rides", 2, 0)
	dad.to(eachRide, "Напишу о каждой поездке")
	dad.counted("d  the father is told of each ride", 3, 0)

	mum.hear("приняли")
	mum.command("/alerts", "Ребёнок")
	mum.to("Тихие часы").to("22:00–07:00", "тихие часы 22:00–07:00")
	mum.counted("e  a quiet night, of one card", 4, 0)
}
