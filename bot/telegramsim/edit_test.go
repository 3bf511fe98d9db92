package telegramsim

import (
	"strings"
	"testing"
	"time"
)

const notModified = "message is not modified: specified new message content and reply markup " +
	"are exactly the same as a current content and reply markup of the message"

func TestEditsInPlace(t *testing.T) {
	t.Parallel()
	now := newClock()
	b := strict(t, WithNow(now.now))
	c := b.aida()
	keyboard := params{"reply_markup": inline(params{"text": "a", "callback_data": "x"})}
	m := b.send(c, "<b>540</b>", keyboard)
	edit := func(text string, more params) params {
		p := params{"chat_id": c.ID(), "message_id": m.ID, "text": text, "parse_mode": "HTML"}
		for name, v := range more {
			p[name] = v
		}
		return p
	}
	b.refused("editMessageText", edit("<b>540</b>", keyboard), notModified)
	now.add(time.Minute)
	b.must("editMessageText", edit("540", keyboard))
	if e := c.NextEdit(t); e.ID != m.ID || e.Text != "540" || len(e.Entities) != 0 || !e.Edited.Equal(now.now()) || len(e.Buttons) != 1 {
		t.Errorf("edit %+v", e)
	}
	b.must("editMessageText", edit("540", nil))
	if e := c.NextEdit(t); e.Buttons != nil {
		t.Errorf("a keyboard that was not sent again stays: %+v", e.Buttons)
	}
	b.must("editMessageReplyMarkup", params{"chat_id": c.ID(), "message_id": m.ID, "reply_markup": keyboard["reply_markup"]})
	if e := c.NextEdit(t); e.Text != "540" || len(e.Buttons) != 1 {
		t.Errorf("edit %+v", e)
	}
	b.refused("editMessageReplyMarkup", params{"chat_id": c.ID(), "message_id": m.ID, "reply_markup": keyboard["reply_markup"]}, notModified)
	if now, _ := c.Message(m.ID); now.Text != "540" {
		t.Errorf("message %+v", now)
	}
}

func TestEditsAreRefused(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	edit := func(id any) params { return params{"chat_id": c.ID(), "message_id": id, "text": "y"} }
	b.refused("editMessageText", edit(99), "message to edit not found")
	b.refused("editMessageText", params{"chat_id": c.ID(), "text": "y"}, "message identifier is not specified")
	b.refused("editMessageText", edit(1), "message can't be edited")
	fixed := b.send(c, "x", params{"reply_markup": params{"force_reply": true}})
	b.refused("editMessageText", edit(fixed.ID), "message can't be edited")
	plain := b.send(c, "x")
	b.refused("editMessageText", params{"chat_id": c.ID(), "message_id": plain.ID}, "message text is empty")
	b.refused("editMessageText", params{"chat_id": c.ID(), "message_id": plain.ID, "text": strings.Repeat("x", 4097)}, "message is too long")
	b.refused("editMessageCaption", params{"chat_id": c.ID(), "message_id": plain.ID, "caption": "y"}, "there is no caption in the message to edit")
	b.must("deleteMessage", params{"chat_id": c.ID(), "message_id": plain.ID})
	b.refused("editMessageText", edit(plain.ID), "message to edit not found")
}

func TestEditWithAReplyKeyboardIsRefused(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	c := b.aida()
	m := b.send(c, "x")
	b.refused("editMessageText", params{"chat_id": c.ID(), "message_id": m.ID, "text": "y", "reply_markup": params{"force_reply": true}}, "inline keyboard expected")
}

func TestEditsOfFiles(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	b.multipart("sendPhoto", params{"chat_id": c.ID(), "photo": picture(t, 3, 2), "caption": "a"})
	m := c.Next(t)
	b.refused("editMessageText", params{"chat_id": c.ID(), "message_id": m.ID, "text": "y"}, "there is no text in the message to edit")
	b.must("editMessageCaption", params{"chat_id": c.ID(), "message_id": m.ID, "caption": "<i>b</i>", "parse_mode": "HTML"})
	if e := c.NextEdit(t); e.Caption != "b" || e.Photo == nil || len(e.Entities) != 1 {
		t.Errorf("edit %+v", e)
	}
	a := b.multipart("editMessageMedia", params{
		"chat_id": c.ID(), "message_id": m.ID, "report": []byte("a;b"),
		"media": params{"type": "document", "media": "attach://report", "caption": "<b>c</b>", "parse_mode": "HTML"},
	})
	if e := c.NextEdit(t); !a.OK || e.Photo != nil || e.Document == nil || string(e.Document.Data) != "a;b" || e.Caption != "c" {
		t.Errorf("edit %+v after %+v", e, a)
	}
	if n := len(b.files); n != 1 {
		t.Errorf("%d files kept, want the new one only", n)
	}
}

func TestMediaThatIsNotSimulated(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	c := b.aida()
	m := b.send(c, "x")
	a := b.call("editMessageMedia", params{"chat_id": c.ID(), "message_id": m.ID, "media": params{"type": "video", "media": "x"}})
	if a.OK || len(b.Problems()) != 1 {
		t.Errorf("answer %+v, problems %q", a, b.Problems())
	}
	wantRefusal(t, b.call("editMessageMedia", params{"chat_id": c.ID(), "message_id": m.ID, "media": "{"}), 400, "Bad Request: can't parse input media JSON object")
}
