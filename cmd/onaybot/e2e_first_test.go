package main

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

// Linking takes a few steps, of which only the number is typed.
func TestAFewStepsToACard(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	p := e.person(1, "ru")
	p.ask("/start", "Здравствуйте")
	m := p.ask(panKid, "·0027 добавлена", "Чья это карта?")
	m = p.press(m, "Ребёнок", "✅ Ребёнок ·0027", "Писать сюда о поездках?", "меньше 500\u202f₸")
	m = p.press(m, "Не надо", "✅ Ребёнок ·0027", "Когда напомнить", "Если не выберете", "меньше 500\u202f₸")
	m = p.press(m, "3 поездки", "Готово: Ребёнок ·0027", "540\u202f₸ — 9 поездок", "меньше 3 поездок (180\u202f₸)",
		"когда подтвердите", "/balance")
	p.press(m, "Оповещения", "когда останется меньше 3 поездок (180")
	ride(t, e.cabinet, panKid)
	if err := e.cabinet.SetBalance(panKid, 12_000); err != nil {
		t.Fatal(err)
	}
	e.tick(20 * time.Minute)
	p.hear("🔔 Ребёнок ·0027: осталось 120\u202f₸", "порог 3 поездки")
}

// Each amount, and none at all, is kept as chosen; what falls below a chosen
// threshold is seen at once and not told again.
func TestTheFirstThresholdIsKept(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	for i, tc := range []struct{ press, says string }{
		{"300", "меньше 300\u202f₸"}, {"500", "меньше 500\u202f₸"}, {"1\u202f000", "🔔 меньше порога 1\u202f000\u202f₸"},
		{"Не надо", "напоминать не буду"},
	} {
		p := e.person(int64(10+i), "ru")
		m := p.press(p.press(p.ask(panKid, "добавлена"), "Пропустить"), "Не надо", "Когда напомнить")
		p.press(m, tc.press, "Готово: Карта ·0027", tc.says, "Поездки по дням")
	}
	e.tick(20 * time.Minute)
	e.settled()
	for id := range int64(4) {
		e.person(10+id, "ru").Quiet(t)
	}
}

// Whoever leaves on the way has a card that warns by the default; a pass needs
// no threshold, and a card of an unknown fare is asked for it first.
func TestStepsThatAreLeftOut(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.person(1, "ru")
	p.ask(panMum, "добавлена")
	p.ask("/balance", "1\u202f240")
	if err := e.cabinet.SetBalance(panMum, 40_000); err != nil {
		t.Fatal(err)
	}
	e.tick(20 * time.Minute)
	p.hear("🔔 Карта ·0017", "порог 500\u202f₸")
	m := p.press(p.ask(panPass, "проездной"), "Я", "Готово: Я ·0033", "порог не нужен")
	if hasButton(m, "Не надо") {
		t.Error("a pass is asked for a threshold")
	}

	app := newE2E(t, appDialect)
	p = app.person(1, "ru")
	m = p.press(p.ask(panKid, "добавлена"), "Мама", "какой тариф")
	m = p.press(m, "Льготный", "Когда напомнить")
	m = p.press(m, "3 поездки", "меньше 3 поездок (180\u202f₸)")
	if !hasButton(m, "Удалить сообщение с номером") {
		t.Error("on the way the offer to delete the number was lost")
	}
}

// A later change of the name is no step of linking.
func TestRenamingAsksForNothingElse(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	menu := p.press(p.ask("/cards"), "Мама")
	p.Press(t, menu, "Имя")
	question := p.hear("Новое имя для «Мама ·0017»")
	question = p.press(question, "Оставить как есть", "✅ Мама ·0017")
	menu = p.press(question, "Назад", "1\u202f240")
	p.Press(t, menu, "Имя")
	p.hear("Новое имя")
	if m := p.ask(strings.Repeat("я", 41), "не больше 40"); !hasButton(m, "Оставить как есть") {
		t.Error("a name that is too long leaves no way but typing")
	}
	if m := p.ask("Папа", "✅ Папа ·0017"); strings.Contains(m.Text, "напомнить") || !hasButton(m, "Мои карты") {
		t.Errorf("renaming goes on with %q", m.Text)
	}
}

// A typed question can be left by a button, in a group by the command.
func TestQuestionsCanBeCancelled(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	p.press(p.ask("/add", "Пришлите номер"), "Отмена", "отменил")
	p.ask("Мама", "Не понял Вас")
	menu := p.press(p.press(p.ask("/cards"), "Мама"), "Порог")
	p.Press(t, menu, "Другая")
	p.press(p.hear("сумму в тенге"), "Отмена", "отменил")
	p.ask("700", "Не понял Вас")
}

// A person who only ever presses buttons: after the number nothing is typed
// but the commands of the menu.
func TestButtonsAlone(t *testing.T) {
	t.Parallel()
	e := newE2E(t, func(c *config.Config) { c.Admins = []int64{7} })
	b := &presser{talk: e.person(1, "ru"), last: telegramsim.Message{}}
	b.command("/start", "19 цифр")
	b.command(panKid, "добавлена")
	b.to("Ребёнок", "Писать сюда").to("Не надо", "Когда напомнить").to("1\u202f000", "Готово")
	ride(t, e.cabinet, panKid)

	b.command("/add", "Пришлите номер")
	b.to("Отмена", "отменил")
	b.command("/balance", "Ребёнок ·0027")
	b.command("/trips", "маршрут 92").to("30 дней", "30 дней").to("сегодня", "сегодня")
	b.command("/stats", "").to("по месяцам", "").to("по дням", "")
	b.command("/export", "за какой срок")
	b.Press(t, b.last, "30 дней")
	if m := b.Next(t); m.Document == nil {
		t.Error("no file")
	}
	b.command("/alerts", "Ребёнок").to("Поездки", "Ребёнок").to("Итоги недели", "Ребёнок").
		to("Нет поездки", "К какому времени").to("08:30", "Ребёнок").
		to("Тихие часы", "когда не беспокоить").to("22:00–07:00", "тихие часы").
		to("Пауза", "до какого времени").to("3 дня", "пауза").to("На паузе", "до какого").to("Снять паузу", "Ребёнок").
		to("Меньше", "когда предупреждать").to("5 поездок", "меньше 5 поездок").to("Изменить порог", "когда").to("Выключить", "не предупреждаю")
	b.command("/cards", "Выберите карту").to("Ребёнок", "Ребёнок ·0027").to("Кто следит", "этот чат").to("Назад", "Ребёнок")
	b.Press(t, b.last, "Имя")
	b.last = b.hear("Новое имя")
	b.to("Мама", "✅ Мама").to("Мои карты", "Выберите карту").to("Мама", "Мама ·0027").to("Удалить", "Удалить «Мама").to("Да, удалить", "Удалил")
	b.command("/lang", "Выберите язык").to("English", "English")
	b.command("/lang", "Choose").to("Русский", "по-русски")
	b.command("/help", "Что я умею")
	b.command("/privacy", "Бот хранит")
	b.Press(t, b.last, "Забыть этот чат")
	b.last = b.hear("Удалить всё")
	b.to("Да, удалить всё", "всё об этом чате удалено")
}

// presser is a person who presses buttons.
type presser struct {
	*talk
	last telegramsim.Message
}

func (b *presser) command(text, part string) *presser {
	b.t.Helper()
	b.last = b.ask(text, part)
	return b
}

// to presses the first button whose label holds the words.
func (b *presser) to(label, part string) *presser {
	b.t.Helper()
	b.Press(b.t, b.last, label)
	b.last = b.said(b.t)
	b.holds(b.last, part)
	return b
}
