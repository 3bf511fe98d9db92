package telegramsim

// The accounts that Telegram names as the sender of what is said in the name
// of a chat, for bots that know of people alone (official text).
const (
	anonymousID = 1087968824 // an anonymous admin's message in a group
	channelID   = 136817688  // a message in the name of a channel
)

// SayInNameOf writes a text in a group in the name of a chat: of the group
// itself as its anonymous admins do, or of a channel.
func (c *Chat) SayInNameOf(senderChat int64, text string) int {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	from := User{ID: channelID, FirstName: "Channel", Username: "Channel_Bot"}
	sender := wireChat{ID: senderChat, Type: "channel", Title: "Channel"}
	if senderChat == r.id {
		from, sender = User{ID: anonymousID, FirstName: "Group", Username: "GroupAnonymousBot"}, r.wire()
	}
	c.s.meet(from)
	m := c.s.post(r, &message{
		Message: Message{From: from, ThreadID: c.thread, Text: text, Entities: commandEntities(text)}, sender: &sender,
	})
	if c.s.hears(r, m) {
		c.s.push("message", c.s.wire(r, m))
	}
	return m.ID
}

// HideMembers has a group tell its members to bots that are administrators
// there alone.
func (c *Chat) HideMembers() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.followed(c.room).hidden = true
}
