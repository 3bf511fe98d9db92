package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

const panThird = "9398101000000000015" // of the third kind

// A number is found however it is typed, and is never said whole.
func TestOtherPeoplesDataNumbersAreFoundInWhateverIsTyped(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	e.addCard(panThird, "01.01", 30_000)
	for i, typed := range []string{
		"00000015", "٠٠٠٠٠٠١٥", "９３９８101000000000015", "۹۳۹۸۱۰۱۰۰۰۰۰۰۰۰۰۰۱۵", panThird + ".", "№ " + panThird, "«" + panThird + "»",
		"9398.1010.0000.0000.015", "Здравствуйте, это моя карта: 9398 1010 0000 0000 015. Сколько на ней?", "/add карта " + panThird,
	} {
		p := e.person(int64(20+i), "ru")
		m := p.ask(typed, "Карта ·0015 добавлена", "300\u202f₸", "Чья это карта?")
		if whole := utf8.RuneCountInString(typed) >= 19; hasButton(m, "Удалить сообщение с номером") != whole {
			t.Errorf("%q: the offer to delete the number is there: %v", typed, !whole)
		}
	}
	p := e.person(1, "ru")
	p.SayPhoto(1, 0, "Вот: "+panThird)
	p.hear("Карта ·0015 добавлена")
	if got := e.log.String(); strings.Contains(got, panThird) {
		t.Error("the log has the number")
	}
}

// What stands beside the number is the card's name, where it can be one.
func TestOtherPeoplesDataTheNameMayStandBesideTheNumber(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	for i, tc := range []struct {
		lang, typed string
		says        []string
	}{
		{"ru", panMum + " мама", []string{"✅ мама ·0017 добавлена", "1\u202f240\u202f₸", "Когда напомнить"}},
		{"kk", "Карта 9643 1085 0330 0000 017 (анам)", []string{"✅ анам ·0017 қосылды", "1\u202f240\u202f₸"}},
		{"en", "Mum: 00000017", []string{"✅ Mum ·0017 added", "1\u202f240\u202f₸"}},
		{"ru", panPass + " Дед", []string{"Готово: Дед ·0033"}},
		{"ru", "моя карта " + panMum, []string{"✅ Карта ·0017 добавлена", "Чья это карта?"}},
		{"ru", "почему-то никак не видно поездок " + panMum, []string{"✅ Карта ·0017 добавлена", "Чья это карта?"}},
	} {
		p := e.person(int64(20+i), tc.lang)
		p.ask(tc.typed, tc.says...)
	}
	p := e.person(20, "ru")
	p.ask("Бабушка "+panMum, "✅ Бабушка ·0017") // the card is there already
}

// Two numbers link two cards, each answered for itself.
func TestOtherPeoplesDataTwoNumbersLinkTwoCards(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	p.ask(panMum+" мама, "+panKid+" Айша", "✅ мама ·0017 добавлена")
	p.hear("✅ Айша ·0027 добавлена")
	p.ask("/balance", "мама ·0017", "Айша ·0027")

	p = e.person(2, "ru")
	mum := p.ask(panMum+"\n"+panKid, "✅ Карта ·0017 добавлена", "Нажмите кнопку.")
	p.hear("✅ Карта ·0027 добавлена", "напишите имя")
	p.press(mum, "Мама", "✅ Мама ·0017")
	p.ask("Дочь", "✅ Дочь ·0027") // what is typed names the last one

	p = e.person(3, "ru")
	p.ask(panMum+" и "+panKid[:18]+"1", "Карта ·0021", "опечатка")
	p.hear("✅ Карта ·0017 добавлена")
}

// A card's number never becomes a name, in private and in a group.
func TestOtherPeoplesDataANumberIsNoName(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	p.ask(panMum, "Чья это карта?")
	p.ask(panKid+".", "✅ Карта ·0027 добавлена") // it links
	p.ask("Айша 8 701 123 45 67", "слишком много цифр")
	p.ask("Айша ९६४३१०८५", "слишком много цифр")
	p.ask("Айша 2", "✅ Айша 2 ·0027")

	g := e.newRoom()
	named := g.replies(creator, g.says(creator, "/add", "Пришлите номер"), panMum, "·0017 добавлена")
	named = g.replies(creator, named, "карта 964390850330000002", "а здесь 18")
	g.replies(creator, named, "«"+panKid+"»", "·0027 добавлена")
	g.SayAs(creator, panPass+" мама") // is for nobody
	g.Quiet(t)
	if n := countIn(t, e.cfg.Database, "SELECT count(*) FROM links WHERE name GLOB '*[0-9][0-9][0-9][0-9]*'"); n != 0 {
		t.Errorf("%d names hold a number", n)
	}
}

// A picture or a voice is told to type the digits, in the language of the chat.
func TestOtherPeoplesDataPicturesAndVoicesAreToldToTypeTheDigits(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	for lang, says := range map[string]string{"ru": "Напишите цифры", "kk": "цифрларды жазыңыз", "en": "Type the digits"} {
		p := e.person(int64(30+len(says)), lang)
		p.SayPhoto(p.ID(), 0, "")
		p.hear(says)
		p.SayVoice(p.ID())
		p.hear(says)
		p.ask("/add")
		p.SayPhoto(p.ID(), 0, "")
		p.hear(says)
	}
	g := e.newRoom()
	g.SayPhoto(creator, 0, panMum) // is for nobody
	ask := g.says(creator, "/add", "Пришлите номер")
	g.SayPhoto(creator, ask.ID, panMum)
	g.hear("·0017 добавлена")
	g.Quiet(t)
}
