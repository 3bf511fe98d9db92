package outbox

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// hold writes messages that wait for the end of quiet hours, which is now.
func (p *post) hold(chat int64, messages ...string) {
	p.t.Helper()
	p.chat(chat)
	p.write(func(ctx context.Context, tx *store.Tx) error {
		for _, text := range messages {
			e := store.Event{ChatID: chat, Kind: store.EventReply, CreatedAt: p.at, DueAt: p.at, Held: true}
			if err := tx.Enqueue(ctx, e, telegram.Message{ChatID: chat, Text: texts.HTML(text)}); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestHeldEventsAreOneMessage(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.hold(1, "first", "second")
	p.put(1, "an answer")
	p.hold(1, "third")
	p.hold(2, "another chat's")
	p.send = func(m telegram.Message) error {
		if m.ChatID == 1 {
			return errors.New("502")
		}
		return nil
	}
	p.drained()
	p.wants("another chat's")
	p.send = nil
	p.at = p.at.Add(time.Minute)
	p.drained()
	p.wants("another chat's", "first\nsecond\nthird", "an answer")
	if p.left(1) || len(p.inHand) != 0 {
		t.Errorf("left %v, %v", p.left(1), p.inHand)
	}
}

func TestALongNightIsToldInSeveralMessages(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	var lines []string
	for range 5 {
		lines = append(lines, strings.Repeat("a", joinLength/2))
	}
	p.hold(1, lines...)
	p.drained()
	p.wants(lines[0]+"\n"+lines[1], lines[2]+"\n"+lines[3], lines[4])
}

// Whatever cannot be noted as told is not sent again with what comes after.
func TestHeldEventsAreNotRepeatedWhenTheNoteFails(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.hold(1, "first", "second")
	p.sql("CREATE TRIGGER stuck BEFORE DELETE ON outbox BEGIN SELECT raise(ABORT, 'stuck'); END")
	p.drained()
	p.sql("DROP TRIGGER stuck")
	p.hold(1, "third")
	p.drained()
	p.wants("first\nsecond", "third")
	if p.left(1) {
		t.Error("something is left")
	}
}

func TestAJoinedMessageKeepsTheButtonsOfOnePart(t *testing.T) {
	t.Parallel()
	plain := telegram.Message{ChatID: 1, Text: "a"}
	low := telegram.Message{ChatID: 1, Text: "b\nc", Keyboard: telegram.Keyboard{{{Text: "x"}}}}
	for _, c := range []struct {
		parts   []telegram.Message
		text    texts.HTML
		buttons int
	}{
		{[]telegram.Message{low}, "b\nc", 1},
		{[]telegram.Message{plain, low}, "a\nb\nc", 1},
		{[]telegram.Message{low, plain, low}, "b\nc\na\nb\nc", 0},
	} {
		got := Join(c.parts)
		if got.Text != c.text || len(got.Keyboard) != c.buttons || got.ChatID != 1 {
			t.Errorf("joined %+v, want %q with %d rows", got, c.text, c.buttons)
		}
	}
}
