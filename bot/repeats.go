package bot

import (
	"sync"
	"time"

	"onaybot/bot/chat"
)

// staleAfter is the age from which a question waited in a backlog.
const staleAfter = time.Minute

// repeats knows when a stale /balance was last answered, of the chats that
// have said nothing else since.
type repeats struct{ answered sync.Map } // chat id to time.Time

// repeated tells whether an update asks only for what a chat was told after
// it had asked: of the repeats of /balance that a night's outage has left in a
// chat, the first is answered for all. What was received after that answer is
// no repeat, whatever the clock made of its age. Each update of the chat is to
// be shown to it.
func (b *Bot) repeated(r *chat.Request, received time.Time) bool {
	asked, now, id := b.asksBalance(r), b.Now(), r.W.Chat.ID
	if now.Sub(asked) < staleAfter || asked.IsZero() {
		b.repeats.answered.Delete(id)
		return false
	}
	stored, again := b.repeats.answered.LoadOrStore(id, now)
	answered := stored.(time.Time)
	if again && (received.After(answered) || answered.After(now)) { // or the clock was set back
		b.repeats.answered.Store(id, now)
		return false
	}
	return again
}

// asksBalance is when a /balance was sent; zero: the update is none.
func (b *Bot) asksBalance(r *chat.Request) time.Time {
	if r.Message == nil {
		return time.Time{}
	}
	name, mention, _, _ := parseCommand(r.Message.Text)
	if name != "balance" || !b.addressed(mention) {
		return time.Time{}
	}
	return r.Message.At
}
