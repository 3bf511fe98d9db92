package telegramsim

import (
	"testing"
	"time"
)

func TestDeletionInAPrivateChat(t *testing.T) {
	t.Parallel()
	now := newClock()
	b := lenient(t, WithNow(now.now))
	c := b.aida()
	card := c.Say("9643000000000000003")
	b.must("deleteMessage", params{"chat_id": c.ID(), "message_id": card})
	if e := c.NextEvent(t); e.Kind != KindDelete || e.Message.ID != card || !e.Message.Deleted {
		t.Errorf("event %+v", e)
	}
	if m, _ := c.Message(card); !m.Deleted {
		t.Error("the message is not marked deleted")
	}
	if n := len(c.Messages()); n != 1 {
		t.Errorf("%d messages are left", n)
	}
	b.refused("deleteMessage", params{"chat_id": c.ID(), "message_id": card}, "message to delete not found")
	b.refused("deleteMessage", params{"chat_id": c.ID(), "message_id": ""}, "message identifier is not specified")
	now.add(deletable + time.Second)
	b.refused("deleteMessage", params{"chat_id": c.ID(), "message_id": 1}, "message can't be deleted for everyone")
}

func TestDeletionInAGroup(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.Group(-7, "Семья", User{ID: 1, FirstName: "A"})
	theirs := c.Say("/cards")
	mine := b.send(c, "x")
	b.must("deleteMessage", params{"chat_id": c.ID(), "message_id": mine.ID})
	b.refused("deleteMessage", params{"chat_id": c.ID(), "message_id": theirs}, "message can't be deleted")
	c.SetAdmin(b.botID, true)
	b.must("deleteMessage", params{"chat_id": c.ID(), "message_id": theirs})
	topic := c.Topic("Карты")
	b.refused("deleteMessage", params{"chat_id": c.ID(), "message_id": topic.ThreadID()}, "message can't be deleted")
}

func TestDeleteMessages(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	c.Say("x")
	b.must("deleteMessages", params{"chat_id": c.ID(), "message_ids": []int{1, 2, 99}})
	if n := len(c.Messages()); n != 0 {
		t.Errorf("%d messages are left", n)
	}
	b.refused("deleteMessages", params{"chat_id": c.ID(), "message_ids": []int{}}, "message identifiers are not specified")
	b.refused("deleteMessages", params{"chat_id": c.ID(), "message_ids": make([]int, 101)}, "too many message identifiers specified")
}
