package watch

import (
	"sync"
	"time"
)

// Swept is what the last sweep did, or what the one under way has done so far.
// All is zero before the first.
type Swept struct {
	Began time.Time     // of the last one, be it under way
	Read  int           // cards by it
	Ended time.Time     // of the last one that has ended
	Took  time.Duration // by that one
}

// UnderWay tells whether the last sweep has not ended yet.
func (s Swept) UnderWay() bool { return s.Ended.Before(s.Began) }

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
	s.last.Began, s.last.Read = now, 0
}

func (s *swept) end(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last.Ended, s.last.Took = now, now.Sub(s.last.Began)
}

func (s *swept) count() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last.Read++
}
