package gate

import (
	"container/list"
	"context"
	"time"
)

// waiter is a caller in one of the two queues.
type waiter struct {
	turn  chan struct{} // closed when it may start
	queue *list.List
	place *list.Element // nil once it has the turn
}

// join puts the caller at the end of its queue.
func (g *Gate) join(ctx context.Context) *waiter {
	g.mu.Lock()
	defer g.mu.Unlock()
	w := &waiter{turn: make(chan struct{}), queue: &g.people}
	if IsBackground(ctx) {
		w.queue = &g.sweep
	}
	w.place = w.queue.PushBack(w)
	g.arm()
	return w
}

// await returns nil when it is w's turn; otherwise w has left.
func (g *Gate) await(ctx context.Context, w *waiter) error {
	defer stand(ctx)()
	promoted := Promoted(ctx)
	for {
		select {
		case <-w.turn:
			if err := ctx.Err(); err != nil {
				g.release(false)
				return err
			}
			return nil
		case <-promoted:
			promoted = nil
			g.promote(w)
		case <-ctx.Done():
			g.leave(w)
			return ctx.Err()
		}
	}
}

// promote moves w behind the people who wait already.
func (g *Gate) promote(w *waiter) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if w.place == nil || w.queue == &g.people {
		return
	}
	w.queue.Remove(w.place)
	w.queue = &g.people
	w.place = w.queue.PushBack(w)
}

// leave gives up w's place, or the turn if it has just been given.
func (g *Gate) leave(w *waiter) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if w.place == nil {
		g.taken = false
	} else {
		w.queue.Remove(w.place)
		w.place = nil
	}
	g.arm()
}

// release ends a turn; the next one is a space away if it was used.
func (g *Gate) release(used bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.taken = false
	if used {
		delay := min(max(0, time.Since(g.next)), g.slip)
		g.next = time.Now().Add(g.interval - delay)
	}
	g.arm()
}

// arm sees to it that somebody gets the turn when it is due. Only one has it at a time, so
// a count that takes long to write does not let two starts close up.
func (g *Gate) arm() {
	if g.taken || g.armed || g.people.Len()+g.sweep.Len() == 0 {
		return
	}
	g.armed = true
	time.AfterFunc(time.Until(g.next), g.give)
}

// give hands the turn to the first person, else to the first of the sweep.
func (g *Gate) give() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.armed = false
	for _, queue := range []*list.List{&g.people, &g.sweep} {
		if first := queue.Front(); first != nil {
			w := queue.Remove(first).(*waiter)
			w.place = nil
			g.taken = true
			close(w.turn)
			return
		}
	}
}
