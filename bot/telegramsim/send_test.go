package telegramsim

import (
	"testing"
)

func TestRepliesAndTopics(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	to := func(extra params) params {
		p := params{"chat_id": c.ID(), "text": "x"}
		for name, v := range extra {
			p[name] = v
		}
		return p
	}
	b.refused("sendMessage", to(params{"reply_parameters": params{"message_id": 99}}), "message to be replied not found")
	b.refused("sendMessage", to(params{"message_thread_id": 99}), "message thread not found")
	b.must("sendMessage", to(params{"reply_parameters": params{"message_id": 99, "allow_sending_without_reply": true}}))
	if m := c.Next(t); m.ReplyTo != 0 {
		t.Errorf("reply to %d", m.ReplyTo)
	}
	topic := b.Group(-100, "Семья", User{ID: 1, FirstName: "A"}).Topic("Карты")
	b.must("sendMessage", params{"chat_id": topic.ID(), "text": "x", "message_thread_id": topic.ThreadID()})
	if m := topic.Next(t); m.ThreadID != topic.ThreadID() {
		t.Errorf("thread %d, want %d", m.ThreadID, topic.ThreadID())
	}
}

func TestReplyParametersWithoutAMessageAreRefused(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	b.refused("sendMessage", params{"chat_id": b.aida().ID(), "text": "x", "reply_parameters": params{"quote": "y"}},
		"can't find field \"message_id\"")
}

func TestChatActions(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	b.must("sendChatAction", params{"chat_id": c.ID(), "action": "typing"})
	if e := c.NextEvent(t); e.Kind != KindAction || e.Action != "typing" || e.ChatID != c.ID() {
		t.Errorf("event %+v", e)
	}
	b.refused("sendChatAction", params{"chat_id": c.ID(), "action": "dancing"}, "wrong parameter action in request")
}

func TestReactions(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	c := b.aida()
	react := func(id int, reactions ...params) params {
		return params{"chat_id": c.ID(), "message_id": id, "reaction": append([]params{}, reactions...)}
	}
	heart := params{"type": "emoji", "emoji": "❤"}
	b.must("setMessageReaction", react(1, heart))
	if e := c.NextEvent(t); e.Kind != KindReaction || e.Reaction != "❤" || e.Message.ID != 1 {
		t.Errorf("event %+v", e)
	}
	b.must("setMessageReaction", react(1))
	if e := c.NextEvent(t); e.Reaction != "" {
		t.Errorf("event %+v", e)
	}
	b.refused("setMessageReaction", react(9, heart), "message to react not found")
	b.refused("setMessageReaction", react(1, heart, heart), "REACTIONS_TOO_MANY")
	b.refused("setMessageReaction", react(1, params{"type": "paid"}), "REACTION_INVALID")
}

func TestCaptionsAreMeasured(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	long := make([]rune, maxCaption+1)
	for i := range long {
		long[i] = 'я'
	}
	send := func(caption string) answer {
		return b.multipart("sendDocument", params{"chat_id": c.ID(), "document": []byte("a,b"), "caption": caption})
	}
	wantRefusal(t, send(string(long)), 400, "Bad Request: message caption is too long")
	if a := send(string(long[1:])); !a.OK {
		t.Errorf("%d %s", a.Code, a.Description)
	}
}
