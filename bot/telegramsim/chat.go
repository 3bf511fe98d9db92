package telegramsim

import (
	"slices"
	"strings"
)

// Chat is a chat as its people see it. A handle from Topic speaks in that topic
// and waits only for what happens there.
type Chat struct {
	s      *Server
	room   *room
	thread int
}

// Person returns the private chat with a user, made at the first call; its id is
// the user's. The bot cannot write there until the person has (Say). A later call
// with other names changes them, as Telegram users do.
func (s *Server) Person(u User) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users[u.ID] = u
	r := s.rooms[u.ID]
	if r == nil {
		r = newRoom(s, u.ID, kindPrivate)
		r.members = []int64{u.ID}
		r.status[u.ID] = statusMember
	}
	r.person = u
	return r.handle
}

// Chat finds a chat by its id.
func (s *Server) Chat(id int64) (*Chat, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[id]
	if r == nil {
		return nil, false
	}
	return r.handle, true
}

// ID is the chat's id, negative of a group.
func (c *Chat) ID() int64 { return c.live().id }

// live is the chat's state, that of its supergroup after a migration.
func (c *Chat) live() *room {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.s.followed(c.room)
}

func (s *Server) followed(r *room) *room {
	for r.migratedTo != 0 {
		r = s.rooms[r.migratedTo]
	}
	return r
}

// Say writes a text as the chat's person, or as a group's first member, and
// returns the message's id. Writing to a blocked bot unblocks it.
func (c *Chat) Say(text string) int { return c.SayAs(c.speaker(), text) }

// SayAs writes a text as a user. Somebody unknown to a group joins it first,
// without notice.
func (c *Chat) SayAs(userID int64, text string) int { return c.Reply(userID, 0, text) }

// Reply writes a text that answers the message with that id.
func (c *Chat) Reply(userID int64, toMessageID int, text string) int {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	f := formatted{text: text}
	f.clean()
	return c.write(userID, &message{Message: Message{Text: f.text, Entities: commandEntities(f.text), ReplyTo: toMessageID}})
}

// write has a user post a message that holds what they wrote.
func (c *Chat) write(userID int64, m *message) int {
	r := c.s.followed(c.room)
	if !r.group() {
		c.s.unblock(r)
		r.started = true
	}
	m.From, m.ThreadID = c.s.present(r, userID), c.thread
	if c.s.post(r, m); c.s.hears(r, m) {
		c.s.push("message", c.s.wire(r, m))
	}
	return m.ID
}

// Edit changes a text that a person has written, as that person. The bot is told
// if it heard of the message before the change.
func (c *Chat) Edit(messageID int, text string) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	m := r.find(messageID)
	if m == nil || m.FromBot {
		return
	}
	heard := c.s.hears(r, m)
	f := formatted{text: text}
	f.clean()
	m.Text, m.Entities, m.Edited = f.text, commandEntities(f.text), c.s.now()
	c.s.publish(r, Event{Kind: KindEdit, ThreadID: m.ThreadID, Message: m.Message}, false)
	if heard {
		c.s.push("edited_message", c.s.wire(r, m))
	}
}

// speaker is the person of a private chat, or the first member of a group.
func (c *Chat) speaker() int64 {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	for _, id := range c.s.followed(c.room).members {
		if id != c.s.botID {
			return id
		}
	}
	return 0
}

// present makes sure that a user is known and in the chat.
func (s *Server) present(r *room, id int64) User {
	s.meet(User{ID: id, FirstName: "User"})
	if r.group() && !slices.Contains(r.members, id) {
		r.members = append(r.members, id)
		r.status[id] = statusMember
	}
	return s.users[id]
}

// hears says whether a person's message reaches the bot. In a group with privacy
// mode on that is a command for it or for nobody, or a reply to it; an
// administrator hears all (official text). Of the rule that a bare command
// reaches the bot that wrote last only the single bot's case is needed.
func (s *Server) hears(r *room, m *message) bool {
	switch {
	case !r.group():
		return true
	case r.barred:
		return false
	case !s.privacy || r.status[s.botID] == statusAdmin:
		return true
	}
	if to := r.find(m.ReplyTo); to != nil && to.FromBot {
		return true
	}
	command, username := commandAt(m.Text+m.Caption, m.Entities)
	return command != "" && (username == "" || strings.EqualFold(username, s.username))
}

// Block is the person blocking the bot: it can write no more, and is told so.
func (c *Chat) Block() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if r := c.room; !r.group() && !r.barred {
		r.barred = true
		c.s.blocking(r, statusMember, statusKicked)
	}
}

// Unblock takes Block back.
func (c *Chat) Unblock() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.unblock(c.room)
}

func (s *Server) unblock(r *room) {
	if !r.group() && r.barred {
		r.barred = false
		s.blocking(r, statusKicked, statusMember)
	}
}

// blocking tells the bot of its place in a private chat.
func (s *Server) blocking(r *room, before, after string) {
	r.status[s.botID] = before
	s.standing(r, r.id, s.botID, after)
}

// Messages returns the chat's messages of both sides as they stand now, without
// the deleted ones; of a long chat the latest 900 at least.
func (c *Chat) Messages() []Message {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	var list []Message
	for _, m := range c.s.followed(c.room).messages {
		if !m.Deleted && (c.thread == 0 || m.ThreadID == c.thread) {
			list = append(list, m.Message)
		}
	}
	return list
}

// Message returns one message as it stands now, or as it last stood if it is
// deleted.
func (c *Chat) Message(id int) (Message, bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	m := c.s.followed(c.room).findAny(id)
	if m == nil {
		return Message{}, false
	}
	return m.Message, true
}
