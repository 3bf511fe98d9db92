package telegramsim

import (
	"encoding/json"
	"testing"
	"time"
)

func TestAMutedBotMayNotWrite(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"})
	sent := b.send(c, "до")
	b.must("getUpdates", params{"offset": 1 << 31})
	until := time.Unix(1_800_000_000, 0)
	c.MuteBot(until)
	b.refused("sendMessage", params{"chat_id": -5, "text": "x"}, NoRights)
	b.must("editMessageText", params{"chat_id": -5, "message_id": sent.ID, "text": "y"})
	c.UnmuteBot()
	b.send(c, "после")
	got := b.updates()
	if len(got) != 2 {
		t.Fatalf("updates %s", got)
	}
	change := decode[map[string]json.RawMessage](t, got[0]["my_chat_member"])
	member := decode[map[string]any](t, change["new_chat_member"])
	if member["status"] != "restricted" || member["is_member"] != true || member["can_send_messages"] != false ||
		member["until_date"] != float64(until.Unix()) || len(member) != 4+len(memberRights) {
		t.Errorf("member %v", member)
	}
}

func TestASilencedChatRefusesInItsWords(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"})
	b.must("getUpdates", params{"offset": 1 << 31})
	c.Silence("CHAT_RESTRICTED")
	b.refused("sendMessage", params{"chat_id": -5, "text": "x"}, "CHAT_RESTRICTED")
	c.Silence("")
	b.send(c, "x")
	if got := b.updates(); len(got) != 0 {
		t.Errorf("updates %s", got)
	}
}

func TestAClosedTopic(t *testing.T) {
	t.Parallel()
	b := strict(t)
	topic := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"}).Topic("Карты")
	said := topic.Say("/help")
	topic.SetOpen(false)
	topic.SetOpen(false) // which changes nothing
	closed := params{"chat_id": -5, "text": "x", "message_thread_id": topic.ThreadID()}
	reply := params{"chat_id": -5, "text": "x", "reply_parameters": map[string]any{"message_id": said}}
	b.refused("sendMessage", closed, "TOPIC_CLOSED")
	b.refused("sendMessage", reply, "TOPIC_CLOSED")
	b.must("sendMessage", params{"chat_id": -5, "text": "x"})
	topic.SetOpen(true)
	b.must("sendMessage", closed)
	b.must("sendMessage", reply)
	var events []string
	for _, u := range b.updates() {
		if u["message"] == nil {
			continue
		}
		for _, what := range []string{"forum_topic_closed", "forum_topic_reopened"} {
			if decode[map[string]any](t, u["message"])[what] != nil {
				events = append(events, what)
			}
		}
	}
	if len(events) != 2 || events[0] != "forum_topic_closed" {
		t.Errorf("told of %v", events)
	}
}

func TestEditsOfPeopleReachTheBot(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	said := c.Say("964310")
	b.must("getUpdates", params{"offset": 1 << 31})
	c.Edit(said, "/balance")
	c.Edit(said+9, "nothing")
	g := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"})
	unheard := g.Say("hello")
	b.must("getUpdates", params{"offset": 700_000_000})
	g.Edit(unheard, "/balance") // the bot does not know the message
	var edits []wireMessage
	for _, u := range b.updates() {
		if u["edited_message"] != nil {
			edits = append(edits, decode[wireMessage](t, u["edited_message"]))
		}
	}
	if len(edits) != 1 {
		t.Fatalf("edits %+v", edits)
	}
	if m := edits[0]; m.ID != said || m.Text != "/balance" || m.EditDate == 0 || len(m.Entities) != 1 {
		t.Errorf("edit %+v", m)
	}
	if m, _ := c.Message(said); m.Text != "/balance" || m.Edited.IsZero() {
		t.Errorf("message %+v", m)
	}
}
