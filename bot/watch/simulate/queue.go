package simulate

import (
	"container/heap"
	"iter"
	"time"
)

// queue holds the cards as the sweep finds them: those that are due, the one
// whose slack ends first before the others, and those that are not yet.
type queue struct {
	due, later cards
}

func newQueue(size int) *queue {
	return &queue{
		due:   cards{before: func(f, g *follower) int { return f.by.Compare(g.by) }},
		later: cards{list: make([]*follower, 0, size), before: func(f, g *follower) int { return f.due.Compare(g.due) }},
	}
}

func (q *queue) size() int { return q.due.Len() + q.later.Len() }

// put adds a card.
func (q *queue) put(f *follower) { heap.Push(&q.later, f) }

// next is when the next request is wanted: as soon as it may go out, while the
// sweep is still under way then, or else at the beat that finds a card due.
func (q *queue) next(free time.Time) time.Time {
	if q.due.Len() == 0 && !q.later.list[0].due.Before(free) {
		return q.later.list[0].next
	}
	return free
}

// take removes the most urgent of the cards that are due by then.
func (q *queue) take(at time.Time) *follower {
	for q.later.Len() > 0 && !q.later.list[0].due.After(at) {
		heap.Push(&q.due, heap.Pop(&q.later))
	}
	return heap.Pop(&q.due).(*follower)
}

// all yields every card.
func (q *queue) all() iter.Seq[*follower] {
	return func(yield func(*follower) bool) {
		for _, list := range [...][]*follower{q.due.list, q.later.list} {
			for _, f := range list {
				if !yield(f) {
					return
				}
			}
		}
	}
}

// cards is a heap of them.
type cards struct {
	list   []*follower
	before func(f, g *follower) int
}

func (c *cards) Len() int { return len(c.list) }

func (c *cards) Less(i, j int) bool {
	if order := c.before(c.list[i], c.list[j]); order != 0 {
		return order < 0
	}
	return c.list[i].place < c.list[j].place
}

func (c *cards) Swap(i, j int) { c.list[i], c.list[j] = c.list[j], c.list[i] }

// Push belongs to [heap.Interface].
func (c *cards) Push(f any) { c.list = append(c.list, f.(*follower)) }

// Pop belongs to [heap.Interface].
func (c *cards) Pop() any {
	last := len(c.list) - 1
	f := c.list[last]
	c.list = c.list[:last]
	return f
}
