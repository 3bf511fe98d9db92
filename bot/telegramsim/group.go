package telegramsim

// Group makes a group chat with the bot in it; the first member is its creator.
// Members who are known keep their names and language.
// The id of a group is negative (of a supergroup -100…); a positive one is
// negated. The bot is told of its joining, as by Telegram. A second call with the
// same id returns the same chat.
func (s *Server) Group(id int64, title string, members ...User) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	id = min(id, -id)
	if r := s.rooms[id]; r != nil {
		return r.handle
	}
	r := newRoom(s, id, kindGroup)
	r.title = title
	for i, u := range members {
		s.meet(u)
		r.members = append(r.members, u.ID)
		r.status[u.ID] = statusMember
		if i == 0 {
			r.status[u.ID] = statusCreator
		}
	}
	s.welcome(r)
	return r.handle
}

// meet makes a user known; one who is known stays as he is.
func (s *Server) meet(u User) {
	if _, met := s.users[u.ID]; !met {
		s.users[u.ID] = u
	}
}

// welcome lets the bot into a group and tells it so.
func (s *Server) welcome(r *room) {
	by := s.host(r)
	r.barred = false
	s.standing(r, by, s.botID, statusMember)
	s.announce(r, by, 0, service{NewMembers: []wireUser{*s.bot()}})
}

// host is who acts for a group: its first member, or the bot's own id in a group
// of nobody.
func (s *Server) host(r *room) int64 {
	for _, id := range r.members {
		if id != s.botID {
			return id
		}
	}
	return s.botID
}

// announce posts a service message; the bot is told of each (official text).
func (s *Server) announce(r *room, by int64, thread int, what service) {
	from := s.users[by]
	if by == s.botID {
		from = s.botUser()
	}
	m := &message{Message: Message{From: from, ThreadID: thread}, service: what}
	s.post(r, m)
	if !r.barred {
		s.push("message", s.wire(r, m))
	}
}

// KickBot throws the bot out of a group; AddBot lets it in again.
func (c *Chat) KickBot() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	if r.group() && !r.barred {
		c.s.standing(r, c.s.host(r), c.s.botID, statusKicked)
		r.barred = true
	}
}

// AddBot lets the bot into a group that threw it out.
func (c *Chat) AddBot() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if r := c.s.followed(c.room); r.group() && r.barred {
		c.s.welcome(r)
	}
}

// SetAdmin makes a member an administrator, or takes that away; the bot too, by
// its own id. The creator stays what he is.
func (c *Chat) SetAdmin(userID int64, admin bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	status := statusMember
	if admin {
		status = statusAdmin
	}
	if userID != c.s.botID {
		c.s.present(r, userID)
	}
	if before := r.status[userID]; before != statusCreator && before != status {
		c.s.standing(r, c.s.host(r), userID, status)
	}
}

// Join lets a user into a group, with a service message.
func (c *Chat) Join(u User) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	c.s.meet(u)
	c.s.standing(r, u.ID, u.ID, statusMember)
	c.s.announce(r, u.ID, c.thread, service{NewMembers: []wireUser{*c.s.wireUser(u.ID)}})
}

// Leave takes a user out of a group, with a service message.
func (c *Chat) Leave(userID int64) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	c.s.standing(r, userID, userID, statusLeft)
	c.s.announce(r, userID, c.thread, service{LeftMember: c.s.wireUser(userID)})
}

// MakeSupergroup turns a group into a supergroup under the same id, for tests
// that want one from the start; MigrateTo is what Telegram does.
func (c *Chat) MakeSupergroup() *Chat {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.followed(c.room).kind = kindSupergroup
	return c
}

// MigrateTo upgrades the group to a supergroup with another id and returns that
// chat. The bot is told by a service message in each; calls to the old id are
// refused with the new one. This handle speaks in the supergroup from then on.
func (c *Chat) MigrateTo(newID int64) *Chat {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	old := c.s.followed(c.room)
	r := newRoom(c.s, min(newID, -newID), kindSupergroup)
	r.title, r.members, r.status = old.title, old.members, old.status
	by := c.s.host(old)
	c.s.announce(old, by, 0, service{MigrateTo: r.id})
	c.s.announce(r, by, 0, service{MigrateFrom: old.id})
	old.migratedTo, r.events, old.events = r.id, old.events, nil
	close(old.changed) // whoever waits here looks again, and finds the supergroup
	old.changed = make(chan struct{})
	return r.handle
}

// Topic opens a forum topic, which makes the chat a supergroup with topics, and
// returns a handle that speaks and listens there.
func (c *Chat) Topic(name string) *Chat {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	r.kind, r.forum = kindSupergroup, true
	thread := r.lastID + 1
	r.topics[thread] = true
	c.s.announce(r, c.s.host(r), thread, service{TopicCreated: &wireTopic{Name: name, Color: 7322096}})
	return &Chat{s: c.s, room: r, thread: thread}
}

// ThreadID is the topic a handle speaks in, 0 outside of topics.
func (c *Chat) ThreadID() int { return c.thread }
