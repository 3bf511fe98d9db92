package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"onaybot/bot/telegram"
	"onaybot/store"
)

func TestChatsAreToldInOrder(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	var want []string
	for i := range 20 {
		want = append(want, fmt.Sprint("message ", i))
	}
	p.put(1, want...)
	p.drained()
	p.wants(want...)
	if p.left(1) {
		t.Error("something is left")
	}
	p.drained()
	p.wants(want...) // nothing is told twice
}

func TestDrainTellsManyChats(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	const chats = pickChats + 1
	for chat := range int64(chats) {
		p.put(chat+1, "hello")
	}
	p.drained()
	if len(p.sent) != pickChats {
		t.Errorf("%d chats are told at first, want %d", len(p.sent), pickChats)
	}
	p.drained()
	if len(p.sent) != chats {
		t.Errorf("%d chats are told, want %d", len(p.sent), chats)
	}
}

func TestFailedMessageWaitsAndKeepsItsPlace(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.put(1, "first", "second")
	p.put(2, "other")
	p.send = func(m telegram.Message) error {
		if m.ChatID == 1 {
			return errors.New("502")
		}
		return nil
	}
	for try, wait := range []time.Duration{1, 2, 4, 8} {
		p.drained()
		p.wants("other")
		p.at = p.at.Add(wait*time.Second - time.Millisecond)
		p.drained()
		if e, err := p.c.Store.NextEvents(t.Context(), 1, p.at, 1); err == nil {
			t.Errorf("try %d: due again too early: %+v", try, e)
		}
		p.at = p.at.Add(time.Millisecond)
	}
	p.send = nil
	p.drained()
	p.wants("other", "first", "second")
}

func TestHopelessEventsGiveWayToTheNext(t *testing.T) {
	t.Parallel()
	for name, render := range map[string]Render{
		"garbled":           func(context.Context, store.Event) (*Rendered, error) { return nil, ErrGarbled },
		"a panic":           func(context.Context, store.Event) (*Rendered, error) { panic("word of a passenger") },
		"not worth telling": func(context.Context, store.Event) (*Rendered, error) { return nil, nil },
		"of no renderer":    nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, j := newPost(t), &strings.Builder{}
			p.c.Log = slog.New(slog.NewTextHandler(j, nil))
			p.chat(1)
			p.notice(render, 1)
			p.put(1, "good")
			p.drained()
			p.wants("good")
			if p.left(1) || strings.Contains(j.String(), "word of a passenger") {
				t.Errorf("left %v, the log: %s", p.left(1), j)
			}
		})
	}
}

// notice writes an event of a kind that becomes a message so.
func (p *post) notice(render Render, chat int64) {
	p.t.Helper()
	if render != nil {
		p.Renders(store.EventNotice, render)
	}
	if err := p.Notify(p.t.Context(), []int64{chat}, store.EventNotice, nil); err != nil {
		p.t.Fatal(err)
	}
}

func TestRefusedMessagesGiveWayToTheNext(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.put(1, "bad", "good")
	p.send = func(m telegram.Message) error {
		if m.Text == "bad" {
			return fmt.Errorf("send: %w", telegram.ErrRefused)
		}
		return nil
	}
	p.drained()
	p.wants("good")
	if p.left(1) {
		t.Error("something is left")
	}
}

// Where a message is told is noted with the removal of its event, or not at
// all.
func TestWhatIsSentIsNotedWithItsRemoval(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.chat(1)
	var noted []Delivered
	fault := errors.New("disk full")
	p.notice(func(_ context.Context, e store.Event) (*Rendered, error) {
		return &Rendered{Message: telegram.Message{ChatID: e.ChatID, Text: "hello"}, Sent: func(_ context.Context, _ *store.Tx, m Delivered) error {
			noted = append(noted, m)
			return fault
		}}, nil
	}, 1)
	p.drained()
	if !p.left(1) {
		t.Error("the event is removed although its message is not noted")
	}
	fault = nil
	p.drained()
	p.wants("hello")
	if len(noted) != 2 || noted[1].MessageID != 1 || len(noted[1].Events) != 1 || p.left(1) {
		t.Errorf("noted %+v", noted)
	}
}

func TestABlockIsToldToThoseWhoAreToKnow(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.chat(1)
	p.chat(2)
	p.send = func(m telegram.Message) error {
		if m.ChatID == 1 {
			p.write(func(ctx context.Context, tx *store.Tx) error { return tx.SetBlocked(ctx, 1, p.at, p.at) })
			return telegram.ErrBlocked
		}
		return nil
	}
	p.notice(func(_ context.Context, e store.Event) (*Rendered, error) {
		return &Rendered{Message: telegram.Message{ChatID: e.ChatID}, Blocked: func(ctx context.Context, tx *store.Tx) error {
			return tx.EnqueueReply(ctx, 2, p.at, telegram.Message{ChatID: 2, Text: "lost"})
		}}, nil
	}, 1)
	p.drained()
	p.drained()
	p.wants("lost")
}

// A group that becomes a supergroup while it is told something brings its
// events under a new id before other senders.
func TestNothingIsToldTwiceWhileAGroupMoves(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.put(-5, "first", "second")
	p.send = func(telegram.Message) error {
		p.send = nil
		p.write(func(ctx context.Context, tx *store.Tx) error { return tx.MigrateChat(ctx, -5, -1005) })
		if p.deliver(t.Context(), -1005, p.Push, false) {
			t.Error("another sender tells what is in hand")
		}
		return nil
	}
	p.drained()
	p.drained()
	p.wants("first", "second")
}

func TestBlockedChatIsLeftAlone(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.put(1, "first", "second")
	tries := 0
	p.send = func(telegram.Message) error { tries++; return telegram.ErrBlocked }
	p.drained()
	if tries != 1 {
		t.Errorf("a chat that blocked the bot is written to %d times", tries)
	}
}

func TestMessageIsNotSentTwiceWhenItsNoteFails(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.put(1, "first", "second")
	p.sql("CREATE TRIGGER full BEFORE DELETE ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END")
	for range 3 {
		p.drained()
		p.wants("first")
	}
	p.sql("DROP TRIGGER full")
	p.drained()
	p.wants("first", "second")
	if p.left(1) || len(p.inHand) != 0 {
		t.Errorf("left in the file: %v, in memory: %v", p.left(1), p.inHand)
	}
}

func TestOutboxRunsUntilItsEnd(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.c.Now = time.Now
	p.at = time.Now().Add(-time.Second)
	sent := make(chan string, 9)
	p.send = func(m telegram.Message) error { sent <- string(m.Text); return nil }
	p.put(1, "waiting already")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); p.run(ctx) }()
	if got := <-sent; got != "waiting already" {
		t.Errorf("sent %q", got)
	}
	p.put(2, "written later")
	p.Wake()
	p.Wake() // never waits
	if got := <-sent; got != "written later" {
		t.Errorf("sent %q", got)
	}
	p.at = time.Now().Add(30 * time.Millisecond)
	p.put(3, "due later")
	p.Wake() // too early: nothing is due yet
	if got := <-sent; got != "due later" || time.Now().Before(p.at.Truncate(time.Millisecond)) {
		t.Errorf("sent %q before its time", got)
	}
	cancel()
	<-ended
}

func TestShutdownBetweenMessagesLosesNone(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.put(1, "first", "second")
	ctx, cancel := context.WithCancel(t.Context())
	p.send = func(telegram.Message) error { cancel(); return nil }
	p.Deliver(ctx, 1)
	p.wants("first")
	p.inHand = map[int64]*telling{} // a new process knows what was noted alone
	p.Deliver(t.Context(), 1)
	p.wants("first", "second")
}

func TestShutdownWhileSendingCountsNoTry(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.put(1, "first")
	ctx, cancel := context.WithCancel(t.Context())
	p.send = func(telegram.Message) error { cancel(); return context.Canceled }
	p.Deliver(ctx, 1)
	e, err := p.c.Store.NextEvents(t.Context(), 1, p.at, 1)
	if err != nil || e[0].Tries != 0 {
		t.Errorf("event %+v, %v; want it due as before", e, err)
	}
}

func TestOneChatIsToldByOneAtATime(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	var want []string
	for i := range 30 {
		want = append(want, fmt.Sprint("message ", i))
	}
	p.put(1, want...)
	var wg sync.WaitGroup
	for range 8 { // handlers that answer while the outbox is drained
		wg.Go(func() { p.Deliver(t.Context(), 1) })
	}
	wg.Wait()
	p.wants(want...)
}

func TestReplyFollowsItsGroup(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.put(-5, "hello")
	p.write(func(ctx context.Context, tx *store.Tx) error { return tx.MigrateChat(ctx, -5, -1005) })
	p.send = func(m telegram.Message) error {
		if m.ChatID != -1005 {
			t.Errorf("sent to %d", m.ChatID)
		}
		return nil
	}
	p.drained()
	p.wants("hello")
}

func TestEventsAreCountedByKind(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	told, givenUp := map[store.EventKind]int{}, map[store.EventKind]int{}
	p.c.Sent = func(kind store.EventKind) { told[kind]++ }
	p.c.GivenUp = func(kind store.EventKind) { givenUp[kind]++ }
	p.put(1, "one", "two")
	p.Deliver(t.Context(), 1)
	p.send = func(telegram.Message) error { return telegram.ErrRefused }
	p.put(2, "three")
	p.Deliver(t.Context(), 2)
	p.send = func(telegram.Message) error { return errors.New("connection reset") }
	p.put(3, "four")
	p.Deliver(t.Context(), 3)
	if told[store.EventReply] != 2 || givenUp[store.EventReply] != 1 {
		t.Errorf("told %v, given up %v", told, givenUp)
	}
}
