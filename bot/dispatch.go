package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"onaybot/store"
)

const (
	maxChatsAtOnce = 1024        // chats handled side by side; the rest wait in the inbox
	afterFault     = time.Second // until an update that could not be marked as done is tried again
	maxAfterFault  = 30 * time.Second
)

// dispatcher handles the inbox: the updates of one chat in their order, chats
// side by side. What waits is in the database; the dispatcher only knows which
// chats have something.
type dispatcher struct {
	next   func(ctx context.Context, chatID int64) (store.Update, error)
	handle func(ctx context.Context, u store.Update) error
	log    *slog.Logger

	wg      sync.WaitGroup
	mu      sync.Mutex
	again   map[int64]bool // chats at work or waiting; true: look again before leaving
	waiting []int64        // chats for which there is no worker yet
	workers int
	most    int // workers
	ctx     context.Context
	ended   bool // nothing is begun any more
}

func newDispatcher(next func(context.Context, int64) (store.Update, error),
	handle func(context.Context, store.Update) error, log *slog.Logger) *dispatcher {
	return &dispatcher{next: next, handle: handle, log: log, again: map[int64]bool{}, most: maxChatsAtOnce}
}

// start lets the dispatcher work until ctx ends. Chats woken before are
// looked at now.
func (d *dispatcher) start(ctx context.Context) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ctx = ctx
	for chat := range d.again {
		d.spawn(chat)
	}
}

// wake has a chat's inbox looked at. It never waits.
func (d *dispatcher) wake(chats ...int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, chat := range chats {
		_, working := d.again[chat]
		d.again[chat] = working
		if !working && d.ctx != nil {
			d.spawn(chat)
		}
	}
}

// spawn has a chat worked on, now or once a worker is free.
func (d *dispatcher) spawn(chat int64) {
	switch {
	case d.ended:
	case d.workers == d.most:
		d.waiting = append(d.waiting, chat)
	default:
		d.workers++
		d.wg.Go(func() { d.work(chat) })
	}
}

// wait returns when the handlers at work have finished, which they do soon
// after the context of start has ended.
func (d *dispatcher) wait() {
	d.mu.Lock()
	d.ended = true
	d.mu.Unlock()
	d.wg.Wait()
}

// work handles the inbox of one chat, and then of those that wait.
func (d *dispatcher) work(chat int64) {
	for more := true; more; chat, more = d.following() {
		d.empty(chat)
	}
}

// following is the next chat that waits; false: the worker ends.
func (d *dispatcher) following() (chat int64, more bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.waiting) == 0 || d.ctx.Err() != nil {
		d.workers--
		return 0, false
	}
	chat, d.waiting = d.waiting[0], d.waiting[1:]
	return chat, true
}

// empty handles the inbox of a chat until nothing is left in it.
func (d *dispatcher) empty(chat int64) {
	failures := 0
	for d.ctx.Err() == nil {
		u, err := d.next(d.ctx, chat)
		if errors.Is(err, store.ErrNotFound) {
			if d.leave(chat) {
				return
			}
			continue
		}
		if err == nil {
			err = d.handle(d.ctx, u)
		}
		if err == nil {
			failures = 0
			continue
		}
		d.log.Error("inbox", "chat", chat, "err", err)
		d.pause(min(afterFault<<failures, maxAfterFault))
		failures = min(failures+1, 10)
	}
}

// leave ends the work on a chat, unless it was woken meanwhile.
func (d *dispatcher) leave(chat int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.again[chat] {
		d.again[chat] = false
		return false
	}
	delete(d.again, chat)
	return true
}

func (d *dispatcher) pause(wait time.Duration) {
	select {
	case <-time.After(wait):
	case <-d.ctx.Done():
	}
}
