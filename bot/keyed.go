package bot

import "sync"

// keyed is a mutex for each chat.
type keyed struct {
	mu    sync.Mutex
	locks map[int64]*keyedLock
}

type keyedLock struct {
	mu    sync.Mutex
	users int
}

// lock locks a chat and returns its unlocking.
func (k *keyed) lock(chatID int64) func() {
	k.mu.Lock()
	if k.locks == nil {
		k.locks = map[int64]*keyedLock{}
	}
	l := k.locks[chatID]
	if l == nil {
		l = &keyedLock{}
		k.locks[chatID] = l
	}
	l.users++
	k.mu.Unlock()
	l.mu.Lock()
	return func() {
		l.mu.Unlock()
		k.mu.Lock()
		defer k.mu.Unlock()
		if l.users--; l.users == 0 {
			delete(k.locks, chatID)
		}
	}
}
