package bot

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	"onaybot/store"
)

func TestAdminsAreAskedForAgainAfterAWhile(t *testing.T) {
	t.Parallel()
	at, asked, answer := start, 0, true
	var fail error
	g := newGroupAdmins(func(context.Context, int64, int64) (bool, error) {
		asked++
		return answer, fail
	}, func() time.Time { return at })
	is := func(want bool, wantAsked int) {
		t.Helper()
		got, err := g.is(t.Context(), -7, 1)
		if got != want || !errors.Is(err, fail) || asked != wantAsked {
			t.Errorf("%v, %v, asked %d times", got, err, asked)
		}
	}
	is(true, 1)
	answer = false
	at = at.Add(adminsFor - 1)
	is(true, 1)
	at = at.Add(1)
	is(false, 2)
	answer = true
	at = at.Add(-time.Hour) // the clock is set back
	is(true, 3)
	at = at.Add(adminsFor)
	fail = errors.New("telegram is away")
	is(false, 4)
	fail = nil
	is(true, 5)
}

// Whatever is not known to be reading is a change.
func TestWhatMembersMayDo(t *testing.T) {
	t.Parallel()
	b, _ := family(t, 0)
	b.admins = newGroupAdmins(func(_ context.Context, _, user int64) (bool, error) { return user == 1, nil }, now)
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
	c.callback, c.user = &models.CallbackQuery{}, models.User{ID: 3, FirstName: "<b>\u202eАйша\n"}
	if got := c.calling("text"); got != `<a href="tg://user?id=3">&lt;b&gt;Айша</a>`+"\ntext" {
		t.Errorf("%q", got)
	}
}
