package simulate

import (
	"container/heap"
	"iter"
	"time"
)

// queue holds the cards as the sweep finds them: those that are due, first
// those whose time to wait ends first, and those that are not due yet.
type queue struct {
	due, later cards
}

func newQueue(size int) *queue {
	return &queue{
		due:   cards{at: func(f *follower) time.Time { return f.by }},
		later: cards{list: make([]waiting, 0, size), at: func(f *follower) time.Time { return f.due }},
	}
}

func (q *queue) size() int { return q.due.Len() + q.later.Len() }

// put adds a card.
func (q *queue) put(f *follower) { heap.Push(&q.later, f) }

// next is when the next request is wanted: as soon as it may go out, while the
// sweep is still under way then, or else at the tick that finds a card due.
func (q *queue) next(free time.Time) time.Time {
	if q.due.Len() == 0 && !q.later.list[0].at.Before(free) {
		return q.later.list[0].card.next
	}
	return free
}

// take removes the most urgent of the cards that are due by then.
func (q *queue) take(at time.Time) *follower {
	for q.later.Len() > 0 && !q.later.list[0].at.After(at) {
		heap.Push(&q.due, heap.Pop(&q.later))
	}
	return heap.Pop(&q.due).(*follower)
}

// all yields every card.
func (q *queue) all() iter.Seq[*follower] {
	return func(yield func(*follower) bool) {
		for _, list := range [...][]waiting{q.due.list, q.later.list} {
			for _, w := range list {
				if !yield(w.card) {
					return
				}
			}
		}
	}
}

// cards is a heap of them, by a time of each.
type cards struct {
	list []waiting
	at   func(*follower) time.Time
}

// waiting is a card with what it is ordered by, which lies far apart in the
// cards themselves.
type waiting struct {
	at    time.Time
	place int
	card  *follower
}

func (c *cards) Len() int { return len(c.list) }

func (c *cards) Less(i, j int) bool {
	a, b := &c.list[i], &c.list[j]
	if order := a.at.Compare(b.at); order != 0 {
		return order < 0
	}
	return a.place < b.place
}

func (c *cards) Swap(i, j int) { c.list[i], c.list[j] = c.list[j], c.list[i] }

// Push belongs to [heap.Interface].
func (c *cards) Push(x any) {
	f := x.(*follower)
	c.list = append(c.list, waiting{c.at(f), f.place, f})
}

// Pop belongs to [heap.Interface].
func (c *cards) Pop() any {
	last := len(c.list) - 1
	f := c.list[last].card
	c.list = c.list[:last]
	return f
}
