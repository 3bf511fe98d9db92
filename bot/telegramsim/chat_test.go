package telegramsim

import (
	"slices"
	"testing"
)

func TestPrivacyMode(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"})
	question := b.send(c, "Номер карты?", params{"reply_markup": params{"force_reply": true}})
	b.must("getUpdates", params{"offset": 1 << 31})
	heard := func(do func() int) bool {
		before := b.Pending()
		do()
		return b.Pending() > before
	}
	for text, want := range map[string]bool{
		"привет": false, "/balance": true, "/balance@onay_test_bot": true, "/balance@Onay_Test_Bot": true,
		"/balance@other_bot": false, "смотри /balance": false, "9643000000000000003": false,
	} {
		if got := heard(func() int { return c.Say(text) }); got != want {
			t.Errorf("%q heard: %v", text, got)
		}
	}
	if !heard(func() int { return c.Reply(1, question.ID, "9643000000000000003") }) {
		t.Error("a reply to the bot is not heard")
	}
	other := c.Say("x")
	if heard(func() int { return c.Reply(1, other, "y") }) {
		t.Error("a reply to another person is heard")
	}
	c.SetAdmin(b.botID, true)
	if !heard(func() int { return c.Say("привет") }) {
		t.Error("an administrator does not hear")
	}
	open := strict(t, WithoutPrivacy())
	group := open.Group(-5, "Семья", User{ID: 1, FirstName: "A"})
	before := open.Pending()
	if group.Say("привет"); open.Pending() != before+1 {
		t.Error("without privacy mode the bot does not hear")
	}
}

func TestPersonsAreMadeOnce(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	if again := b.Person(User{ID: c.ID(), FirstName: "Айша", Language: "ru"}); again != c {
		t.Error("a second chat for one person")
	}
	found, ok := b.Chat(c.ID())
	if !ok || found != c {
		t.Error("Chat does not find it")
	}
	if _, ok := b.Chat(404); ok {
		t.Error("Chat finds what is not there")
	}
	if id := c.Say("/lang"); id != 2 {
		t.Errorf("message id %d", id)
	}
	if m, _ := c.Message(2); m.From.FirstName != "Айша" || m.From.Language != "ru" {
		t.Errorf("from %+v", m.From)
	}
}

func TestBlockingIsToldOnceAndEndsWithSpeaking(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	c.Block()
	c.Block()
	if b.Pending() != 1 {
		t.Errorf("%d updates after blocking", b.Pending())
	}
	c.Say("/start")
	var kinds []string
	for _, u := range b.updates() {
		for _, kind := range []string{"my_chat_member", "message"} {
			if u[kind] != nil {
				kinds = append(kinds, kind)
			}
		}
	}
	if want := []string{"my_chat_member", "my_chat_member", "message"}; !slices.Equal(kinds, want) {
		t.Errorf("updates %v, want %v", kinds, want)
	}
	b.send(c, "x")
	c.Unblock()
	if b.Pending() != 3 {
		t.Error("unblocking what is not blocked is told")
	}
}

func TestMessagesShowBothSides(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	b.send(c, "540")
	got := c.Messages()
	if len(got) != 2 || got[0].Text != "/start" || got[0].FromBot || got[1].Text != "540" || !got[1].FromBot {
		t.Errorf("messages %+v", got)
	}
	if _, found := c.Message(99); found {
		t.Error("a message that is not there is found")
	}
}
