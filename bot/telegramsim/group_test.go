package telegramsim

import (
	"testing"
	"time"
)

func TestTheBotIsToldOfAGroupItJoins(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(5, "Семья", User{ID: 1, FirstName: "A"})
	if c.ID() != -5 || b.Group(-5, "Again") != c {
		t.Errorf("id %d", c.ID())
	}
	got := b.updates()
	if len(got) != 2 || got[0]["my_chat_member"] == nil {
		t.Fatalf("updates %s", got)
	}
	m := decode[wireMessage](t, got[1]["message"])
	if len(m.NewMembers) != 1 || m.NewMembers[0].ID != b.botID || m.Chat.Title != "Семья" || m.From.ID != 1 {
		t.Errorf("message %+v", m)
	}
}

func TestMigration(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"})
	untaken := b.must("sendMessage", params{"chat_id": -5, "text": "before"})
	b.must("getUpdates", params{"offset": 1 << 31})
	super := c.MigrateTo(-1005)
	got := b.updates()
	to, from := decode[wireMessage](t, got[0]["message"]), decode[wireMessage](t, got[1]["message"])
	if to.Chat.ID != -5 || to.MigrateTo != -1005 || from.Chat.ID != -1005 || from.MigrateFrom != -5 || from.Chat.Type != "supergroup" {
		t.Errorf("to %+v, from %+v", to, from)
	}
	a := b.call("sendMessage", params{"chat_id": -5, "text": "x"})
	wantRefusal(t, a, 400, "Bad Request: group chat was upgraded to a supergroup chat")
	if a.Parameters.MigrateTo != -1005 {
		t.Errorf("parameters %+v", a.Parameters)
	}
	if m := c.Next(t); m.Text != "before" || untaken == nil {
		t.Errorf("message %+v", m)
	}
	if m := b.send(super, "after"); m.ChatID != -1005 || c.ID() != -1005 {
		t.Errorf("message %+v", m)
	}
	c.Say("/balance")
	if m := decode[wireMessage](t, b.updates()[2]["message"]); m.Chat.ID != -1005 {
		t.Errorf("the old handle speaks in %d", m.Chat.ID)
	}
}

func TestWhoeverWaitsInAGroupFollowsItsMigration(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"})
	got := make(chan Message)
	go func() { got <- c.Next(t) }()
	super := c.MigrateTo(-1005)
	b.must("sendMessage", params{"chat_id": super.ID(), "text": "x"})
	select {
	case m := <-got:
		if m.ChatID != -1005 {
			t.Errorf("message %+v", m)
		}
	case <-time.After(5 * time.Second):
		t.Error("the waiter was left behind")
	}
}

func TestTopicsOnTheWire(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"})
	topic := c.Topic("Карты")
	b.must("getUpdates", params{"offset": 1 << 31})
	id := topic.Say("/balance")
	m := decode[wireMessage](t, b.updates()[0]["message"])
	if m.ThreadID != topic.ThreadID() || !m.InTopic || !m.Chat.IsForum || m.Chat.Type != "supergroup" {
		t.Errorf("message %+v", m)
	}
	if m.ReplyTo == nil || m.ReplyTo.TopicCreated == nil || m.ReplyTo.TopicCreated.Name != "Карты" {
		t.Errorf("reply to %+v", m.ReplyTo)
	}
	b.must("sendMessage", params{"chat_id": -5, "text": "outside"})
	b.must("sendMessage", params{"chat_id": -5, "text": "inside", "message_thread_id": topic.ThreadID(), "reply_parameters": params{"message_id": id}})
	if m := topic.Next(t); m.Text != "inside" || m.ReplyTo != id {
		t.Errorf("the topic heard %+v", m)
	}
	topic.Quiet(t)
	if n := len(topic.Messages()); n != 3 {
		t.Errorf("%d messages in the topic", n)
	}
	if m := c.Next(t); m.Text != "outside" {
		t.Errorf("the chat heard %+v", m)
	}
}

func TestJoiningAndLeavingAreTold(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"})
	b.must("getUpdates", params{"offset": 1 << 31})
	c.Join(User{ID: 2, FirstName: "B"})
	c.Leave(2)
	got := b.updates()
	in, out := decode[wireMessage](t, got[0]["message"]), decode[wireMessage](t, got[1]["message"])
	if len(in.NewMembers) != 1 || in.NewMembers[0].ID != 2 || out.LeftMember == nil || out.LeftMember.ID != 2 {
		t.Errorf("in %+v, out %+v", in, out)
	}
	if status := b.rooms[-5].status[2]; status != statusLeft {
		t.Errorf("status %q", status)
	}
	if b.Group(-6, "Никого").Say("/x") != 2 {
		t.Error("nobody can speak in a group of nobody")
	}
}

func TestKnownMembersKeepTheirLanguage(t *testing.T) {
	t.Parallel()
	b := strict(t)
	b.aida()
	c := b.Group(-5, "Семья", User{ID: 1001, FirstName: "Another"})
	c.Join(User{ID: 1001, FirstName: "Another"})
	if m, _ := c.Message(c.Say("/balance")); m.From.Language != "kk" || m.From.FirstName != "Аида" {
		t.Errorf("from %+v", m.From)
	}
}

func TestWhatIsSaidInTheNameOfAChat(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"})
	b.must("getUpdates", params{"offset": 1 << 31})
	c.SayInNameOf(-5, "/help")
	c.SayInNameOf(-1009, "/help")
	for i, want := range []struct {
		from, sender int64
	}{{1087968824, -5}, {136817688, -1009}} {
		m := decode[wireMessage](t, b.updates()[i]["message"])
		if m.From.ID != want.from || !m.From.IsBot || m.SenderChat.ID != want.sender || m.Chat.ID != -5 {
			t.Errorf("from %+v, sender %+v", m.From, m.SenderChat)
		}
	}
}

func TestHiddenMembersAreToldToAdministratorsAlone(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(-5, "Семья", User{ID: 1, FirstName: "A"})
	c.HideMembers()
	b.refused("getChatMember", params{"chat_id": -5, "user_id": 1}, "CHAT_ADMIN_REQUIRED")
	b.must("getChatMember", params{"chat_id": -5, "user_id": b.botID})
	c.SetAdmin(b.botID, true)
	b.must("getChatMember", params{"chat_id": -5, "user_id": 1})
}
