package telegramsim

import (
	"encoding/json"
	"testing"
)

func TestGetChat(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	chat := decode[map[string]any](t, b.must("getChat", params{"chat_id": c.ID()}))
	if chat["type"] != "private" || chat["first_name"] != "Аида" || chat["accepted_gift_types"] == nil || chat["max_reaction_count"] == nil {
		t.Errorf("chat %v", chat)
	}
	b.Person(User{ID: 9, FirstName: "S"})
	b.refused("getChat", params{"chat_id": 9}, "chat not found")
	c.Block()
	b.must("getChat", params{"chat_id": c.ID()})
}

func TestMembersOfAGroup(t *testing.T) {
	t.Parallel()
	b := strict(t)
	b.aida()
	c := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"}, User{ID: 2, FirstName: "B"})
	c.SetAdmin(2, true)
	status := func(id int64) any {
		return decode[map[string]any](t, b.must("getChatMember", params{"chat_id": -5, "user_id": id}))["status"]
	}
	for id, want := range map[int64]string{1: "creator", 2: "administrator", b.botID: "member", 1001: "left"} {
		if got := status(id); got != want {
			t.Errorf("%d is %v, want %s", id, got, want)
		}
	}
	admins := decode[[]map[string]any](t, b.must("getChatAdministrators", params{"chat_id": -5}))
	if len(admins) != 2 || admins[0]["status"] != "creator" || admins[1]["can_delete_messages"] != true {
		t.Errorf("administrators %v", admins)
	}
	b.refused("getChatMember", params{"chat_id": -5, "user_id": 77}, "member not found")
	b.refused("getChatMember", params{"chat_id": -5, "user_id": 0}, "invalid user_id specified")
	b.refused("getChatAdministrators", params{"chat_id": 1001}, "there are no administrators in the private chat")
	if got := decode[map[string]any](t, b.must("getChatMember", params{"chat_id": 1001, "user_id": 1001})); got["status"] != "member" {
		t.Errorf("in a private chat: %v", got)
	}
}

func TestTheBotIsToldOfItsStanding(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"})
	c.SetAdmin(b.botID, true)
	c.KickBot()
	c.Say("/balance")
	c.AddBot()
	want := [][2]string{{"left", "member"}, {"member", "administrator"}, {"administrator", "kicked"}, {"kicked", "member"}}
	var got [][2]string
	for _, u := range b.updates() {
		if u["my_chat_member"] == nil {
			continue
		}
		change := decode[map[string]json.RawMessage](t, u["my_chat_member"])
		got = append(got, [2]string{
			decode[map[string]any](t, change["old_chat_member"])["status"].(string),
			decode[map[string]any](t, change["new_chat_member"])["status"].(string),
		})
	}
	if len(got) != len(want) {
		t.Fatalf("changes %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("change %d: %v, want %v", i, got[i], want[i])
		}
	}
}
