package bot

import (
	"testing"

	"onaybot/bot/cards"
	"onaybot/bot/chat"
	"onaybot/bot/internal/testkit"
	"onaybot/store"
)

// Whatever is not known to be reading is a change.
func TestWhatMembersMayDo(t *testing.T) {
	t.Parallel()
	b := newBot(t, &testkit.API{Answer: func(c testkit.Call) string {
		if c.Params["user_id"] != "1" {
			return `{"ok":true,"result":{"status":"member","user":{"id":2}}}`
		}
		return `{"ok":true,"result":{"status":"administrator","user":{"id":1}}}`
	}}, testkit.Quiet)
	testkit.AddChats(t, b.Store, -7)
	in := func(kind string, person int64) *chat.Request {
		r := request(t, b, store.Chat{ID: -7, Kind: kind})
		r.Person.ID = person
		return r
	}
	member, admin, private := in(store.Group, 2), in(store.Group, 1), in(store.Private, 2)
	for _, forAll := range []bool{false, true} {
		for r, want := range map[*chat.Request]bool{admin: true, private: true, member: forAll} {
			if may, err := b.may(r, forAll); may != want || err != nil {
				t.Errorf("for all %v: %v, %v", forAll, may, err)
			}
		}
	}
	for name, want := range map[string]audience{
		"balance": anything, "trips": anything, "help": anything, "add": nothing, "lang": nothing, "alerts": nothing, "new": nothing,
	} {
		if got := b.commands[name].forAll; got != want {
			t.Errorf("/%s: %v", name, got)
		}
	}
	for verb, want := range map[string]audience{
		"bal": anything, "trips": anything, "card": theMenu, "share": theMenu, "alerts": theMenu, "threshold": theMenu,
		"approval": nothing, "proof": nothing, "new": nothing,
	} {
		if got := b.buttons[verb].forAll; got != want {
			t.Errorf("%s: %v", verb, got)
		}
	}
	if b.questions[cards.AskNumber].forAll != nothing {
		t.Error("a member may type a number")
	}
}
