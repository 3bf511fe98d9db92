package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"onaybot/bot/texts"
	"onaybot/store"
)

// hold writes messages that wait for the end of quiet hours, which is now.
func (p *post) hold(chat int64, messages ...string) {
	p.t.Helper()
	addChat(p.t, p.store, chat)
	write(p.t, p.store, func(ctx context.Context, tx *store.Tx) error {
		for _, text := range messages {
			e := store.Event{ChatID: chat, Kind: store.EventReply, CreatedAt: p.at, DueAt: p.at, Held: true}
			if err := tx.Enqueue(ctx, e, outgoing{ChatID: chat, Text: texts.HTML(text)}); err != nil {
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
	p.send = func(o outgoing) error {
		if o.ChatID == 1 {
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
	if p.left(1) || len(p.outbox.sent) != 0 {
		t.Errorf("left %v, %v", p.left(1), p.outbox.sent)
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
