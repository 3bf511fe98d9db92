package bot

import (
	"testing"

	"github.com/go-telegram/bot/models"
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
	b, _ := family(t, 0)
	group := models.Chat{ID: -5, Type: models.ChatTypeGroup}
	for text, want := range map[string]bool{
		"/balance": true, "/BALANCE@onay_bot": true, "/nonsense@onay_bot": true, "/balance@other_bot": false,
		"/nonsense": false, "hello": false, "": false,
	} {
		if got := b.meantForUs(&models.Message{Text: text, Chat: group}); got != want {
			t.Errorf("%q in a group: %v", text, got)
		}
		if !b.meantForUs(&models.Message{Text: text, Chat: models.Chat{ID: 5, Type: models.ChatTypePrivate}}) {
			t.Errorf("%q in a private chat is passed over", text)
		}
	}
	if !b.meantForUs(&models.Message{Text: "hi", Chat: group, ReplyToMessage: &models.Message{From: &models.User{ID: 99}}}) {
		t.Error("a reply to the bot is passed over")
	}
}
