package bot

import (
	"sync"
	"time"
)

// staleAfter is the age from which a question waited in a backlog.
const staleAfter = time.Minute

// repeats knows when a stale /balance was last answered, of the chats that
// have said nothing else since.
type repeats struct{ answered sync.Map } // chat id to time.Time

// repeated tells whether an update asks only for what a chat was told after
// it had asked: of the repeats of /balance that a night's outage has left in a
// chat, the first is answered for all. What was received after that answer is
// none of them, whatever the clock made of its age. Each update of the chat is
// to be shown to it.
func (c *turn) repeated(received time.Time) bool {
	asked, now := c.asksBalance(), c.Now()
	if now.Sub(asked) < staleAfter || asked.IsZero() {
		c.repeats.answered.Delete(c.chat.ID)
		return false
	}
	stored, again := c.repeats.answered.LoadOrStore(c.chat.ID, now)
	answered := stored.(time.Time)
	if again && (received.After(answered) || answered.After(now)) { // or the clock was set back
		c.repeats.answered.Store(c.chat.ID, now)
		return false
	}
	return again
}

// asksBalance is when a /balance was sent; zero: the update is none.
func (c *turn) asksBalance() time.Time {
	if c.message == nil {
		return time.Time{}
	}
	name, mention, _, _ := parseCommand(c.message.Text)
	if name != "balance" || !c.addressed(mention) {
		return time.Time{}
	}
	return c.message.At
}
