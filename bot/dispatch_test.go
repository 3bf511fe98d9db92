package bot

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"onaybot/store"
)

// mailbox is an inbox in memory.
type mailbox struct {
	mu      sync.Mutex
	waiting map[int64][]int64 // update ids by chat
	handled map[int64][]int64
}

func newMailbox() *mailbox {
	return &mailbox{waiting: map[int64][]int64{}, handled: map[int64][]int64{}}
}

func (m *mailbox) put(chat int64, ids ...int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waiting[chat] = append(m.waiting[chat], ids...)
}

func (m *mailbox) next(_ context.Context, chat int64) (store.Update, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.waiting[chat]) == 0 {
		return store.Update{}, store.ErrNotFound
	}
	return store.Update{ID: m.waiting[chat][0], ChatID: chat}, nil
}

// done takes an update out, as a handler does at its end.
func (m *mailbox) done(u store.Update) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waiting[u.ChatID] = m.waiting[u.ChatID][1:]
	m.handled[u.ChatID] = append(m.handled[u.ChatID], u.ID)
}

func (m *mailbox) handledOf(chat int64) []int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.handled[chat])
}

func (m *mailbox) wants(t *testing.T, chat int64, want ...int64) {
	t.Helper()
	if got := m.handledOf(chat); !slices.Equal(got, want) {
		t.Errorf("chat %d: handled %v, want %v", chat, got, want)
	}
}

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
		}, quiet)
		ctx, cancel := context.WithCancel(t.Context())
		defer d.wait()
		defer cancel()
		d.start(ctx)
		m.put(1, 11, 12)
		m.put(2, 21, 22, 23)
		d.wake(1, 2)
		synctest.Wait()
		m.wants(t, 1) // held up
		m.wants(t, 2, 21, 22, 23)
		m.put(1, 13)
		d.wake(1)
		close(hold)
		synctest.Wait()
		m.wants(t, 1, 11, 12, 13)
	})
}

func TestChatsWokenBeforeTheStartAreHandledThen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMailbox()
		d := newDispatcher(m.next, func(_ context.Context, u store.Update) error { m.done(u); return nil }, quiet)
		m.put(1, 11)
		d.wake(1, 1)
		synctest.Wait()
		m.wants(t, 1)
		ctx, cancel := context.WithCancel(t.Context())
		d.start(ctx)
		synctest.Wait()
		m.wants(t, 1, 11)
		cancel()
		d.wait()
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
	}, quiet)
	ctx, cancel := context.WithCancel(t.Context())
	d.start(ctx)
	for chat := range int64(chats) {
		go func() {
			for id := range int64(updates) {
				m.put(chat, id)
				d.wake(chat)
			}
		}()
	}
	for range chats * updates {
		<-all
	}
	cancel()
	d.wait()
	for chat := range int64(chats) {
		if got := m.handledOf(chat); !slices.IsSorted(got) || len(got) != updates {
			t.Errorf("chat %d: handled %v", chat, got)
		}
	}
}

func TestFailedUpdateIsTriedAgainMoreAndMoreSlowly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMailbox()
		begun, last := time.Now(), time.Now()
		var waits []time.Duration
		d := newDispatcher(m.next, func(_ context.Context, u store.Update) error {
			waits = append(waits, time.Since(last))
			last = time.Now()
			if len(waits) < 9 {
				return errors.New("database is locked")
			}
			m.done(u)
			return nil
		}, quiet)
		ctx, cancel := context.WithCancel(t.Context())
		d.start(ctx)
		m.put(1, 11, 12)
		d.wake(1)
		time.Sleep(10 * time.Minute) // of the bubble's own time
		synctest.Wait()
		cancel()
		d.wait()
		m.wants(t, 1, 11, 12)
		want := []time.Duration{0, 1, 2, 4, 8, 16, 30, 30, 30, 0}
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
		m := newMailbox()
		fails := 3
		next := func(ctx context.Context, chat int64) (store.Update, error) {
			if fails--; fails >= 0 {
				return store.Update{}, errors.New("database is locked")
			}
			return m.next(ctx, chat)
		}
		d := newDispatcher(next, func(_ context.Context, u store.Update) error { m.done(u); return nil }, quiet)
		ctx, cancel := context.WithCancel(t.Context())
		d.start(ctx)
		m.put(1, 11)
		d.wake(1)
		time.Sleep(time.Minute) // of the bubble's own time
		cancel()
		d.wait()
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
		}, quiet)
		ctx, cancel := context.WithCancel(t.Context())
		d.start(ctx)
		m.put(1, 11, 12)
		d.wake(1)
		synctest.Wait()
		cancel()
		waited := make(chan struct{})
		go func() { defer close(waited); d.wait() }()
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
		d := newDispatcher(m.next, func(context.Context, store.Update) error { return errors.New("fault") }, quiet)
		ctx, cancel := context.WithCancel(t.Context())
		d.start(ctx)
		m.put(1, 11)
		d.wake(1)
		synctest.Wait()
		begun := time.Now()
		cancel()
		d.wait()
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
		}, quiet)
		d.slots = make(chan struct{}, 1)
		ctx, cancel := context.WithCancel(t.Context())
		defer d.wait()
		defer cancel()
		d.start(ctx)
		m.put(1, 11)
		d.wake(1)
		synctest.Wait()
		m.put(2, 21)
		d.wake(2)
		synctest.Wait()
		m.wants(t, 2)
		close(hold)
		synctest.Wait()
		m.wants(t, 1, 11)
		m.wants(t, 2, 21)
	})
}
