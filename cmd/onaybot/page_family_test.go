package main

import (
	"fmt"
	"strconv"

	"github.com/chromedp/chromedp"

	"onaybot/cmd/onaybot/demo"
)

// move presses a button of the city's clock.
func (p *tab) move(label string) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(
		`[...document.querySelectorAll('.move')].find((b) => b.textContent.includes(%s)).click()`, strconv.Quote(label))))
}

// offers waits until the chat's last message has a button with such a label.
func (p *tab) offers(label string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`[...document.querySelectorAll('.chat > .bubble:last-child .buttons button')].some((b) => b.textContent.includes(%s))`,
		strconv.Quote(label)))
}

// mothersWalk is what a mother does, from her child's card to /forget, with the
// father whom she invites.
func mothersWalk(p *tab) {
	p.click(`[data-label="school"] .topup`)
	p.linkSchoolCard("Айша")
	p.press("Писать о каждой поездке")
	p.reads("121 18:40")
	p.write(p.text(`[data-label="school"] .recall`))
	p.reads("✅ Айша ·5493: поездки видны", "маршрут", "Напишу о каждой поездке")
	p.press("Если не едет к 08:30")
	p.reads("маршрут", "к 08:30 поездки не видно")
	p.press("Пригласить")
	p.offers("Папа")
	p.press("Папа")
	p.openInvite(demo.Nurlan.ID)

	p.reads("Айша ·5493", "№ 92 бағыт", "жазып тұрайын ба?")
	p.press("Әр сапар туралы жазу")
	p.reads("№ 92 бағыт", "Әр сапар туралы жазамын")
	p.hold(demo.Aliya.ID)
	p.write("/alerts")
	p.offers("✅ Поездки")
	p.offers("✅ Нет поездки к 08:30")
	p.press("Итоги недели")
	p.offers("✅ Итоги недели")
	p.hold(demo.Nurlan.ID)
	p.write("/cards")
	p.press("Айша ·5493")
	p.press("✏️")
	p.reads("жаңа аты қандай")
	p.write("Қызым")
	p.reads("Қызым ·5493")
	p.write("/trips")
	p.reads("🧾 Қызым ·5493", "№ 92 бағыт")

	p.click(`[data-label="school"] .ride`)
	p.move("+1 hour")
	p.reads("🚌 Қызым ·5493 · № 92 бағыт")
	p.hold(demo.Aliya.ID)
	p.reads("🚌 Айша ·5493 · маршрут 92", "осталось 1\u202f480\u202f₸")
	p.move("school day")
	p.reads("🕗 Айша ·5493: сегодня до 08:30 поездок не было видно")
	p.move("Sunday")
	p.reads("📊 Айша ·5493 за неделю: 60\u202f₸, 1 поездка")

	p.write("/forget")
	p.press("Да, удалить всё")
	p.reads("всё об этом чате удалено")
	p.write("/balance")
	p.reads("Карт пока нет")
	p.hold(demo.Nurlan.ID)
	p.write("/balance")
	p.reads("💳 Қызым ·5493", "1\u202f480\u202f₸")
}

// approvalAskedAndGiven has a second person prove the card: the first one decides.
func approvalAskedAndGiven(p *tab) {
	p.linkSchoolCard("Айша")
	p.prove()
	p.hold(demo.Kate.ID)
	p.linkSchoolCard("Aisha")
	p.write("/trips")
	p.reads("121 18:40")
	p.write(p.text(`[data-label="school"] .recall`))
	p.reads("👍")
	p.badge(demo.Aliya.ID, "1")
	p.hold(demo.Aliya.ID)
	p.reads("верно назвали две поездки")
	p.press("Разрешить")
	p.reads("новый чат видит поездки")
	p.badge(demo.Kate.ID, "1")
	p.hold(demo.Kate.ID)
	p.press("Rides")
	p.reads("🧾 Aisha ·5493", "route 92")
}

// quietNight holds what happens at night until the morning.
func quietNight(p *tab) {
	p.click(`[data-label="school"] .topup`)
	p.linkSchoolCard("Айша")
	p.write("/alerts")
	p.press("▫️ Пополнение")
	p.offers("✅ Пополнение")
	p.press("Тихие часы")
	p.press("22:00–07:00")
	p.offers("🌙 22:00–07:00")
	p.move("23:30")
	p.until(`document.querySelector('.clock-time').textContent.startsWith('23:')`)
	p.click(`[data-label="school"] .topup`)
	p.move("+1 hour")
	p.until(`document.querySelector('.log tbody td').textContent.startsWith('00:')`)
	p.move("school day")
	p.reads("💰 Айша ·5493") // found at night, told in the morning
	p.until(`/на (вчера, 23|00):/.test(document.querySelector('.bubble:last-child .text').textContent)`)
	p.until(`document.querySelector('.bubble:last-child time').textContent.startsWith('08:')`)
}
