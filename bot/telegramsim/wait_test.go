package telegramsim

import (
	"testing"
	"time"
)

func TestEventsAreTakenInOrder(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	b.must("sendChatAction", params{"chat_id": c.ID(), "action": "typing"})
	first := b.send(c, "1")
	b.must("sendMessage", params{"chat_id": c.ID(), "text": "2"})
	b.must("editMessageText", params{"chat_id": c.ID(), "message_id": first.ID, "text": "3"})
	if m := c.NextEdit(t); m.Text != "3" {
		t.Errorf("edit %+v", m)
	}
	for _, want := range []Kind{KindAction, KindMessage} {
		if e := c.NextEvent(t); e.Kind != want {
			t.Errorf("event %q, want %q", e.Kind, want)
		}
	}
	c.Quiet(t)
}

func TestNextWaits(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	got := make(chan Message)
	go func() { got <- c.Next(t) }()
	b.must("sendMessage", params{"chat_id": c.ID(), "text": "x"})
	if m := <-got; m.Text != "x" {
		t.Errorf("message %+v", m)
	}
}

func TestWaitingInVainFailsWithHints(t *testing.T) {
	t.Parallel()
	b := strict(t)
	b.patience = time.Millisecond
	c := b.aida()
	c.Say("/balance")
	b.refused("sendMessage", params{"chat_id": c.ID(), "text": " "}, "text must be non-empty")
	fake := &fakeTB{}
	c.Next(fake)
	fake.wantFailure(t, "chat 1001: no message from the bot within 1ms; 1 updates are not confirmed; "+
		"sendMessage was refused: 400 Bad Request: text must be non-empty")
	b.patience = time.Minute
	b.Close()
	c.NextEdit(fake)
	fake.wantFailure(t, "the server was closed while a test waited for the bot's next edit")
}

func TestQuietFailsOnAnUntakenMessage(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	c.Quiet(t)
	b.must("sendMessage", params{"chat_id": c.ID(), "text": "лишнее"})
	fake := &fakeTB{}
	c.Quiet(fake)
	fake.wantFailure(t, `an unexpected message from the bot: "лишнее"`)
}
