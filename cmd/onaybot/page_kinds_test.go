package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"onaybot/cmd/onaybot/demo"
)

// everyKindOfMessage has the bot's token used from outside, for what the bot
// itself does not send.
func everyKindOfMessage(p *tab) {
	p.write("/help")
	p.reads("Что я умею")
	api, err := tg.New(demo.Token, tg.WithServerURL(p.world.TelegramURL), tg.WithSkipGetMe())
	if err != nil {
		p.t.Fatal(err)
	}
	ctx := p.t.Context()
	sent := func(m *models.Message, err error) *models.Message {
		p.t.Helper()
		if err != nil {
			p.t.Fatal(err)
		}
		return m
	}
	sent(api.SendMessage(ctx, &tg.SendMessageParams{ChatID: demo.Aliya.ID, ParseMode: models.ParseModeHTML,
		Text: `<b>b <i>bi</i></b> <u>u</u> <s>s</s> <code>c</code> <pre>p</pre> <tg-spoiler>x</tg-spoiler>` +
			` <blockquote>q</blockquote> <a href="https://onay.kz/">link</a> &lt;script&gt; 🚌 <b>after</b>`}))
	p.reads("<script>")
	for tag, text := range map[string]string{"b": "b bi", "b i": "bi", "u": "u", "s": "s", "code": "c", "pre": "p",
		"blockquote": "q", "a": "link", "b:last-child": "after"} {
		p.until(fmt.Sprintf(`document.querySelector('.bubble:last-child .text %s').textContent === '%s'`, tag, text))
	}
	p.until(`document.querySelector('.bubble:last-child .spoiler').click() === undefined`)
	p.until(`document.querySelector('.bubble:last-child .spoiler') === null`)

	sent(api.SendPhoto(ctx, &tg.SendPhotoParams{ChatID: demo.Aliya.ID, Caption: "a picture",
		Photo: &models.InputFileUpload{Filename: "p.png", Data: bytes.NewReader(smallPicture(p))}}))
	p.reads("a picture")
	p.until(`(document.querySelector('.bubble:last-child img')?.naturalWidth ?? 0) === 40`)
	sent(api.SendDocument(ctx, &tg.SendDocumentParams{ChatID: demo.Aliya.ID, Caption: "a file",
		Document: &models.InputFileUpload{Filename: "поездки.csv", Data: strings.NewReader("a,b\n")}}))
	p.reads("a file")
	p.do(chromedp.Evaluate[chromedp.Void](`fetch(document.querySelector('.document').href).then(async (r) => {
		window.saved = r.headers.get('Content-Disposition') + await r.text(); })`))
	p.until(`window.saved?.startsWith('attachment') && window.saved.endsWith('a,b\n')`)

	sent(api.SendMessage(ctx, &tg.SendMessageParams{ChatID: demo.Aliya.ID, Text: "choose", ReplyMarkup: &models.ReplyKeyboardMarkup{
		Keyboard: [][]models.KeyboardButton{{{Text: "/cancel"}, {Text: "/help"}}}}}))
	p.click(`.keyboard .row button:first-child`)
	p.reads("Отменять нечего")
	sent(api.SendMessage(ctx, &tg.SendMessageParams{ChatID: demo.Aliya.ID, Text: "gone", ReplyMarkup: &models.ReplyKeyboardRemove{RemoveKeyboard: true}}))
	p.until(`document.querySelector('.keyboard').hidden`)

	m := sent(api.SendMessage(ctx, &tg.SendMessageParams{ChatID: demo.Aliya.ID, Text: "old", ReplyMarkup: &models.InlineKeyboardMarkup{
		InlineKeyboard: [][]models.InlineKeyboardButton{{{Text: "stale", CallbackData: "nobody knows"}}}}}))
	p.press("stale")
	p.until(`document.querySelector('.answer').open && document.querySelector('.alert-text').textContent.includes('устарела')`)
	p.click(`.answer .alert-close`)
	p.until(`!document.querySelector('.answer').open`)
	if _, err := api.DeleteMessage(ctx, &tg.DeleteMessageParams{ChatID: demo.Aliya.ID, MessageID: m.ID}); err != nil {
		p.t.Fatal(err)
	}
	p.reads("gone")
	if _, err := api.SendChatAction(ctx, &tg.SendChatActionParams{ChatID: demo.Aliya.ID, Action: models.ChatActionTyping}); err != nil {
		p.t.Fatal(err)
	}
	p.until(`document.querySelector('.phone-status').textContent === 'печатает…'`)
	sent(api.SendMessage(ctx, &tg.SendMessageParams{ChatID: demo.Aliya.ID, Text: "well?", ReplyMarkup: &models.ForceReply{ForceReply: true}}))
	p.until(`document.querySelector('.phone-status').textContent === 'бот'`)
	p.until(`document.querySelector('.reply-text').textContent.includes('well?')`)
	p.write("/help")
	p.until(`document.querySelector('.bubble.out .quote')?.textContent.includes('well?')`)
	p.until(`document.querySelector('.reply-bar').hidden`)
}

func smallPicture(p *tab) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 40, 20))); err != nil {
		p.t.Fatal(err)
	}
	return b.Bytes()
}

// tabTo presses Tab until the focus is on an element.
func (p *tab) tabTo(selector string) {
	p.t.Helper()
	for range 80 {
		p.key("Tab", 9)
		found, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`document.activeElement.matches('%s')`, selector)))
		if err != nil {
			p.t.Fatal(err)
		}
		if found {
			return
		}
	}
	p.t.Fatalf("Tab never comes to %s", selector)
}

// keyboardAlone links a card, reads its balance and rides it without a mouse.
func keyboardAlone(p *tab) {
	p.tabTo(`.composer textarea`)
	p.do(chromedp.KeyEvent("9643 90 85033 9088 5493"))
	p.key("Enter", 13)
	p.reads("·5493")
	p.do(chromedp.KeyEvent("Mum"))
	p.key("Enter", 13)
	p.reads("Mum ·5493")
	p.do(chromedp.KeyEvent("/b"))
	p.until(`!document.querySelector('.menu').hidden`)
	p.key("ArrowDown", 40)
	p.until(`document.activeElement.dataset.command === '/balance'`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.reads("💳 Mum ·5493")
	p.until(`document.activeElement.matches('textarea')`)
	p.tabTo(`.move`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until(`document.querySelector('.clock-time').textContent.startsWith('09:')`)
	p.tabTo(`.mood input`)
	p.key("ArrowRight", 39)
	p.until(`document.querySelector('#city').dataset.mode === 'slow'`)
	p.key("ArrowLeft", 37)
	p.until(`document.querySelector('#city').dataset.mode === 'fine'`)
	p.tabTo(`[data-label="school"] .ride`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.reads("🔔 Mum ·5493")
	p.tabTo(`.person`)
	p.key("ArrowRight", 39)
	p.until(`document.activeElement.matches('[data-chat="2002"][aria-selected="true"]')`)
	p.until(`[...document.querySelectorAll('button, input, select, textarea')].every((e) =>
		(e.ariaLabel || e.textContent || e.labels?.[0]?.textContent || '').trim() !== '')`)
}

// streamComesBack cuts the lines to the server; what happens meanwhile is there
// after.
func streamComesBack(p *tab) {
	p.linkSchoolCard("Айша")
	p.do(chromedp.Evaluate[chromedp.Void](`Object.defineProperty(document, 'hidden', {value: true, configurable: true});
		document.dispatchEvent(new Event('visibilitychange'))`))
	if _, err := p.world.Cabinet.TopUp(schoolCard, 5000_00); err != nil {
		p.t.Fatal(err)
	}
	chat, _ := p.world.Telegram.Chat(demo.Aliya.ID)
	chat.Say("/help")
	p.do(chromedp.SendKeys(chromedp.CSS(".composer textarea"), "half a sent"))
	p.do(chromedp.Evaluate[chromedp.Void](`delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))`))
	p.reads("Что я умею")
	p.until(`document.querySelector('[data-label="school"] .card-balance').textContent.startsWith('5\u202f540')`)
	p.until(`document.querySelector('.composer textarea').value === 'half a sent'`)
}
