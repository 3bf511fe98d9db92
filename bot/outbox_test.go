package bot

import (
	"context"
	"errors"
	"fmt"
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
	const chats = outboxBatch + 1
	for chat := range int64(chats) {
		p.put(chat+1, "hello")
	}
	p.drained()
	if len(p.sent) != outboxBatch {
		t.Errorf("%d chats are told at first, want %d", len(p.sent), outboxBatch)
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
	p.send = func(o outgoing) error {
		if o.ChatID == 1 {
			return errors.New("502")
		}
		return nil
	}
	for try, wait := range []time.Duration{1, 2, 4, 8} {
		p.drained()
		p.wants("other")
		p.at = p.at.Add(wait*time.Second - time.Millisecond)
		p.drained()
		if e, err := p.store.NextEvents(t.Context(), 1, p.at, 1); err == nil {
			t.Errorf("try %d: due again too early: %+v", try, e)
		}
		p.at = p.at.Add(time.Millisecond)
	}
	p.send = nil
	p.drained()
	p.wants("other", "first", "second")
}

func TestRetryObeysWhatTelegramAsks(t *testing.T) {
	t.Parallel()
	until := start.Add(17 * time.Second)
	for _, c := range []struct {
		err   error
		tries int
		want  time.Time
	}{
		{fmt.Errorf("send: %w", &telegram.WaitError{Until: until}), 3, until},
		{errors.New("502"), 0, start.Add(time.Second)},
		{errors.New("502"), 5, start.Add(32 * time.Second)},
		{errors.New("502"), 9, start.Add(5 * time.Minute)},
		{errors.New("502"), 1 << 30, start.Add(5 * time.Minute)},
	} {
		if got := telegram.RetryAt(c.err, c.tries, start); !got.Equal(c.want) {
			t.Errorf("%v after %d tries: again at %v, want %v", c.err, c.tries, got, c.want)
		}
	}
}

func TestHopelessMessageGivesWayToTheNext(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func() error{
		"refused":  func() error { return fmt.Errorf("send: %w", telegram.ErrRefused) },
		"a panic":  func() error { panic(words) },
		"wordless": nil, // not worth telling any more
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, j := newPost(t), &journal{}
			p.log = j.logger()
			p.put(1, "bad", "good")
			render := p.render
			p.render = func(ctx context.Context, e store.Event) (*outgoing, error) {
				o, err := render(ctx, e)
				if err != nil || o.Text != "bad" {
					return o, err
				}
				if fault == nil {
					return nil, nil
				}
				return nil, fault()
			}
			p.drained()
			p.wants("good")
			if p.left(1) {
				t.Error("something is left")
			}
			wantSilent(t, "the log", j.String())
		})
	}
}

func TestBlockedChatIsLeftAlone(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.put(1, "first", "second")
	tries := 0
	p.send = func(outgoing) error { tries++; return telegram.ErrBlocked }
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
	if p.left(1) || len(p.outbox.sent) != 0 {
		t.Errorf("left in the file: %v, in memory: %v", p.left(1), p.outbox.sent)
	}
}

func TestOutboxRunsUntilItsEnd(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.outbox.now = time.Now
	p.at = time.Now().Add(-time.Second)
	sent := make(chan string, 9)
	p.send = func(o outgoing) error { sent <- string(o.Text); return nil }
	p.put(1, "waiting already")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); p.run(ctx) }()
	if got := <-sent; got != "waiting already" {
		t.Errorf("sent %q", got)
	}
	p.put(2, "written later")
	p.kick()
	p.kick() // never waits
	if got := <-sent; got != "written later" {
		t.Errorf("sent %q", got)
	}
	p.at = time.Now().Add(30 * time.Millisecond)
	p.put(3, "due later")
	p.kick() // too early: nothing is due yet
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
	p.send = func(outgoing) error { cancel(); return nil }
	p.deliver(ctx, 1, p.outbox.send)
	p.wants("first")
	p.outbox.sent = map[int64]int{} // a new process knows what was noted alone
	p.deliver(t.Context(), 1, p.outbox.send)
	p.wants("first", "second")
}

func TestShutdownWhileSendingCountsNoTry(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.put(1, "first")
	ctx, cancel := context.WithCancel(t.Context())
	p.send = func(outgoing) error { cancel(); return context.Canceled }
	p.deliver(ctx, 1, p.outbox.send)
	e, err := p.store.NextEvents(t.Context(), 1, p.at, 1)
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
		wg.Go(func() { p.deliver(t.Context(), 1, p.outbox.send) })
	}
	wg.Wait()
	p.wants(want...)
}

func TestReplyFollowsItsGroup(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.put(-5, "hello")
	write(t, p.store, func(ctx context.Context, tx *store.Tx) error { return tx.MigrateChat(ctx, -5, -1005) })
	p.send = func(o outgoing) error {
		if o.ChatID != -1005 {
			t.Errorf("sent to %d", o.ChatID)
		}
		return nil
	}
	p.drained()
	p.wants("hello")
}
