package bot

import (
	"testing"

	"onaybot/bot/telegram"
	"onaybot/store"
)

// Whatever is not known to be reading is a change.
func TestWhatMembersMayDo(t *testing.T) {
	t.Parallel()
	b := newBot(t, &fakeAPI{answer: func(c call) string {
		if c.params["user_id"] != "1" {
			return `{"ok":true,"result":{"status":"member","user":{"id":2}}}`
		}
		return `{"ok":true,"result":{"status":"administrator","user":{"id":1}}}`
	}}, quiet)
	member, admin, private := turnOf(t, b, -7), turnOf(t, b, -7), turnOf(t, b, 2)
	member.chat.Kind, member.user.ID, admin.chat.Kind, admin.user.ID = store.Group, 2, store.Group, 1
	for name := range commands {
		for _, c := range []*turn{admin, private} {
			if may, err := c.mayCommand(name); !may || err != nil {
				t.Errorf("/%s: %v, %v", name, may, err)
			}
		}
	}
	for name, want := range map[string]bool{"balance": true, "trips": true, "help": true, "add": false, "lang": false, "alerts": false, "new": false} {
		if may, err := member.mayCommand(name); may != want || err != nil {
			t.Errorf("/%s: %v, %v", name, may, err)
		}
	}
	for _, p := range []struct {
		verb string
		args []string
		want bool
	}{
		{"bal", nil, true}, {"trips", []string{"1", "7", "0"}, true}, {"card", []string{"1"}, true}, {"card", []string{"1", "remove", "yes"}, false},
		{"share", []string{"1"}, true}, {"share", []string{"1", "invite"}, false}, {"alerts", []string{"1", "wish", "rides"}, false},
		{"limit", []string{"1", "500"}, false}, {"leave", []string{"1", "2", "yes"}, false}, {"proof", []string{"1"}, false}, {"new", nil, false},
	} {
		if may, err := member.mayPress(p.verb, p.args); may != p.want || err != nil {
			t.Errorf("%s %v: %v, %v", p.verb, p.args, may, err)
		}
	}
	if may, err := member.mayStep(stepNumber); may || err != nil {
		t.Errorf("a member may type a number: %v", err)
	}
}

func TestCallingNamesThePersonSafely(t *testing.T) {
	t.Parallel()
	b, _ := family(t, 0)
	c := turnOf(t, b, -7)
	c.chat.Kind = store.Group
	if got := c.calling("text"); got != "text" {
		t.Errorf("without a press: %q", got)
	}
	c.press, c.user = &telegram.Press{}, telegram.Person{ID: 3, FirstName: "<b>\u202eАйша\n"}
	if got := c.calling("text"); got != `<a href="tg://user?id=3">&lt;b&gt;Айша</a>`+"\ntext" {
		t.Errorf("%q", got)
	}
}
