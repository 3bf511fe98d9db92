package main

import (
	"fmt"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient/cabinetsim"
)

func TestLowBalanceIsToldOnceUntilItHasBeenAbove(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	e.tick(20 * time.Minute)
	e.settled()
	p.Quiet(t)

	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	m := p.hear("🔔 Айша ·0027: осталось 480\u202f₸ (8 поездок), порог 500\u202f₸")
	if !hasButton(m, "Изменить порог") {
		t.Error("no button to change the threshold")
	}
	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	e.restart()
	e.tick(20 * time.Minute)
	e.settled()
	p.Quiet(t)

	if _, err := e.cabinet.TopUp(panKid, 10_000); err != nil {
		t.Fatal(err)
	}
	e.tick(20 * time.Minute)
	e.settled()
	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	p.hear("осталось 460\u202f₸")
	p.Quiet(t)
}

func TestEachFollowerHasOwnThresholdAndLanguage(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	mum := e.follower(1, "ru", panKid, "Айша")
	dad := e.follower(2, "kk", panKid, "Қызым")
	gran := e.follower(3, "en", panKid, "Aisha")
	limits := gran.press(gran.press(gran.ask("/cards"), "Aisha"), "threshold")
	gran.press(limits, "200", "less than 200")
	checks := e.cabinet.ChecksOf(panKid)

	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	mum.hear("🔔 Айша ·0027: осталось 480\u202f₸ (8 поездок), порог 500\u202f₸")
	dad.hear("🔔 Қызым ·0027: 480\u202f₸ қалды (8 сапар), шек: 500\u202f₸")
	e.settled()
	gran.Quiet(t)
	if n := e.cabinet.ChecksOf(panKid) - checks; n != 1 {
		t.Errorf("%d checks for three followers, want 1", n)
	}
}

func TestWhatAPersonSawIsNotPushedToo(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	mum := e.follower(1, "ru", panKid, "Айша")
	dad := e.follower(2, "ru", panKid, "Дочь")
	ride(t, e.cabinet, panKid)
	e.clock.move(20 * time.Minute)
	mum.ask("/balance")
	mum.holds(mum.lastEdit(), "480\u202f₸ — 8 поездок\n🔔 меньше порога 500\u202f₸")
	dad.hear("🔔 Дочь ·0027: осталось 480")
	e.tick(20 * time.Minute)
	e.settled()
	mum.Quiet(t)
	dad.Quiet(t)
}

func TestPassAndFreeCardsHaveNoLowBalance(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panPass, "Я")
	if err := e.cabinet.SetBalance(panPass, 0); err != nil {
		t.Fatal(err)
	}
	e.tick(20 * time.Minute)
	e.settled()
	p.Quiet(t)
}

func TestLinkingACardThatIsLowPushesNothing(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	if err := e.cabinet.SetBalance(panMum, -8_000); err != nil {
		t.Fatal(err)
	}
	p := e.person(1, "ru")
	p.ask(panMum, "−80\u202f₸ — на поездку не хватит", "🔔 меньше порога")
	e.tick(20 * time.Minute)
	e.settled()
	p.Quiet(t)
}

func TestAFailingCabinetAlarmsNobody(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	for _, mode := range []cabinetsim.Mode{cabinetsim.ModeDown, cabinetsim.ModeRedesigned} {
		e.cabinet.SetMode(mode)
		e.tick(20 * time.Minute)
		e.settled()
	}
	p.Quiet(t)
}

func TestABlockedChatIsLeftAloneUntilItSpeaks(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	other := e.follower(2, "ru", panMum, "Мама")
	p.Block()
	e.until("chat blocked the bot")
	other.ask("/cancel") // by then the block is written down as well
	ride(t, e.cabinet, panKid)
	checks := e.cabinet.ChecksOf(panKid)
	e.tick(20 * time.Minute)
	e.settled()
	if n := e.cabinet.ChecksOf(panKid) - checks; n != 0 {
		t.Errorf("%d checks of a card that nobody can be told about", n)
	}
	other.ask("/balance", "Мама")
	p.Unblock()
	p.ask("/help", "Что я умею")
	e.tick(20 * time.Minute)
	p.hear("🔔 Айша ·0027: осталось 480")
}

func TestForbiddenStopsWriting(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	e.telegram.Fail(telegramsim.Failure{
		Method: "sendMessage", Chat: 1, Code: 403, Description: "Forbidden: user is deactivated"})
	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	e.until("chat blocked the bot")
	sent := e.telegram.Calls("sendMessage")
	for range 3 {
		e.tick(20 * time.Minute)
	}
	e.settled()
	if n := e.telegram.Calls("sendMessage") - sent; n > 0 {
		t.Errorf("%d more messages to a chat that refuses them", n)
	}
	p.ask("/help", "Что я умею")
	e.tick(20 * time.Minute)
	p.hear("осталось 480")
}

func TestRowsOfABlockedChatGoAfter90Days(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panMum, "Мама")
	stays := e.follower(2, "ru", panKid, "Айша")
	p.Block()
	e.until("chat blocked the bot")
	e.believed(91 * 24 * time.Hour)
	e.settled()
	p.Unblock()
	p.ask("/balance", "Карт пока нет")
	stays.ask("/balance", "Айша")
}

func TestPushesWaitOutTelegramsPause(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	p := e.follower(1, "ru", panKid, "Айша")
	e.telegram.Fail(telegramsim.Failure{Method: "sendMessage", Chat: 1, Code: 429, RetryAfter: 1})
	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	p.hear("осталось 480")
	e.settled()
	p.Quiet(t)
}

func TestAGroupIsFollowedToItsSupergroup(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := &talk{t, e.telegram.Group(-77, "Семья", telegramsim.User{ID: 5, FirstName: "P", Language: "ru"})}
	m := g.ask("/add@onay_test_bot "+panKid, "·0027")
	if m.ReplyTo == 0 {
		t.Error("the answer is no reply to who asked")
	}
	g.Reply(5, m.ID, "Айша")
	g.hear("Айша")
	super := &talk{t, g.MigrateTo(-1001234567890)}
	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	super.hear("🔔 Айша ·0027: осталось 480")
	super.ask("/balance@onay_test_bot", "Айша")
}

func TestPrivacyInGroups(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	g := &talk{t, e.telegram.Group(-77, "Семья", telegramsim.User{ID: 5, FirstName: "P", Language: "ru"})}
	g.Say("/balance@other_bot")
	g.Say("/nonsense")
	ask := g.ask("/add", "Пришлите номер")
	if !ask.ForceReply {
		t.Error("a question in a group opens no reply field")
	}
	g.Quiet(t)
	g.Reply(5, ask.ID, panKid)
	g.hear("·0027")
}

func TestOneRequestForManyFollowers(t *testing.T) {
	t.Parallel()
	e := newE2E(t)
	var people []*talk
	for id := range int64(20) {
		people = append(people, e.follower(id+1, "ru", panKid, fmt.Sprint("Имя", id)))
	}
	checks := e.cabinet.ChecksOf(panKid)
	ride(t, e.cabinet, panKid)
	e.tick(20 * time.Minute)
	for _, p := range people {
		p.hear("осталось 480")
	}
	if n := e.cabinet.ChecksOf(panKid) - checks; n != 1 {
		t.Errorf("%d checks, want 1", n)
	}
}

// Many pushes due at once keep to Telegram's limits, so that it refuses none.
func TestPushesKeepToTelegramsPace(t *testing.T) {
	t.Parallel()
	const people = 45
	e := newSims(t, telegramsim.WithLimits())
	e.cfg.Telegram.Rate = 30
	var chats []*talk
	for id := range int64(people) {
		p := e.person(id+1, "ru")
		p.Say("/cancel")
		chats = append(chats, p)
	}
	followAll(t, e.cfg.Database, chats, panKid)
	ride(t, e.cabinet, panKid)
	e.run()
	e.tick(0)
	for _, p := range chats {
		p.countUntil("🔔 Айша ·0027", "Отменять нечего")
	}
	for _, c := range e.telegram.CallLog() {
		if c.Code == 429 {
			t.Fatalf("telegram refused %s: %s", c.Method, c.Description)
		}
	}
}
