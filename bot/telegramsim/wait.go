package telegramsim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Next waits up to 10 s for the bot's next message that is not taken yet, in
// order, and takes it. Of the events before it only messages count.
func (c *Chat) Next(t TB) Message {
	t.Helper()
	return c.take(t, "message", KindMessage).Message
}

// NextEdit waits for the bot's next edit that is not taken yet, and takes it.
func (c *Chat) NextEdit(t TB) Message {
	t.Helper()
	return c.take(t, "edit", KindEdit).Message
}

// NextEvent waits for the bot's next message, edit, deletion, action or reaction
// that is not taken yet, and takes it.
func (c *Chat) NextEvent(t TB) Event {
	t.Helper()
	return c.take(t, "event", "")
}

// Quiet fails the test if a message from the bot is waiting to be taken. It does
// not wait for one.
func (c *Chat) Quiet(t TB) {
	t.Helper()
	c.s.mu.Lock()
	i := c.index(KindMessage)
	var waiting Event
	if i >= 0 {
		waiting = c.s.followed(c.room).events[i]
	}
	c.s.mu.Unlock()
	if i >= 0 {
		t.Errorf("chat %d: an unexpected message from the bot: %q", waiting.ChatID, waiting.Message.Text+waiting.Message.Caption)
	}
}

// index finds the first event of a kind ("" = any) that this handle may take.
func (c *Chat) index(kind Kind) int {
	return slices.IndexFunc(c.s.followed(c.room).events, func(e Event) bool {
		return (kind == "" || e.Kind == kind) && (c.thread == 0 || e.ThreadID == c.thread)
	})
}

func (c *Chat) take(t TB, what string, kind Kind) Event {
	t.Helper()
	deadline := time.NewTimer(c.s.patience)
	defer deadline.Stop()
	for {
		e, changed, found := c.tryTake(kind)
		if found {
			return e
		}
		select {
		case <-changed:
		case <-c.s.closed:
			t.Fatalf("chat %d: the server was closed while a test waited for the bot's next %s", c.ID(), what)
			return Event{}
		case <-deadline.C:
			t.Fatalf("chat %d: no %s from the bot within %s%s", c.ID(), what, c.s.patience, c.s.hints())
			return Event{}
		}
	}
}

// tryTake takes an event if there is one; else changed is closed at the next.
func (c *Chat) tryTake(kind Kind) (e Event, changed <-chan struct{}, found bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	i := c.index(kind)
	if i < 0 {
		return Event{}, r.changed, false
	}
	e = r.events[i]
	r.events = slices.Delete(r.events, i, i+1)
	return e, nil, true
}

// hints lists what else may explain a silence: refused calls and unread updates.
func (s *Server) hints() string {
	var b strings.Builder
	if n := s.Pending(); n > 0 {
		fmt.Fprintf(&b, "; %d updates are not confirmed", n)
	}
	for _, call := range s.refusals() {
		fmt.Fprintf(&b, "; %s was refused: %d %s", call.Method, call.Code, call.Description)
	}
	return b.String()
}
