package main

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/bot/texts"
)

// shared is what a button hands to Telegram's share sheet.
func shared(t *testing.T, m telegramsim.Message, label string) (link, words string) {
	t.Helper()
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text != label {
				continue
			}
			u, err := url.Parse(b.URL)
			if err != nil || u.Host+u.Path != "t.me/share/url" || strings.Contains(u.RawQuery, "+") || len(b.URL) > 2048 {
				t.Fatalf("%q opens %q, %v", label, b.URL, err)
			}
			return u.Query().Get("url"), u.Query().Get("text")
		}
	}
	t.Fatalf("no button %q under:\n%s", label, m.Text)
	return "", ""
}

// An invite is sent by Telegram's own sheet, with words for whoever gets it. The card comes
// with its name and the rides with it; nothing is asked.
func TestAnInviteIsSentByTelegramsShareSheet(t *testing.T) {
	t.Parallel()
	for _, lang := range texts.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			e, words := newProofE2E(t), wordsIn(t, lang)
			say := func(key string) string { return words.Plain(key, nil) }
			mum := e.person(1, string(lang))
			mum.ask(panKid, "·0027")
			name := strings.Repeat("Ж", 39) + "&"
			mum.ask(name, name)
			mum.ask("/trips", "92 08:15")
			mum.ask(rightAnswer, "✅")
			page := mum.press(mum.press(mum.ask("/cards"), "0027"), say("button.share"))
			draft := mum.press(page, say("button.invite"), say("invite.ask"))
			mum.Press(t, draft, say("label.dad"))
			m := mum.hear(words.Plain("invite.label", texts.Args{"Label": say("label.dad")}))
			link, text := shared(t, m, say("button.send"))
			if !inviteLink.MatchString(link) || !strings.Contains(m.Text, link) {
				t.Errorf("the link %q", link)
			}
			if !strings.Contains(text, "Ж… ·0027") || strings.Contains(text, "&amp;") {
				t.Errorf("words %q", text)
			}
			dad := e.known(2, string(lang), "Нұрлан", "")
			added := dad.ask("/start "+inviteLink.FindStringSubmatch(link)[1], name+" ·0027", "540\u202f₸",
				words.Plain("proof.done", texts.Args{"Card": words.Card(name, "0027")}))
			if !hasButton(added, say("button.rename")) {
				t.Error("the card cannot be renamed")
			}
			mum.hear(words.Plain("invite.label", texts.Args{"Label": say("label.dad")}),
				words.Plain("who.person", texts.Args{"Name": "«Нұрлан»"}))
			page = mum.press(mum.press(mum.ask("/cards"), "0027"), say("button.share"), say("label.dad")+" («Нұрлан»)")
			label := words.Plain("button.drop", texts.Args{"Chat": say("label.dad"), "Day": words.Day(morning, morning)})
			if !hasButton(page, label) {
				t.Errorf("no button %q", label)
			}
		})
	}
}

// A label can be typed, and what is typed after one has gone back is none.
func TestAnInvitesLabelCanBeTyped(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	draft := mum.press(mum.sharing("Айша"), "Пригласить", "Кого зовёте")
	mum.ask("\u202e \u200b", "Подпись пустая")
	m := mum.ask("  Няня\nСауле ", "один раз, в течение 24 часов", "Подпись: Няня Сауле")
	nanny := e.person(2, "ru")
	nanny.ask("/start "+inviteLink.FindStringSubmatch(m.Text)[1], "добавлена")
	mum.hear("приняли", "Подпись: Няня Сауле")
	mum.ask("Няня", "Не понял") // the question is over
	mum.press(mum.press(draft, "Назад", "Няня Сауле («P»), с 23 ноября: баланс и поездки"), "Пригласить", "Кого зовёте")
	mum.press(mum.now(draft), "Назад", "кто следит")
	mum.ask("баланс", "Не понял")
	if n := countIn(t, e.cfg.Database, "SELECT count(*) FROM invites"); n != 1 {
		t.Errorf("%d invites", n)
	}
}

// rodeTwiceToo puts the rides of the right answer into another card's rows.
func rodeTwiceToo(t *testing.T, e *e2e, pan string) {
	t.Helper()
	rodeAt(t, e.cabinet, pan, "92", morning.AddDate(0, 0, -2))
	rodeAt(t, e.cabinet, pan, "121", morning.AddDate(0, 0, -3).Add(10*time.Hour+30*time.Minute))
}

// provesMore proves another of the chat's cards.
func (k *talk) provesMore(card string) {
	k.t.Helper()
	k.Press(k.t, k.ask("/trips"), card)
	k.hear("маршрут и время")
	k.ask(rightAnswer, "поездки видны")
}

// One invite is for as many of the cards as are chosen, of those whose rides one may view.
func TestOneInviteIsForSeveralCards(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	rodeTwiceToo(t, e, panMum)
	mum := e.prover(1, "Айша")
	mum.ask(panMum, "·0017")
	mum.ask("Я", "Я")
	mum.ask(panPass, "·0033") // of which she has no proof
	mum.ask("Сын", "Сын")
	draft := mum.press(mum.sharing("Айша"), "Пригласить", "Кого зовёте")
	if hasButton(draft, "0033") || hasButton(draft, "0017") {
		t.Errorf("cards without proof are offered: %v", draft.Buttons)
	}
	mum.provesMore("0017")

	draft = mum.press(mum.sharing("Айша"), "Пригласить", "Отметьте карты")
	if a := mum.Press(t, draft, "✅ Айша").Answer(t); a.Text == "" {
		t.Error("an invite to no card")
	}
	draft = mum.press(draft, "⬜ Я ·0017", "Айша ·0027, Я ·0017")
	draft = mum.press(draft, "✅ Айша ·0027", "Приглашение: Я ·0017")
	draft = mum.press(draft, "⬜ Айша ·0027", "Айша ·0027, Я ·0017")
	mum.Press(t, draft, "Бабушка")
	m := mum.hear("Айша ·0027, Я ·0017", "один раз", "Подпись: Бабушка")
	_, words := shared(t, m, "📤 Отправить")
	if !strings.Contains(words, "Айша ·0027, Я ·0017") {
		t.Errorf("words %q", words)
	}
	word := "/start " + inviteLink.FindStringSubmatch(m.Text)[1]
	total := e.cabinet.Requests().Total
	gran := e.follower(2, "ru", panKid, "Внучка")
	gran.ask(word, "Внучка ·0027: поездки видны")    // it is there, and keeps its name
	gran.hear("Карта ·0017 добавлена", "1\u202f240") // nobody else's card is "I"
	mum.hear("Айша ·0027, Я ·0017", "приняли", "Подпись: Бабушка")
	mum.Quiet(t)
	gran.press(gran.ask("/trips"), "0017", "маршрут 92")
	if n := e.cabinet.Requests().Total - total; n > 2 {
		t.Errorf("%d requests for an invite", n)
	}
	e.person(3, "ru").ask(word, "уже использовали")

	// The choice is over with its question: the button asks anew.
	mum.press(draft, "Папа", "Отметьте карты")
	mum.Press(t, mum.now(draft), "Папа")
	mum.hear("один раз", "Подпись: Папа")
}

// Of an invite to several cards, those that are there already are left out.
func TestAnInviteIsGoodForWhatIsMissing(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	rodeTwiceToo(t, e, panMum)
	mum := e.prover(1, "Айша")
	mum.ask(panMum, "·0017")
	mum.ask("Мама", "Мама")
	mum.provesMore("0017")
	dad := e.person(2, "ru")
	dad.ask(mum.invite("Айша"), "Айша ·0027 добавлена")
	mum.hear("приняли")
	both := func() string {
		draft := mum.press(mum.sharing("Айша"), "Пригласить", "Отметьте карты")
		mum.Press(t, mum.press(draft, "⬜ Мама", "Айша ·0027, Мама ·0017"), "Без подписи")
		return "/start " + inviteLink.FindStringSubmatch(mum.hear("один раз").Text)[1]
	}
	dad.ask(both(), "Мама ·0017 добавлена")
	mum.hear("приняли")
	dad.Quiet(t)
	dad.ask(both(), "уже есть, и поездки видны")
}
