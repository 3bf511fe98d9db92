package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"onaybot/cmd/onaybot/demo"
)

const schoolCard = "9643908503390885493"

// linkSchoolCard pastes the school card's number and gives it a name by typing.
func (p *tab) linkSchoolCard(name string) {
	p.t.Helper()
	p.write("9643 90 85033 9088 5493")
	p.reads("·5493")
	p.write(name)
	p.reads(name + " ·5493")
}

// prove asks for the school card's rides and names the two that its holder
// remembers.
func (p *tab) prove() {
	p.t.Helper()
	p.write("/trips")
	p.reads("121 18:40")
	p.write(p.text(`[data-label="school"] .recall`))
	p.reads("✅", "·5493")
}

// invite makes an invite for a card and opens its link on somebody's phone.
func (p *tab) invite(card string, guest int64) {
	p.t.Helper()
	p.write("/cards")
	p.press(card)
	p.offers("👥")
	p.press("👥")
	p.offers("🎟")
	p.press("🎟")
	p.until(`document.querySelectorAll('.chat > .bubble:last-child .buttons button').length > 5`) // labels
	p.press("🎟")
	p.openInvite(guest)
}

// openInvite opens the invite that was sent last on somebody's phone.
func (p *tab) openInvite(guest int64) {
	p.t.Helper()
	p.click(`.bubble:last-child .invite`)
	p.click(fmt.Sprintf(`.visitor [data-opens="%d"]`, guest))
	p.until(fmt.Sprintf(`document.querySelector('[data-chat="%d"]').ariaSelected === 'true'`, guest))
}

// badge waits until a person's tab shows so many unread messages.
func (p *tab) badge(person int64, unread string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector('[data-chat="%d"] .badge').textContent === '%s'`, person, unread))
}

func (p *tab) hold(person int64) {
	p.t.Helper()
	p.click(fmt.Sprintf(`[data-chat="%d"]`, person))
	p.until(fmt.Sprintf(`document.querySelector('[data-chat="%d"]').ariaSelected === 'true'`, person))
}

func TestPage(t *testing.T) {
	t.Parallel()
	b := browser(t)
	for name, walk := range map[string]func(*tab){
		"the newcomer's minute":       newcomersMinute,
		"a button in place":           buttonInPlace,
		"a fault and its recovery":    faultAndRecovery,
		"kazakh and english":          kazakhAndEnglish,
		"the family group":            familyGroup,
		"the mother's walk":           mothersWalk,
		"approval asked and given":    approvalAskedAndGiven,
		"a quiet night":               quietNight,
		"a name that is a script":     scriptAsName,
		"everything a bot can send":   everyKindOfMessage,
		"the keyboard alone":          keyboardAlone,
		"the server goes and is back": streamComesBack,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			walk(openPage(b, t, 1280, 800))
		})
	}
	t.Run("360 pixels", func(t *testing.T) {
		t.Parallel()
		narrowScreen(openPage(b, t, 360, 640))
	})
}

// newcomersMinute follows the hints from the first to the last.
func newcomersMinute(p *tab) {
	p.hint(0)
	p.click(`[data-label="school"] .copy`)
	p.hint(1)
	p.write("9643 90 85033 9088 5493")
	p.hint(2)
	p.press("Мама")
	p.reads("Мама ·5493")
	p.write("/balance")
	p.reads("💳 Мама ·5493", "540\u202f₸", "9 поездок")
	p.hint(3)
	p.hold(demo.Kate.ID)
	p.click(`[data-label="school"] .ride`)
	p.hint(4)
	p.click(`.move:first-child`) // an hour later, and a tick
	p.badge(demo.Aliya.ID, "1")
	p.hint(5)
	p.hold(demo.Aliya.ID)
	p.reads("🔔 Мама ·5493", "480\u202f₸")
	p.badge(demo.Aliya.ID, "")
	p.until(`document.title === 'ONAY bot: demo'`)
	p.prove()
	p.hint(6)
	p.invite("Мама", demo.Nurlan.ID)
	p.reads("·5493")
	p.badge(demo.Aliya.ID, "1")
	p.hint(7)
	p.click(`.hint-close`)
	p.until(`document.querySelector('.hint').hidden && !document.querySelector('.hints-again').hidden`)
}

// buttonInPlace refreshes a balance in the message it stands in.
func buttonInPlace(p *tab) {
	p.linkSchoolCard("Айша")
	p.write("/balance")
	p.reads("💳 Айша ·5493", "540\u202f₸")
	p.until(`(window.before = document.querySelectorAll('.bubble').length) > 0`)
	p.click(`[data-label="school"] .topup`)
	p.click(`.move:first-child`)
	p.press("Обновить")
	p.reads("1\u202f540\u202f₸")
	p.until(`document.querySelector('.bubble:last-child .edited')?.textContent === 'изменено'`)
	p.until(`document.querySelectorAll('.bubble').length === window.before`)
	p.until(`!document.querySelector('[aria-busy="true"]')`)
}

// faultAndRecovery takes the cabinet down and back.
func faultAndRecovery(p *tab) {
	p.linkSchoolCard("Айша")
	p.click(`.mood input[value="down"]`)
	p.until(`document.querySelector('#city').dataset.mode === 'down'`)
	p.click(`.move:first-child`)
	p.until(`[...document.querySelectorAll('tr.bad .code')].some((c) => c.textContent === '502')`)
	p.write("/balance")
	p.reads("540\u202f₸", "Кабинет ONAY не отвечает", "последнее, что известно")
	p.click(`.mood input[value="fine"]`)
	p.until(`document.querySelector('#city').dataset.mode === 'fine'`)
	p.click(`[data-label="school"] .topup`)
	p.click(`.move:first-child`)
	p.press("Обновить")
	p.reads("1\u202f540\u202f₸", "обновлено")
}

// kazakhAndEnglish follows one card from two more phones.
func kazakhAndEnglish(p *tab) {
	p.hold(demo.Nurlan.ID)
	p.until(`document.querySelector('.composer textarea').placeholder === 'Хабарлама'`)
	p.click(`.welcome .start`)
	p.reads("Сәлеметсіз бе")
	p.linkSchoolCard("Айша")
	p.write("/balance")
	p.reads("💳 Айша ·5493", "жаңартылды")
	p.hold(demo.Kate.ID)
	p.linkSchoolCard("Aisha")
	p.write("/balance")
	p.reads("💳 Aisha ·5493", "updated", "9 rides")
	p.do(chromedp.SendKeys(chromedp.CSS(".composer textarea"), "/ba"))
	p.until(`[...document.querySelectorAll('.menu b')].map((b) => b.textContent).join() === '/balance'`)
	p.hold(demo.Nurlan.ID)
	p.reads("💳 Айша ·5493") // and nothing of the other chat
	p.until(`document.querySelector('.composer textarea').value === ''`)
	p.hold(demo.Kate.ID)
	p.until(`document.querySelector('.composer textarea').value === '/ba'`)
}

// familyGroup answers the bot's question by a reply, as somebody else than the
// first member.
func familyGroup(p *tab) {
	p.hold(demo.FamilyID)
	p.do(chromedp.SetValue(chromedp.CSS(".speaker select"), fmt.Sprint(demo.Kate.ID)),
		chromedp.Evaluate[chromedp.Void](`document.querySelector('.speaker select').dispatchEvent(new Event('change'))`))
	p.write("/add")
	p.until(`!document.querySelector('.reply-bar').hidden`)
	p.write("9643 90 85033 9088 5493")
	p.reads("·5493")
	p.until(`document.querySelector('.bubble.out:has(.quote)') !== null`)
	p.press("Мама")
	p.reads("Мама ·5493")
	p.write("/trips")
	p.reads("121 18:40")
	p.until(`!document.querySelector('.reply-bar').hidden`)
	p.write(p.text(`[data-label="school"] .recall`))
	p.reads("✅ Мама ·5493")
	p.until(`document.querySelector('.bubble.in .author').textContent === 'onay_demo_bot'`)
}

// scriptAsName tries to run a script from a card's name.
func scriptAsName(p *tab) {
	const name = "<img src=x onerror=alert(1)>"
	p.linkSchoolCard(name)
	p.write("/balance")
	p.reads("💳 " + name + " ·5493")
	p.until(`document.querySelectorAll('.chat img, .chat script, .chat [onerror]').length === 0`)
	p.allow("Content Security Policy") // the next step breaks it on purpose
	p.do(chromedp.Evaluate[chromedp.Void](`
		document.addEventListener('securitypolicyviolation', () => { window.refused = true; });
		const script = document.createElement('script');
		script.textContent = 'window.ran = true';
		document.body.append(script)`))
	p.until(`window.refused === true && window.ran === undefined`)
}

// narrowScreen does the minute on a phone's screen, where each half is a tab.
func narrowScreen(p *tab) {
	const fits = `[document.documentElement, document.body, ...document.querySelectorAll('main, #phone, #city, .chat, .cards, .log-scroll')]
		.every((e) => e.scrollWidth <= e.clientWidth + 1)`
	inside := func(selector string) {
		p.t.Helper()
		p.do(chromedp.ScrollIntoView(chromedp.CSS(selector)))
		p.until(fmt.Sprintf(`(() => { const r = document.querySelector('%s').getBoundingClientRect();
			return r.width > 0 && r.left >= 0 && r.right <= 360 && r.top >= 0 && r.bottom <= innerHeight; })()`, selector))
	}
	p.linkSchoolCard("Мама")
	p.until(fits)
	inside(".send")
	p.click(`.side[data-side="city"]`)
	p.until(fits)
	for _, selector := range []string{".move:last-child", `.mood:last-child`, `[data-label="blocked"] .copy`,
		`[data-label="blocked"] .topup`, `[data-label="blocked"] .copy-recall`, ".log-scroll"} {
		inside(selector)
	}
	p.click(`[data-label="school"] .ride`)
	p.click(`.move:first-child`)
	p.until(`document.querySelector('.sides .badge').textContent === '1'`)
	p.click(`.side[data-side="phone"]`)
	p.reads("🔔 Мама ·5493")
	p.until(`document.querySelector('.sides .badge').hidden`)
	p.until(fits)
}
