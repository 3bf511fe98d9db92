package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient/cabinetsim"
)

func TestLinkingChecksTheNumberFirst(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	p.ask("/start", "Здравствуйте", "19 цифр")
	p.ask("9643 1085 0330 0000 018", "опечатка")
	p.ask("9643 1085 0330", "а здесь 12")
	p.ask("12345678", "все 19 цифр")
	if n := e.cabinet.Requests().Total; n != 0 {
		t.Fatalf("%d requests for numbers that cannot be right", n)
	}
	p.ask("9643108503300000041", "нет карты с таким номером")
	if n := e.cabinet.Requests().Check; n != 1 {
		t.Fatalf("%d checks, want 1", n)
	}
}

func TestLinkingTakesAnyGrouping(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	for i, typed := range []string{
		panMum, "9643 10 85033 0000 0017", "9643-1085-0330-0000-017",
		"9643\u00a010\u00a085033\u202f00000017", "00000017", "/add 9643108503300000017", "/ADD@onay_test_bot 00000017",
	} {
		p := e.person(int64(100+i), "ru")
		m := p.ask(typed, "Карта ·0017 добавлена", "1\u202f240\u202f₸", "10 поездок")
		if full := hasButton(m, "Удалить сообщение с номером"); full == (strings.Count(typed, "0") < 8) {
			t.Errorf("%q: offer to delete the message: %v", typed, full)
		}
	}
	if n := e.cabinet.ChecksOf(panMum); n != 1 {
		t.Errorf("%d checks of one card within a minute, want 1", n)
	}
}

func TestAddAsksAndCancelLeaves(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	p.ask("/cancel", "Отменять нечего")
	p.ask("/add", "Пришлите номер")
	p.ask("hello", "не похоже на номер")
	p.ask("/cancel", "отменил")
	p.ask("hello", "Не понял")
	p.ask("/nonsense", "Такой команды нет")
}

func TestNamesAndTheMessageWithTheNumber(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	number := p.Say(panMum)
	m := p.hear("·0017")
	p.ask(strings.Repeat("я", 200), "не больше 40 знаков")
	p.ask("\u200f \n", "Имя пустое")
	named := p.ask("<b>Мама</b> &  папа", "✅ <b>Мама</b> & папа ·0017", "меньше 500\u202f₸")
	if a := p.Press(t, named, "Удалить сообщение").Answer(t); !strings.Contains(a.Text, "удалено") {
		t.Errorf("toast %q", a.Text)
	}
	if msg, ok := p.Message(number); ok && !msg.Deleted {
		t.Error("the message with the number is still there")
	}
	p.press(m, "Папа", "✅ Папа ·0017")
	p.ask(panMum, "Папа ·0017 — уже в списке", "1\u202f240")
}

func TestBalanceShowsAllCardsAtOnce(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask(panKid, "·0027", "9 поездок")
	p.ask("Айша", "Айша")
	p.ask(panPass, "проездной")
	p.ask("Я", "порог не нужен")
	p.ask("/BALANCE@onay_test_bot", "Мама ·0017", "Айша ·0027", "Я ·0033", "обновлено в 08:00")

	e.clock.move(2 * time.Hour)
	if _, err := e.cabinet.Ride(panKid, "92"); err != nil {
		t.Fatal(err)
	}
	m := p.ask("/balance", "на 08:00, обновляю…", "540\u202f₸")
	edited := p.holds(p.lastEdit(), "Айша ·0027\n480\u202f₸ — 8 поездок", "обновлено в 10:00")
	if edited.ID != m.ID {
		t.Error("the figures came in another message")
	}
	e.clock.move(2 * time.Hour)
	p.press(edited, "Обновить", "обновлено в 12:00")
	if a := p.Press(t, edited, "Обновить").Answer(t); a.Text != "Данные свежие" {
		t.Errorf("toast %q", a.Text)
	}
}

func TestTripsByDayPeriodAndPage(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask("/trips", "Мама ·0017 · 7 дней", "Поездок по карте ONAY за это время нет")
	for range 35 {
		e.clock.move(time.Minute)
		ride(t, e.cabinet, panMum)
	}
	e.clock.move(24 * time.Hour)
	if _, err := e.cabinet.TopUp(panMum, 100_000); err != nil {
		t.Fatal(err)
	}
	m := p.ask("/trips", "24 ноября, вт · +1\u202f000\u202f₸", "08:35 пополнение · +1\u202f000\u202f₸",
		"23 ноября, пн · −4\u202f200\u202f₸", "08:35 маршрут 92", "· −120\u202f₸", "Всего: 35 поездок, −4\u202f200\u202f₸")
	older := p.press(m, "Раньше", "08:01 маршрут 92", "Всего: 35 поездок")
	if strings.Contains(older.Text, "пополнение · ") {
		t.Error("the second page repeats the first")
	}
	p.press(older, "Позже", "пополнение")
	p.press(m, "сегодня", "Мама ·0017 · сегодня", "Всего: 0 поездок")
	if n := e.cabinet.Requests().Detail; n != 2 {
		t.Errorf("%d requests for rides, want 2: pages come from what is known", n)
	}
}

func TestTripsAsksWhichCard(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask(panKid, "·0027")
	p.ask("Айша", "Айша")
	ride(t, e.cabinet, panKid)
	m := p.ask("/trips", "какой карты")
	p.press(m, "Айша", "Айша ·0027 · 7 дней", "−60\u202f₸")
}

func TestCardsRenameThresholdOrderRemove(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.ask(panKid, "·0027")
	p.ask("Айша", "Айша")
	list := p.ask("/cards", "Мама ·0017 — 1\u202f240\u202f₸ на 08:00", "Айша ·0027 — 540\u202f₸ на 08:00", "Выберите карту")
	menu := p.press(list, "Айша", "Айша ·0027", "меньше 500")
	p.press(menu, "Выше", "Выберите карту")
	if got := p.now(list).Buttons[0][0].Text; got != "Айша ·0027" {
		t.Errorf("first card is %q", got)
	}
	p.press(list, "Мама")
	p.Press(t, list, "Имя")
	p.hear("Новое имя")
	p.ask("Мамочка", "✅ Мамочка ·0017")
	menu = p.press(p.ask("/cards"), "Мамочка")
	limits := p.press(menu, "Порог", "когда предупреждать")
	p.press(limits, "1\u202f000", "меньше 1\u202f000\u202f₸")
	p.press(limits, "Изменить порог")
	p.Press(t, limits, "Другая")
	p.hear("сумму в тенге")
	p.ask("много", "от 0 до 100\u202f000")
	p.ask("1 500 тг", "меньше 1\u202f500\u202f₸", "🔔 меньше порога")

	menu = p.press(p.ask("/cards"), "Мамочка")
	sure := p.press(menu, "Удалить", "Удалить «Мамочка")
	p.press(sure, "Оставить", "Мамочка ·0017")
	p.press(menu, "Удалить")
	p.press(menu, "Да, удалить", "Удалил: Мамочка ·0017")
	balance := p.ask("/balance", "Айша")
	if strings.Contains(balance.Text, "Мамочка") {
		t.Error("the removed card is still there")
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	for i, tc := range []struct{ lang, hello string }{
		{"ru", "Здравствуйте"}, {"kk", "Сәлеметсіз бе"}, {"en-GB", "Hello"}, {"de", "Здравствуйте"}, {"", "Здравствуйте"},
	} {
		e.person(int64(100+i), tc.lang).ask("/start", tc.hello)
	}
	p := e.person(1, "ru")
	m := p.ask("/lang", "Choose a language")
	p.press(m, "Қазақша", "қазақша")
	p.ask("/help", "Мен мынаны")
	e.restart()
	p.ask("/help", "Мен мынаны")
}

func TestCommandMenuInEachLanguage(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	for e.telegram.Calls("setMyCommands") < 4 {
		p.ask("/help") // the menus are set beside the first answers
	}
	for lang, want := range map[string]string{"": "баланс карт", "ru": "баланс карт", "kk": "карталардың балансы", "en": "balance of your cards"} {
		menu := e.telegram.Commands(lang)
		if len(menu) == 0 || menu[0].Command != "balance" || menu[0].Description != want {
			t.Errorf("menu %q begins with %+v", lang, menu)
		}
	}
}

func TestHelpNamesTheOperator(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Operator = config.Operator{Name: "Школа 5", Contact: "@school5"} })
	p := e.person(1, "ru")
	p.ask("/help", "/balance — ", "Бота ведёт Школа 5: @school5")
	p.ask(panMum, "·0017")
	if agent := e.cabinet.Log()[0].UserAgent; !strings.HasSuffix(agent, "(+@school5)") || !strings.HasPrefix(agent, "onaybot/") {
		t.Errorf("User-Agent %q", agent)
	}
}

func TestWithoutAccountThereAreNoRides(t *testing.T) {
	t.Parallel()
	e := newE2E(t, noAccount)
	p := e.person(1, "ru")
	if m := p.ask("/start"); strings.Contains(m.Text, "поездки") {
		t.Error("the greeting promises rides")
	}
	p.ask(panMum, "·0017")
	m := p.press(p.ask("Мама", "Мама"), "Не надо", "Готово", "Траты по дням")
	if hasButton(m, "Поездки") || strings.Contains(m.Text, "оездки") {
		t.Error("the end of linking promises rides")
	}
	if m := p.ask("/help", "траты по дням", "/stats"); strings.Contains(m.Text, "/export") || hasButton(m, "Поездки") {
		t.Error("help promises rides")
	}
	alerts := p.ask("/alerts", "о поездках не пишу")
	if a := p.Press(t, alerts, "Поездки").Answer(t); !strings.Contains(a.Text, "нет учётной записи") {
		t.Errorf("toast %q", a.Text)
	}
	p.press(p.ask("/export", "нет учётной записи", "траты по дням"), "По дням", "24 ноября")
	for e.telegram.Calls("setMyCommands") < 4 {
		p.ask("/cancel") // the menus are set beside the first answers
	}
	for _, command := range e.telegram.Commands("ru") {
		if command.Command == "export" || strings.Contains(command.Description, "поездк") {
			t.Errorf("the menu promises rides: %+v", command)
		}
	}
}

func TestButtonsThatMeanNothing(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	other := e.follower(2, "ru", panKid, "Айша")
	mine := p.ask("/balance")
	theirs := other.press(other.ask("/cards"), "Айша")
	for _, data := range []string{"", "1", "nonsense", "0 bal refresh", theirs.Buttons[0][0].Data, strings.Repeat("x", 64)} {
		a := p.PressData(1, mine, data).Answer(t)
		if !a.Alert || !strings.Contains(a.Text, "устарела") {
			t.Errorf("data %q: answer %+v", data, a)
		}
	}
}

func ride(t testing.TB, cabinet *cabinetsim.Server, pan string) {
	t.Helper()
	if _, err := cabinet.Ride(pan, "92"); err != nil {
		t.Fatal(err)
	}
}

func hasButton(m telegramsim.Message, label string) bool {
	for _, row := range m.Buttons {
		for _, b := range row {
			if strings.Contains(b.Text, label) {
				return true
			}
		}
	}
	return false
}

// now is a message as it stands.
func (k *talk) now(m telegramsim.Message) telegramsim.Message {
	k.t.Helper()
	m, ok := k.Message(m.ID)
	if !ok {
		k.t.Fatal("the message is gone")
	}
	return m
}

// lastEdit takes edits until one no longer says that figures are on their way.
func (k *talk) lastEdit() telegramsim.Message {
	k.t.Helper()
	for {
		if m := k.NextEdit(k.t); !strings.Contains(m.Text, "…") {
			return m
		}
	}
}
