package outbox

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"

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

func newDispatcher(next func(context.Context, int64) (store.Update, error), handle Handle, log *slog.Logger) *Dispatcher {
	return &Dispatcher{next: next, handle: handle, log: log, again: map[int64]bool{}, most: maxChatsAtOnce}
}
