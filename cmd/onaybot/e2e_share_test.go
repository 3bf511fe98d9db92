package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

var inviteLink = regexp.MustCompile(`https://t\.me/onay_test_bot\?start=([A-Za-z0-9_-]{22})`)

// sharing opens the sharing page of the card that a chat calls by a name.
func (k *talk) sharing(name string) telegramsim.Message {
	k.t.Helper()
	return k.press(k.press(k.ask("/cards"), name), "Кто следит", "кто следит")
}

// invite makes an invite without a label and returns what opens it.
func (k *talk) invite(name string) string {
	k.t.Helper()
	return k.inviteAs(name, "Без подписи")
}

// inviteAs makes an invite with a label and returns what opens it.
func (k *talk) inviteAs(name, label string) string {
	k.t.Helper()
	k.Press(k.t, k.press(k.sharing(name), "Пригласить", "Приглашение", "Кого зовёте"), label)
	m := k.hear(name, "один раз, в течение 24 часов")
	word := inviteLink.FindStringSubmatch(m.Text)
	if word == nil {
		k.t.Fatalf("no link in:\n%s", m.Text)
	}
	return "/start " + word[1]
}

// renames calls the card of a message otherwise.
func (k *talk) renames(m telegramsim.Message, name string) {
	k.t.Helper()
	k.Press(k.t, m, "Имя")
	k.hear("Новое имя")
	k.ask(name, "✅ "+name)
}

func TestAnInviteOpensBalanceAndRides(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	link := mum.invite("Айша")
	total := e.cabinet.Requests().Total
	dad := e.person(2, "ru")
	added := dad.ask(link, "Айша ·0027 добавлена", "540\u202f₸", "Айша ·0027: поездки видны")
	mum.hear("Айша ·0027", "приглашение приняли")
	if n := e.cabinet.Requests().Total; n != total {
		t.Errorf("%d requests for an invite", n-total)
	}
	dad.renames(added, "Дочь")
	dad.press(added, "Поездки", "Дочь ·0027", "маршрут 92")

	dad.ask(link, "уже есть, и поездки видны")
	mum.ask(link, "собственное приглашение")
	e.person(3, "ru").ask(link, "уже использовали")
	mum.Quiet(t)
}

func TestInvitesThatCannotBeTaken(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	p := e.person(2, "ru")
	p.ask("/start "+strings.Repeat("A", 22), "Такого приглашения нет")
	p.ask("/start short", "Здравствуйте")

	old := mum.invite("Айша")
	e.clock.move(24 * time.Hour)
	p.ask(old, "устарело")
	p.ask(old, "устарело")
	closed := mum.invite("Айша")
	mum.press(mum.press(mum.sharing("Айша"), "Закрыть поездки"), "Да, закрыть")
	p.ask(closed, "больше не действует")
	p.ask("/balance", "Карт пока нет")
}

// An invite gives proof to somebody who has linked the card already, and is
// not stored as it stands in its link.
func TestAnInviteForALinkedCard(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	dad := e.follower(2, "ru", panKid, "Дочь")
	link := mum.invite("Айша")
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{e.cfg.Database, e.cfg.Database + "-wal"} {
		data, err := os.ReadFile(name)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(strings.TrimPrefix(link, "/start "))) {
			t.Errorf("%s holds the invite", name)
		}
	}
	e.start()
	dad.ask(link, "Дочь ·0027: поездки видны")
	mum.hear("приглашение приняли")
	dad.ask("/trips", "маршрут 92")
}

func TestFollowersSeeWhoFollows(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	e.clock.move(24 * time.Hour)
	child := e.follower(2, "ru", panKid, "Я")
	page := child.sharing("Я")
	child.holds(page, "личный чат, с 23 ноября: баланс и поездки", "этот чат, с 24 ноября: только баланс")
	for _, label := range []string{"Пригласить", "Закрыть", "✖️"} {
		if hasButton(page, label) {
			t.Errorf("without proof there is a button %q", label)
		}
	}
	child.Press(t, page, "Показать поездки")
	child.hear("маршрут и время")
	mum.holds(mum.sharing("Айша"), "этот чат, с 23 ноября: баланс и поездки", "«P», с 24 ноября: только баланс")
}

// Only who let somebody in may drop him; whom he has let in go with him.
func TestDroppingWhomOneLetIn(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	dad, gran := e.person(2, "ru"), e.person(3, "ru")
	dad.renames(dad.ask(mum.invite("Айша"), "добавлена"), "Дочь")
	mum.hear("приняли")
	added := gran.ask(dad.invite("Дочь"), "добавлена")
	dad.hear("приняли")
	mum.hear("Айша ·0027: поездки теперь видны и в другом чате", "В Telegram назвался «P»")
	gran.renames(added, "Внучка")
	if hasButton(gran.sharing("Внучка"), "✖️") {
		t.Error("who let nobody in may drop somebody")
	}
	page := mum.sharing("Айша")
	mum.holds(page, "доступ дан отсюда")
	sure := mum.press(page, "✖️", "закрыть этому чату поездки")
	mum.press(sure, "Оставить", "кто следит")
	sure = mum.press(mum.now(page), "✖️")
	mum.press(sure, "Да, закрыть", "тот чат больше не видит")
	dad.hear("Дочь ·0027", "больше не показываются")
	gran.hear("Внучка ·0027", "больше не показываются")
	dad.ask("/trips", "маршрут и время")
	dad.ask("/balance", "Дочь ·0027", "540")
	mum.ask("/trips", "маршрут 92")
	mum.PressData(1, sure, page.Buttons[0][0].Data).Answer(t) // a stale page does no harm
}

func TestClosingRidesUntilTheOperatorDecides(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t, func(c *config.Config) { c.Admins = []int64{50, 51} })
	admin := e.person(50, "en")
	admin.ask("/start", "Hello")
	mum := e.prover(1, "Айша")
	dad := e.person(2, "ru")
	dad.renames(dad.ask(mum.invite("Айша"), "добавлена"), "Дочь")
	mum.hear("приняли")
	sure := dad.press(dad.sharing("Дочь"), "Закрыть поездки", "Открыть их снова сможет только оператор")
	dad.press(sure, "Да, закрыть", "закрыты для всех")
	mum.hear("Айша ·0027", "закрыл их для всех")
	notice := admin.hear("·0027", "closed for everybody")
	for _, p := range []*talk{mum, dad} {
		p.ask("/trips", "закрыты для всех")
	}
	e.restart()
	e.follower(3, "ru", panKid, "К").ask("/trips", "закрыты для всех")
	admin.press(notice, "Open again", "shown again")
	mum.hear("снова открыл поездки")
	dad.hear("снова открыл поездки")
	mum.ask("/trips", "маршрут 92")
	admin.PressData(50, notice, notice.Buttons[0][0].Data).Answer(t)
	mum.ask("/help", "Что я умею")
}
