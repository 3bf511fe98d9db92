package telegramsim

import (
	"strings"
	"testing"
)

func TestTheViewOfAChat(t *testing.T) {
	t.Parallel()
	b := strict(t)
	aida := b.aida()
	team := b.Group(-7, "Team", User{ID: 1002, FirstName: "Асхат", LastName: "К.", Language: "kk"})
	asked := b.send(team, "<b>Who?</b> 🚌", params{"reply_markup": params{"force_reply": true}})
	team.Reply(1002, asked.ID, strings.Repeat("long ", 40))
	last := len(team.Messages())
	team.Reply(1002, last, "yes")
	gone := b.send(team, "gone")
	b.must("deleteMessage", params{"chat_id": -7, "message_id": gone.ID})
	b.send(team, "keys", params{"reply_markup": params{"keyboard": [][]params{{{"text": "k"}}}}})
	b.send(team, "none", params{"reply_markup": params{"remove_keyboard": true}})

	view := (&web{s: b.Server, chats: []*Chat{aida, team}}).phone()
	private, group := view.Chats[0], view.Chats[1]
	if private.Group || private.Title != "Аида" || private.People[0].Language != "kk" {
		t.Errorf("private chat %+v", private)
	}
	if !group.Group || !group.Private || group.Title != "Team" || len(group.People) != 1 || group.People[0].Name != "Асхат К." {
		t.Errorf("group %q of %+v", group.Title, group.People)
	}
	m := group.Messages
	if m[0].Service != b.username+" joined the group" {
		t.Errorf("service message %+v", m[0])
	}
	if m[1].Text != "Who? 🚌" || m[1].Entities[0].Type != "bold" || !m[1].ByBot || !m[1].ForceReply || m[1].RemoveKeyboard {
		t.Errorf("question %+v", m[1])
	}
	if q := m[3].ReplyTo; q == nil || q.From != "Асхат" || len([]rune(q.Text)) != 80 || !strings.HasSuffix(q.Text, "…") {
		t.Errorf("quote %+v", m[3].ReplyTo)
	}
	if len(m) != 6 || m[4].Keyboard[0][0] != "k" || m[4].RemoveKeyboard || !m[5].RemoveKeyboard {
		t.Errorf("keyboards %+v", m[4:])
	}
}

func TestTheViewOfFilesAndEdits(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	b.multipart("sendPhoto", params{"chat_id": c.ID(), "photo": picture(t, 4, 3), "caption": "c"})
	photo := c.Next(t)
	b.must("editMessageCaption", params{"chat_id": c.ID(), "message_id": photo.ID, "caption": "d",
		"reply_markup": inline(params{"text": "site", "url": "https://onay.kz/"}, params{"text": "a", "callback_data": "x"})})
	v, found := c.webMessage(photo.ID)
	if !found || v.Photo == nil || v.Document != nil || v.Photo.Width != 4 || v.Text != "d" || v.Edited == nil {
		t.Errorf("view %+v", v)
	}
	if v.Buttons[0][0].URL != "https://onay.kz/" || v.Buttons[0][1].Data != "x" {
		t.Errorf("buttons %+v", v.Buttons)
	}
	if _, found := c.webMessage(99); found {
		t.Error("a message that is not there was found")
	}
}
