package main

import (
	"testing"
	"time"

	"onaybot/bot/telegramsim"
)

// Who has named two rides right, and was refused or not answered, may hide the rides for all
// until the operator decides. After that he has to name them anew.
func TestWhoWasNotLetInMayHideTheRides(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]func(e *e2e, mum, dad *talk) telegramsim.Message{
		"refused": func(_ *e2e, mum, dad *talk) telegramsim.Message {
			mum.press(mum.hear("верно назвали"), "Отказать", "отказали")
			return dad.hear("не разрешили", "можете закрыть её поездки для всех")
		},
		"not answered": func(e *e2e, mum, dad *talk) telegramsim.Message {
			mum.hear("верно назвали")
			e.tick(72 * time.Hour)
			return dad.hear("за три дня разрешения не дали", "можете закрыть её поездки для всех")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newProofE2E(t)
			admin := e.person(50, "ru")
			admin.ask("/start", "Здравствуйте")
			mum := e.prover(1, "Айша")
			dad := e.known(2, "ru", "Нұрлан", "")
			dad.proves()
			if hasButton(dad.sharing("0027"), "Закрыть поездки") {
				t.Error("who still waits may hide the rides")
			}
			no := refuse(e, mum, dad)
			if !hasButton(dad.sharing("0027"), "Закрыть поездки") {
				t.Error("the page does not offer to hide the rides")
			}
			sure := dad.press(no, "Закрыть поездки", "закрыть поездки для всех")
			dad.press(sure, "Да, закрыть", "закрыты для всех")
			mum.hear("Айша ·0027", "разрешения видеть их не получил", "В Telegram назвался «Нұрлан»")
			mum.ask("/trips", "закрыты для всех")
			notice := admin.hear("·0027", "разрешения видеть их не получил")
			admin.press(notice, "Открыть снова", "снова видны")
			mum.hear("снова открыл поездки")
			dad.hear("снова открыл поездки")
			mum.ask("/trips", "маршрут 92")
			if hasButton(dad.sharing("0027"), "Закрыть поездки") {
				t.Error("the operator has decided, and the rides may be hidden again")
			}
			if a := dad.PressData(2, sure, sure.Buttons[0][0].Data).Answer(t); !a.Alert {
				t.Errorf("a button of before: %+v", a)
			}
			mum.ask("/trips", "маршрут 92")
		})
	}
}

// Who was let in after naming rides, and is dropped, may hide them; who came by an invite alone
// may not, nor may who has named nothing right.
func TestWhoMayNotHideTheRides(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	dad := e.newcomer(2, "Дочь")
	mum.press(mum.hear("верно назвали"), "Разрешить", "разрешили")
	dad.hear("поездки видны")
	gran := e.person(3, "ru")
	gran.ask(mum.invite("Айша"), "добавлена")
	mum.hear("приняли")
	dad.hear("в другом чате")
	stranger := e.follower(4, "ru", panKid, "К")
	stranger.ask("/trips", "маршрут и время")
	stranger.ask(wrongAnswer, "Не совпало")
	for _, p := range []*talk{mum, dad, gran} {
		p.hear("кто-то пробует")
	}
	for _, who := range []string{"с 23 ноября", "с 23 ноября"} {
		mum.press(mum.press(mum.sharing("Айша"), "Убрать", "закрыть этому чату поездки", who), "Да, закрыть ему", "больше не видит")
	}
	for p, want := range map[*talk]bool{dad: true, gran: false, stranger: false} {
		if p != stranger {
			p.hear("больше не показываются")
		}
		if got := hasButton(p.sharing("0027"), "Закрыть поездки"); got != want {
			t.Errorf("chat %d may hide the rides: %v", p.ID(), got)
		}
	}
}
