package telegram

import (
	"onaybot/bot/internal/testkit"
	"strings"
	"testing"
)

func picture(edit int) Message {
	return Message{
		ChatID: 1, ThreadID: 4, Edit: edit, Text: "<b>540</b>", File: &File{Name: "a.png", Data: []byte("PNG"), Picture: true},
	}
}

func TestSendFile(t *testing.T) {
	t.Parallel()
	document := picture(8)
	document.File = &File{Name: "a.csv", Data: []byte("CSV")}
	for name, x := range map[string]struct {
		o      Message
		method string
		field  string // that holds the file
		id     int
	}{
		"picture":        {picture(0), "sendPhoto", "photo", 77},
		"picture anew":   {picture(8), "editMessageMedia", "a.png", 8},
		"document, anew": {document, "sendDocument", "document", 77},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, api := sending(t, nil)
			id, err := c.Send(t.Context(), x.o)
			sent := api.Called(x.method)
			if err != nil || id != x.id || len(sent) != 1 {
				t.Fatalf("id %d, %v, sent %v", id, err, sent)
			}
			p := sent[0].Params
			if p[x.field] != string(x.o.File.Data) || !strings.Contains(p["caption"]+p["media"], "540") {
				t.Errorf("sent %v", p)
			}
			if x.o.Edit == 0 && p["message_thread_id"] != "4" {
				t.Errorf("sent to topic %q", p["message_thread_id"])
			}
		})
	}
}

func TestSendFileAgain(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		method, answer string
		edit           int
		times          int // the picture is sent whole
	}{
		"the picture is gone": {"editMessageMedia", testkit.Refusal(400, "Bad Request: message to edit not found"), 8, 1},
		"the topic is gone":   {"sendPhoto", testkit.Refusal(400, "Bad Request: message thread not found"), 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, api := sending(t, testkit.Once(x.method, x.answer))
			if _, err := c.Send(t.Context(), picture(x.edit)); err != nil {
				t.Fatal(err)
			}
			sent := api.Called("sendPhoto")
			if len(sent) != x.times || sent[len(sent)-1].Params["photo"] != "PNG" {
				t.Errorf("sent %v", sent)
			}
		})
	}
}

func TestTextUnderAPictureIsSentAnew(t *testing.T) {
	t.Parallel()
	c, api := sending(t, testkit.Once("editMessageText", testkit.Refusal(400, "Bad Request: there is no text in the message to edit")))
	id, err := c.Send(t.Context(), Message{ChatID: 1, Edit: 8, Text: "540"})
	if err != nil || id != 77 || len(api.Called("sendMessage")) != 1 {
		t.Errorf("id %d, %v", id, err)
	}
}

func TestFileForABlockedChat(t *testing.T) {
	t.Parallel()
	c, _ := sending(t, testkit.Once("sendPhoto", testkit.Refusal(403, "Forbidden: bot was blocked by the user")))
	_, err := c.Send(t.Context(), picture(0))
	testkit.WantErr(t, err, ErrBlocked)
	if chat, err := c.store.Chat(t.Context(), 1); err != nil || chat.BlockedAt.IsZero() {
		t.Errorf("chat %+v, %v", chat, err)
	}
}
