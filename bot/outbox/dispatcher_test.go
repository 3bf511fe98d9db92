package outbox

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"onaybot/bot/internal/testkit"
	"onaybot/store"
)

func TestChatsAreHandledInOrderAndSideBySide(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, hold := newMailbox(), make(chan struct{})
		d := newDispatcher(m.next, func(_ context.Context, u store.Update) error {
			if u.ChatID == 1 {
				<-hold
			}
			m.done(u)
			return nil
		}, testkit.Quiet)
		ctx, cancel := context.WithCancel(t.Context())
		defer d.Wait()
		defer cancel()
		d.Start(ctx, d.handle)
		m.put(1, 11, 12)
		m.put(2, 21, 22, 23)
		d.Wake(1, 2)
		synctest.Wait()
		m.wants(t, 1) // held up
		m.wants(t, 2, 21, 22, 23)
		m.put(1, 13)
		d.Wake(1)
		close(hold)
		synctest.Wait()
		m.wants(t, 1, 11, 12, 13)
	})
}

func TestChatsWokenBeforeTheStartAreHandledThen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMailbox()
		d := newDispatcher(m.next, func(_ context.Context, u store.Update) error { m.done(u); return nil }, testkit.Quiet)
		m.put(1, 11)
		d.Wake(1, 1)
		synctest.Wait()
		m.wants(t, 1)
		ctx, cancel := context.WithCancel(t.Context())
		d.Start(ctx, d.handle)
		synctest.Wait()
		m.wants(t, 1, 11)
		cancel()
		d.Wait()
	})
}

// Whatever moment a chat is woken at, what was put in before is handled, once
// and in order.
func TestNoWakeIsLost(t *testing.T) {
	t.Parallel()
	const chats, updates = 8, 300
	m := newMailbox()
	var atWork [chats]atomic.Int32
	all := make(chan struct{}, chats*updates)
	d := newDispatcher(m.next, func(_ context.Context, u store.Update) error {
		if atWork[u.ChatID].Add(1) != 1 {
			t.Errorf("chat %d is handled twice at once", u.ChatID)
		}
		m.done(u)
		atWork[u.ChatID].Add(-1)
		all <- struct{}{}
		return nil
	}, testkit.Quiet)
	ctx, cancel := context.WithCancel(t.Context())
	d.Start(ctx, d.handle)
	for chat := range int64(chats) {
		go func() {
			for id := range int64(updates) {
				m.put(chat, id)
				d.Wake(chat)
			}
		}()
	}
	for range chats * updates {
		<-all
	}
	cancel()
	d.Wait()
	for chat := range int64(chats) {
		if got := m.handledOf(chat); !slices.IsSorted(got) || len(got) != updates {
			t.Errorf("chat %d: handled %v", chat, got)
		}
	}
}

// What comes between the last look into the inbox and the leaving is looked at
// too.
func TestWakeOfAChatThatIsAboutToLeaveIsNotLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, late := newMailbox(), []int64{12, 13}
		var d *Dispatcher
		d = newDispatcher(func(ctx context.Context, chat int64) (store.Update, error) {
			u, err := m.next(ctx, chat)
			if err != nil && len(late) > 0 {
				m.put(chat, late[0])
				late = late[1:]
				d.Wake(chat)
			}
			return u, err
		}, func(_ context.Context, u store.Update) error { m.done(u); return nil }, testkit.Quiet)
		ctx, cancel := context.WithCancel(t.Context())
		d.Start(ctx, d.handle)
		m.put(1, 11)
		d.Wake(1)
		synctest.Wait()
		m.wants(t, 1, 11, 12, 13)
		cancel()
		d.Wait()
	})
}

func TestFailedUpdateIsTriedAgainMoreAndMoreSlowly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, handled := newMailbox(), make(chan struct{})
		begun, last := time.Now(), time.Now()
		var waits []time.Duration
		d := newDispatcher(m.next, func(_ context.Context, u store.Update) error {
			waits = append(waits, time.Since(last))
			last = time.Now()
			if len(waits) < 9 || len(waits) == 10 {
				return errors.New("database is locked")
			}
			m.done(u)
			handled <- struct{}{}
			return nil
		}, testkit.Quiet)
		ctx, cancel := context.WithCancel(t.Context())
		d.Start(ctx, d.handle)
		m.put(1, 11, 12)
		d.Wake(1)
		<-handled
		<-handled
		cancel()
		d.Wait()
		m.wants(t, 1, 11, 12)
		want := []time.Duration{0, 1, 2, 4, 8, 16, 30, 30, 30, 0, 1} // a success begins it anew
		for i := range want {
			want[i] *= time.Second
		}
		if !slices.Equal(waits, want) {
			t.Errorf("tried after %v since %v, want %v", waits, begun, want)
		}
	})
}

func TestUnreadableInboxIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, handled := newMailbox(), make(chan struct{})
		fails := 3
		next := func(ctx context.Context, chat int64) (store.Update, error) {
			if fails--; fails >= 0 {
				return store.Update{}, errors.New("database is locked")
			}
			return m.next(ctx, chat)
		}
		d := newDispatcher(next, func(_ context.Context, u store.Update) error {
			m.done(u)
			close(handled)
			return nil
		}, testkit.Quiet)
		ctx, cancel := context.WithCancel(t.Context())
		d.Start(ctx, d.handle)
		m.put(1, 11)
		d.Wake(1)
		<-handled
		cancel()
		d.Wait()
		m.wants(t, 1, 11)
	})
}

func TestShutdownFinishesWhatIsBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, hold := newMailbox(), make(chan struct{})
		d := newDispatcher(m.next, func(_ context.Context, u store.Update) error {
			<-hold
			m.done(u)
			return nil
		}, testkit.Quiet)
		ctx, cancel := context.WithCancel(t.Context())
		d.Start(ctx, d.handle)
		m.put(1, 11, 12)
		d.Wake(1)
		synctest.Wait()
		cancel()
		waited := make(chan struct{})
		go func() { defer close(waited); d.Wait() }()
		synctest.Wait()
		select {
		case <-waited:
			t.Error("wait did not wait for the handler at work")
		default:
		}
		close(hold)
		<-waited
		m.wants(t, 1, 11) // what was not begun stays in the inbox
	})
}

func TestShutdownInterruptsAPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMailbox()
		d := newDispatcher(m.next, func(context.Context, store.Update) error { return errors.New("fault") }, testkit.Quiet)
		ctx, cancel := context.WithCancel(t.Context())
		d.Start(ctx, d.handle)
		m.put(1, 11)
		d.Wake(1)
		synctest.Wait()
		begun := time.Now()
		cancel()
		d.Wait()
		if waited := time.Since(begun); waited != 0 {
			t.Errorf("shutdown took %v", waited)
		}
	})
}

func TestChatsBeyondTheLimitWaitTheirTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, hold := newMailbox(), make(chan struct{})
		d := newDispatcher(m.next, func(_ context.Context, u store.Update) error {
			if u.ChatID == 1 {
				<-hold
			}
			m.done(u)
			return nil
		}, testkit.Quiet)
		d.most = 1
		ctx, cancel := context.WithCancel(t.Context())
		defer d.Wait()
		defer cancel()
		d.Start(ctx, d.handle)
		m.put(1, 11)
		d.Wake(1)
		synctest.Wait()
		m.put(2, 21)
		d.Wake(2)
		synctest.Wait()
		m.wants(t, 2)
		close(hold)
		synctest.Wait()
		m.wants(t, 1, 11)
		m.wants(t, 2, 21)
	})
}

// Of however many chats have something, few are at work; the rest is a number
// each.
func TestAHundredThousandChatsAreFewWorkers(t *testing.T) {
	t.Parallel()
	const chats = 100_000
	var looks atomic.Int64
	hold, all := make(chan struct{}), make(chan struct{})
	d := newDispatcher(func(context.Context, int64) (store.Update, error) {
		<-hold
		if looks.Add(1) == chats {
			close(all)
		}
		return store.Update{}, store.ErrNotFound
	}, nil, testkit.Quiet)
	ctx, cancel := context.WithCancel(t.Context())
	d.Start(ctx, d.handle)
	for id := range int64(chats) {
		d.Wake(id)
	}
	d.mu.Lock()
	if d.workers != maxChatsAtOnce || len(d.waiting) != chats-maxChatsAtOnce {
		t.Errorf("%d workers, %d chats wait", d.workers, len(d.waiting))
	}
	d.mu.Unlock()
	close(hold)
	<-all
	cancel()
	d.Wait()
	if d.workers != 0 || len(d.waiting) != 0 || len(d.again) != 0 {
		t.Errorf("afterwards %d workers, %d chats wait, %d are known", d.workers, len(d.waiting), len(d.again))
	}
}
