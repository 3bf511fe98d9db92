package main

import (
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/bot/texts"
	"onaybot/onayclient/cabinetsim"
)

// Labels of the offer and of the menu.
const (
	eachRide    = "Писать о каждой поездке"
	byHalfEight = "Если не едет к 08:30"
)

// wishes chooses a switch of /alerts before proof, and turns from the question.
func (k *talk) wishes(label string) {
	k.t.Helper()
	if m := k.press(k.alerts(), "▫️ "+label); !hasButton(m, "⏳ "+label) {
		k.t.Errorf("%s is not waiting: %v", label, m.Buttons)
	}
	k.hear("маршрут и время")
	k.ask("/cancel", "отменил")
}

// childs links panKid as a child's card, and returns the offer.
func (k *talk) childs() telegramsim.Message {
	k.t.Helper()
	return k.press(k.ask(panKid, "·0027"), "Ребёнок", "Писать сюда о поездках?")
}

// From a child's card one yes leads to the question about two rides; the right answer shows the last rides, and rides
// are told of from there on.
func TestAYesBeforeProofIsOnWhenProofComes(t *testing.T) {
	t.Parallel()
	for _, lang := range texts.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			e, words := newProofE2E(t), wordsIn(t, lang)
			say := func(key string) string { return words.Plain(key, nil) }
			noRide := words.Plain("button.offer_no_ride", texts.Args{"By": "08:30"})
			e.set(panKid, 200_000)
			mum := e.person(1, string(lang))
			offer := mum.press(mum.ask(panKid, "·0027"), say("name.child"), say("offer.ask"))
			for _, label := range []string{say("button.offer_rides"), noRide, say("button.no_need")} {
				if !hasButton(offer, label) {
					t.Errorf("no button %q: %v", label, offer.Buttons)
				}
			}
			offer = mum.press(offer, say("button.offer_rides"), say("offer.rides"), say("offer.waits"))
			mum.hear("92 08:15, 121 18:40")
			if hasButton(offer, say("button.offer_rides")) || !hasButton(offer, noRide) {
				t.Errorf("what is chosen is offered, or the other is not: %v", offer.Buttons)
			}
			done := mum.ask(rightAnswer, words.Plain("proof.done", texts.Args{"Card": words.Card(say("name.child"), "0027")}),
				"08:00 "+words.Plain("trips.route", texts.Args{"Route": "92"}), "18:30 ", say("offer.rides"))
			if hasButton(done, say("button.offer_rides")) || !hasButton(done, say("button.invite")) || !hasButton(done, say("button.trips")) {
				t.Errorf("what is next: %v", done.Buttons)
			}
			done = mum.press(done, noRide, words.Plain("offer.no_ride", texts.Args{"By": "08:30"}), "18:30 ", say("offer.rides"))
			if hasButton(done, noRide) {
				t.Errorf("what is on is offered: %v", done.Buttons)
			}
			e.clock.move(time.Minute)
			ride(t, e.cabinet, panKid)
			e.later(soon)
			mum.hear("🚌", "0027", "08:01")
			e.setTo(23, 8, 30) // there was a ride
			e.setTo(24, 8, 30)
			mum.hear("🕗", "0027", "08:30")
			mum.Quiet(t)
		})
	}
}

// Where no proof is asked for, a yes is on at once, and linking goes on from there.
func TestAYesWithoutProofIsOnAtOnce(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	mum := e.person(1, "ru")
	offer := mum.press(mum.childs(), byHalfEight, "к 08:30 поездки не видно")
	offer = mum.press(offer, eachRide, "Напишу о каждой поездке", "к 08:30 поездки не видно")
	if hasButton(offer, eachRide) || hasButton(offer, byHalfEight) || !hasButton(offer, "Удалить сообщение с номером") {
		t.Errorf("the offer %v", offer.Buttons)
	}
	mum.press(mum.press(offer, "Дальше", "Когда напомнить"), "300", "Готово", "меньше 300", "Напишу о каждой поездке")
	e.clock.move(time.Minute)
	ride(t, e.cabinet, panKid)
	e.later(soon)
	mum.hear("🚌 Ребёнок ·0027", "08:01")
	e.setTo(23, 8, 30)
	e.setTo(24, 8, 30)
	mum.hear("🕗 Ребёнок ·0027", "08:30")
}

// Who is offered: a child's card by its name in any language, typed or pressed, and by its type.
func TestWhoseCardIsOfferedToBeToldOf(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	e.addCard("9643108503300000041", "01.03", 54_000)
	noRides := newE2E(t, noAccount)
	for i, tc := range []struct {
		e         *e2e
		pan, name string
		offered   bool
	}{
		{e, panMum, "Мама", false}, {e, panMum, "балам", true}, {e, panMum, "Child", true},
		{e, panKid, "Айша", true}, {e, "9643108503300000041", "Я", true}, {noRides, panKid, "Ребёнок", false},
	} {
		p := tc.e.person(int64(i+1), "ru")
		p.ask(tc.pan, "добавлена")
		if m := p.ask(tc.name, tc.name); hasButton(m, eachRide) != tc.offered {
			t.Errorf("%s %s: %v", tc.pan, tc.name, m.Buttons)
		}
	}
	p := e.person(20, "ru")
	if m := p.ask(panMum+" Ребёнок", "добавлена", "Писать сюда"); !hasButton(m, eachRide) {
		t.Errorf("named beside the number: %v", m.Buttons)
	}
}

// A switch of /alerts before proof waits for it, and is taken back by another press.
func TestASwitchBeforeProofLeadsToTheQuestion(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.follower(1, "ru", panKid, "Айша")
	menu := mum.press(mum.alerts(), "▫️ Поездки", "Начну, когда подтвердите")
	mum.hear("Айша ·0027", "маршрут и время")
	menu = mum.press(menu, "⏳ Поездки") // asks nothing
	if !hasButton(menu, "▫️ Поездки") {
		t.Errorf("the wish is not taken back: %v", menu.Buttons)
	}
	menu = mum.press(menu, "▫️ Поездки", "Начну, когда") // the question is open still
	menu = mum.press(menu, "⏳ Поездки")
	mum.Quiet(t)
	mum.ask("/cancel", "отменил")
	menu = mum.press(mum.press(menu, "Нет поездки в учебный день", "К какому времени"), "14:30", "Начну, когда")
	mum.hear("маршрут и время")
	if !hasButton(menu, "⏳ Нет поездки к 14:30") {
		t.Errorf("no time waits: %v", menu.Buttons)
	}
	mum.Press(t, mum.press(menu, "Нет поездки к 14:30"), "Другое время")
	mum.hear("Напишите время")
	menu = mum.ask("8:20", "Начну, когда")
	if !hasButton(menu, "⏳ Нет поездки к 08:20, 14:30") {
		t.Errorf("the typed time does not wait: %v", menu.Buttons)
	}
	mum.Press(t, menu, "Показать поездки")
	mum.hear("маршрут и время")
	mum.Quiet(t)
	e.restart()
	mum.ask(rightAnswer, "поездки видны", "к 08:20, 14:30 поездки не видно")
	menu = mum.alerts()
	if !hasButton(menu, "✅ Нет поездки к 08:20, 14:30") || !hasButton(menu, "▫️ Поездки") || hasButton(menu, "Показать поездки") {
		t.Errorf("after proof: %v", menu.Buttons)
	}
	e.setTo(23, 8, 20)
	mum.hear("🕗 Айша ·0027", "08:20")
}

// What cannot be asked now says why, and the wish stays.
func TestAWishOutlastsWhatKeepsTheProofAway(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.follower(1, "ru", panKid, "Айша")
	mum.ask("/trips", "маршрут и время")
	for range 5 {
		mum.ask(wrongAnswer, "Не совпало")
	}
	mum.press(mum.alerts(), "▫️ Поездки", "Начну, когда")
	mum.hear("слишком много", "23 декабря")
	e.later(30 * 24 * time.Hour)
	rodeNow(t, e)
	mum.ask("/trips", "маршрут и время")
	mum.ask(rightAnswer, "поездки видны", "Напишу о каждой поездке")
}

// An approval, and the end of a wait for those who cannot be reached, bring what was wished, with the last rides.
func TestAnApprovalBringsWhatWasWished(t *testing.T) {
	t.Parallel()
	for name, settle := range map[string]func(*e2e, *talk, telegramsim.Message){
		"approved": func(_ *e2e, mum *talk, request telegramsim.Message) {
			mum.press(request, "Разрешить", "разрешили")
		},
		"nobody is left to ask": func(e *e2e, mum *talk, _ telegramsim.Message) {
			mum.Block()
			e.until(`msg="chat blocked the bot" chat=1`)
			e.settled()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newProofE2E(t)
			e.set(panKid, 200_000)
			mum := e.prover(1, "Айша")
			dad := e.person(2, "ru")
			dad.press(dad.childs(), eachRide, "Начну, когда")
			dad.hear("маршрут и время")
			dad.ask(rightAnswer, "спросил у него разрешения")
			request := mum.hear("верно назвали")
			dad.ask("/trips", "жду разрешения")
			ride(t, e.cabinet, panKid)
			e.later(soon)
			dad.Quiet(t)
			settle(e, mum, request)
			done := dad.hear("Ребёнок ·0027: поездки видны", "маршрут 121", "Напишу о каждой поездке")
			if !hasButton(done, byHalfEight) || hasButton(done, eachRide) {
				t.Errorf("what is next: %v", done.Buttons)
			}
			e.clock.move(time.Minute)
			ride(t, e.cabinet, panKid)
			e.later(soon)
			dad.hear("🚌 Ребёнок ·0027", "08:21")
			dad.Quiet(t) // of the ride before he is told nothing
		})
	}
}

// A father who was invited presses once more to be told of rides.
func TestWhoIsInvitedIsOfferedToBeToldOfRides(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	dad := e.person(2, "ru")
	came := dad.ask(mum.invite("Айша"), "Айша ·0027 добавлена", "поездки видны", "маршрут 92", "Писать сюда о поездках?")
	if !hasButton(came, byHalfEight) {
		t.Errorf("offered: %v", came.Buttons)
	}
	dad.press(came, eachRide, "Напишу о каждой поездке", "маршрут 92")
	e.clock.move(time.Minute)
	ride(t, e.cabinet, panKid)
	e.later(soon)
	dad.hear("🚌 Айша ·0027", "08:01")
}

// In a group an offer is for its admins.
func TestAnOfferIsForAdmins(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	g := e.telegram.Group(-5, "Семья", telegramsim.User{ID: 1, FirstName: "P", Language: "ru"},
		telegramsim.User{ID: 2, FirstName: "Q", Language: "ru"})
	k := &talk{t, g}
	g.SayAs(1, "/add "+panKid)
	offer := k.press(k.hear("добавлена"), "Ребёнок", "Писать сюда")
	if a := g.PressAs(t, 2, offer, eachRide).Answer(t); a.Text == "" {
		t.Error("a member chooses what the group is told")
	}
	k.press(offer, eachRide, "Начну, когда")
	question := k.hear("маршрут и время")
	g.Reply(1, question.ID, rightAnswer)
	k.hear("поездки видны", "Напишу о каждой поездке")
}

// A card whose rides are waited for hides an outage from nobody who sees the rides of another one.
func TestAWishBesideProofKeepsTheOutageTold(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.person(1, "ru")
	mum.press(mum.press(mum.ask(panMum+" Child", "Писать сюда"), eachRide, "Начну, когда"), byHalfEight)
	mum.hear("маршрут и время")
	mum.ask("/cancel", "отменил")
	mum.press(mum.childs(), eachRide)
	mum.hear("маршрут и время")
	mum.ask(rightAnswer, "Ребёнок ·0027: поездки видны")
	e.cabinet.SetMode(cabinetsim.ModeDown)
	e.later(soon)
	e.later(time.Hour)
	e.tick(time.Hour)
	mum.hear("⚠️ Кабинет ONAY не отвечает с 08:20")
	e.cabinet.SetMode(cabinetsim.ModeFine)
	e.tick(time.Hour)
	mum.hear("✅ Кабинет ONAY снова отвечает")
}
