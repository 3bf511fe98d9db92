package telegramsim

import "context"

// subscriberBuffer is how many events a subscriber may be behind.
const subscriberBuffer = 256

type subscriber struct {
	events chan Event
	missed int
}

// offer hands an event over if there is room; what was missed is told with the
// next one that fits. The server's lock is held.
func (b *subscriber) offer(e Event) {
	e.Missed = b.missed
	select {
	case b.events <- e:
		b.missed = 0
	default:
		b.missed++
	}
}

// Subscribe tells of everything that happens in any chat, people's messages and
// callback answers included, until ctx ends; then the channel is closed. A
// subscriber that falls behind loses events, never holds anybody up, and learns
// from Missed that it should look at Messages again.
func (s *Server) Subscribe(ctx context.Context) <-chan Event {
	sub := &subscriber{events: make(chan Event, subscriberBuffer)}
	s.mu.Lock()
	s.subscribers[sub] = struct{}{}
	s.mu.Unlock()
	context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.subscribers, sub)
		close(sub.events)
	})
	return sub.events
}
