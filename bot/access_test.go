package bot

import (
	"testing"

	"onaybot/bot/telegram"
	"onaybot/store"
)

func TestWhoIsServed(t *testing.T) {
	t.Parallel()
	private := &Bot{Config: Config{Allow: []int64{1, -7}, Admins: []int64{2}}}
	for _, c := range []struct {
		chat, user int64
		want       bool
	}{{1, 1, true}, {2, 2, true}, {3, 3, false}, {-7, 3, true}, {-8, 3, false}, {-8, 1, true}} {
		if got := private.admits(c.chat, c.user); got != c.want {
			t.Errorf("chat %d, user %d: %v", c.chat, c.user, got)
		}
		if !(&Bot{}).admits(c.chat, c.user) {
			t.Errorf("an open bot turns away chat %d, user %d", c.chat, c.user)
		}
	}
}

func TestWhatIsMeantForTheBot(t *testing.T) {
	t.Parallel()
	b, _ := proofBot(t, 0)
	group := func(m telegram.Said) telegram.Update {
		return telegram.Update{ChatID: -5, ChatKind: store.Group, From: &telegram.Person{ID: 5}, Message: &m}
	}
	for text, want := range map[string]bool{
		"/balance": true, "/BALANCE@onay_bot": true, "/nonsense@onay_bot": true, "/balance@other_bot": false,
		"/nonsense": false, "hello": false, "": false,
	} {
		if got := b.meantForUs(group(telegram.Said{Text: text})); got != want {
			t.Errorf("%q in a group: %v", text, got)
		}
		if !b.meantForUs(telegram.Update{ChatID: 5, ChatKind: store.Private, Message: &telegram.Said{Text: text}}) {
			t.Errorf("%q in a private chat is passed over", text)
		}
	}
	if !b.meantForUs(group(telegram.Said{Text: "hi", ReplyTo: telegram.Reply{MessageID: 8, From: 99}})) {
		t.Error("a reply to the bot is passed over")
	}
}
