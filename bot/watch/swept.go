package watch

import (
	"sync"
	"time"
)

// Swept is what the last sweep did, or what the one under way has done so far.
type Swept struct {
	Began, Ended time.Time // Ended is zero while it is under way; both are before the first one
	Read         int       // cards
}

type swept struct {
	mu   sync.Mutex
	last Swept
}

// LastSweep tells of the last sweep.
func (w *Watcher) LastSweep() Swept {
	w.swept.mu.Lock()
	defer w.swept.mu.Unlock()
	return w.swept.last
}

func (s *swept) begin(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = Swept{Began: now}
}

func (s *swept) end(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last.Ended = now
}

func (s *swept) count() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last.Read++
}
