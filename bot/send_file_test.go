package bot

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/texts"
	"onaybot/store"
)

func picture(edit int) outgoing {
	return outgoing{
		ChatID: 1, ThreadID: 4, Edit: edit, Text: "<b>540</b>", File: &file{Name: "a.png", Data: []byte("PNG"), Picture: true},
	}
}

func TestSendFile(t *testing.T) {
	t.Parallel()
	document := picture(8)
	document.File = &file{Name: "a.csv", Data: []byte("CSV")}
	for name, x := range map[string]struct {
		o      outgoing
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
			b, tgm := sending(t, nil)
			id, err := b.sender.send(t.Context(), x.o)
			sent := tgm.called(x.method)
			if err != nil || id != x.id || len(sent) != 1 {
				t.Fatalf("id %d, %v, sent %v", id, err, sent)
			}
			p := sent[0].params
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
		"the picture is gone": {"editMessageMedia", refusal(400, "Bad Request: message to edit not found"), 8, 1},
		"the topic is gone":   {"sendPhoto", refusal(400, "Bad Request: message thread not found"), 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, tgm := sending(t, once(x.method, x.answer))
			if _, err := b.sender.send(t.Context(), picture(x.edit)); err != nil {
				t.Fatal(err)
			}
			sent := tgm.called("sendPhoto")
			if len(sent) != x.times || sent[len(sent)-1].params["photo"] != "PNG" {
				t.Errorf("sent %v", sent)
			}
		})
	}
}

func TestTextUnderAPictureIsSentAnew(t *testing.T) {
	t.Parallel()
	b, tgm := sending(t, once("editMessageText", refusal(400, "Bad Request: there is no text in the message to edit")))
	id, err := b.sender.send(t.Context(), outgoing{ChatID: 1, Edit: 8, Text: "540"})
	if err != nil || id != 77 || len(tgm.called("sendMessage")) != 1 {
		t.Errorf("id %d, %v", id, err)
	}
}

func TestFileForABlockedChat(t *testing.T) {
	t.Parallel()
	b, _ := sending(t, once("sendPhoto", refusal(403, "Forbidden: bot was blocked by the user")))
	_, err := b.sender.send(t.Context(), picture(0))
	wantErr(t, err, errBlocked)
	if c, err := b.Store.Chat(t.Context(), 1); err != nil || c.BlockedAt.IsZero() {
		t.Errorf("chat %+v, %v", c, err)
	}
}

// The outbox takes no files: words go there instead.
func TestWordsWaitForAFileThatCannotBeSent(t *testing.T) {
	t.Parallel()
	b, _ := sending(t, func(c call) string {
		if c.method == "editMessageMedia" {
			return refusal(500, "Internal Server Error")
		}
		return ""
	})
	if _, err := b.Store.SaveUpdates(t.Context(), []store.Update{{ID: 9, ChatID: 1, Body: []byte("{}")}}, start); err != nil {
		t.Fatal(err)
	}
	c := turnIn(t, b, texts.RU)
	c.updateID = 9
	if err := c.sayFile(picture(8), "the words"); err != nil || !c.done {
		t.Fatalf("done %v, %v", c.done, err)
	}
	events, err := b.Store.NextEvents(t.Context(), 1, start.Add(time.Hour), 1)
	if err != nil {
		t.Fatal(err)
	}
	if data := string(events[0].Data); !strings.Contains(data, "the words") || strings.Contains(data, `"edit"`) {
		t.Errorf("event %s", data)
	}
}
