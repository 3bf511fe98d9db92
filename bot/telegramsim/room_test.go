package telegramsim

import "testing"

func TestChatsThatTheBotCannotReach(t *testing.T) {
	t.Parallel()
	b := strict(t)
	to := func(id any) params { return params{"chat_id": id, "text": "x"} }
	b.refused("sendMessage", to(5), "chat not found")
	b.refused("sendMessage", to("@nobody"), "chat not found")
	b.refused("sendMessage", to(""), "chat_id is empty")
	stranger := b.Person(User{ID: 6, FirstName: "S"})
	wantRefusal(t, b.call("sendMessage", to(stranger.ID())), 403, "Forbidden: bot can't initiate conversation with a user")
	stranger.Say("/start")
	b.must("sendMessage", to(stranger.ID()))
	stranger.Block()
	wantRefusal(t, b.call("sendMessage", to(stranger.ID())), 403, "Forbidden: bot was blocked by the user")
	group := b.Group(-50, "Семья", User{ID: 6, FirstName: "S"})
	group.KickBot()
	wantRefusal(t, b.call("sendMessage", to(group.ID())), 403, "Forbidden: bot was kicked from the group chat")
	group.MakeSupergroup()
	wantRefusal(t, b.call("sendMessage", to(group.ID())), 403, "Forbidden: bot was kicked from the supergroup chat")
}

func TestAChatKeepsABoundedHistory(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	first := b.send(c, "первое")
	photo := decode[wireMessage](t, b.multipart("sendPhoto", params{"chat_id": c.ID(), "photo": picture(t, 2, 2)}).Result).Photo[0]
	b.must("getFile", params{"file_id": photo.FileID})
	for range maxHistory {
		c.Say("x")
	}
	if n := len(c.Messages()); n > maxHistory {
		t.Errorf("%d messages kept", n)
	}
	if _, found := c.Message(first.ID); found {
		t.Error("the first message is still there")
	}
	b.refused("editMessageText", params{"chat_id": c.ID(), "message_id": first.ID, "text": "y"}, "message to edit not found")
	b.refused("getFile", params{"file_id": photo.FileID}, "invalid file_id")
	if last := c.Say("last"); last != maxHistory+4 {
		t.Errorf("last id %d", last)
	}
}

func TestUntakenEventsAreBounded(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	for range maxHistory + 1 {
		b.must("sendChatAction", params{"chat_id": c.ID(), "action": "typing"})
	}
	if n := len(c.room.events); n > maxHistory {
		t.Errorf("%d events kept", n)
	}
}
