package outbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"onaybot/store"
)

const (
	maxChatsAtOnce = 1024        // chats handled side by side; the others wait
	afterFault     = time.Second // until an update is tried again that could not be marked as done
	maxAfterFault  = 30 * time.Second
)

// Dispatcher has the updates of the inbox handled: those of one chat in their
// order, chats side by side. What waits is in the database; the dispatcher only
// knows which chats have something.
type Dispatcher struct {
	next   func(ctx context.Context, chatID int64) (store.Update, error)
	handle Handle
	log    *slog.Logger

	working sync.WaitGroup
	mu      sync.Mutex
	again   map[int64]bool // chats at work or waiting; true: look again before the end
	waiting []int64        // chats for which there is no worker yet
	workers int
	most    int             // workers
	ctx     context.Context // nil: not started
	ended   bool            // nothing is begun any more
}

// Handle handles an update. It returns nil once the update is done, which it
// has then marked in the database.
type Handle func(ctx context.Context, u store.Update) error

// NewDispatcher makes a dispatcher. Chats may be woken at once.
func NewDispatcher(s *store.Store, log *slog.Logger) *Dispatcher {
	return &Dispatcher{next: s.NextUpdate, log: log, again: map[int64]bool{}, most: maxChatsAtOnce}
}

// Start has updates handled until ctx ends, first those of the chats woken
// before.
func (d *Dispatcher) Start(ctx context.Context, handle Handle) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ctx, d.handle = ctx, handle
	for chat := range d.again {
		d.spawn(chat)
	}
}

// Wake has a chat's inbox looked at. It never waits.
func (d *Dispatcher) Wake(chats ...int64) {
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

// Wait returns when the handlers at work have finished. Nothing is begun any
// more, so it is to be called when the context of Start has ended.
func (d *Dispatcher) Wait() {
	d.mu.Lock()
	d.ended = true
	d.mu.Unlock()
	d.working.Wait()
}

// spawn has a chat worked on, now or once a worker is free.
func (d *Dispatcher) spawn(chat int64) {
	switch {
	case d.ended:
	case d.workers == d.most:
		d.waiting = append(d.waiting, chat)
	default:
		d.workers++
		d.working.Go(func() { d.work(chat) })
	}
}

// work handles the inbox of one chat, and then of those that wait.
func (d *Dispatcher) work(chat int64) {
	for more := true; more; chat, more = d.following() {
		d.empty(chat)
	}
}

// empty handles the inbox of a chat until nothing is left in it.
func (d *Dispatcher) empty(chat int64) {
	failures := 0
	for d.ctx.Err() == nil {
		u, err := d.next(d.ctx, chat)
		if errors.Is(err, store.ErrNotFound) {
			if d.finish(chat) {
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

// finish ends the work on a chat; false: it was woken meanwhile.
func (d *Dispatcher) finish(chat int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.again[chat] {
		d.again[chat] = false
		return false
	}
	delete(d.again, chat)
	return true
}

func (d *Dispatcher) pause(wait time.Duration) {
	select {
	case <-d.ctx.Done():
	case <-time.After(wait):
	}
}

// following is the next chat that waits; false: the worker ends.
func (d *Dispatcher) following() (chat int64, more bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.waiting) == 0 || d.ctx.Err() != nil {
		d.workers--
		return 0, false
	}
	chat, d.waiting = d.waiting[0], d.waiting[1:]
	return chat, true
}
