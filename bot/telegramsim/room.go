package telegramsim

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// The types of chats.
const (
	kindPrivate    = "private"
	kindGroup      = "group"
	kindSupergroup = "supergroup"
)

// The standings of a group's member.
const (
	statusCreator = "creator"
	statusAdmin   = "administrator"
	statusMember  = "member"
	statusMuted   = "restricted"
	statusLeft    = "left"
	statusKicked  = "kicked"
)

// room is a chat's state; the server's lock guards it.
type room struct {
	id         int64
	kind       string
	title      string
	person     User // of a private chat
	members    []int64
	status     map[int64]string
	forum      bool
	topics     map[int]bool // true: open, false: closed
	started    bool         // the person has written at least once
	barred     bool         // the person blocked the bot, or the group threw it out
	mutedUntil time.Time    // of the bot; zero: for ever
	silenced   string       // the words of the 400 that the bot gets for writing; "": it may write
	hidden     bool         // its members are told to bots that are administrators alone
	migratedTo int64
	lastID     int
	messages   []*message // by id, without gaps
	events     []Event    // of the bot's, not taken yet
	changed    chan struct{}
	handle     *Chat
}

// message is a Message and what only the wire needs of it.
type message struct {
	Message
	service     service
	sender      *wireChat // in whose name it was written; nil: the person's own
	file        *storedFile
	inline      json.RawMessage
	fixed       bool // its markup forbids edits
	linkPreview json.RawMessage
}

func newRoom(s *Server, id int64, kind string) *room {
	r := &room{id: id, kind: kind, status: map[int64]string{}, topics: map[int]bool{}, changed: make(chan struct{})}
	r.handle = &Chat{s: s, room: r}
	s.rooms[id] = r
	return r
}

func (r *room) group() bool { return r.kind != kindPrivate }

// find returns the message with that id, nil if there is none or it is deleted.
func (r *room) find(id int) *message {
	m := r.findAny(id)
	if m == nil || m.Deleted {
		return nil
	}
	return m
}

func (r *room) findAny(id int) *message {
	if len(r.messages) == 0 {
		return nil
	}
	if i := id - r.messages[0].ID; i >= 0 && i < len(r.messages) {
		return r.messages[i]
	}
	return nil
}

// known finds the chat that a request names, for methods that only look.
func (s *Server) known(req *request) (*room, error) {
	if req.text("chat_id") == "" {
		return nil, badRequest("chat_id is empty")
	}
	id, err := strconv.ParseInt(req.text("chat_id"), 10, 64)
	if err != nil {
		return nil, badRequest("chat not found")
	}
	r := s.rooms[id]
	switch {
	case r == nil:
		return nil, badRequest("chat not found")
	case r.migratedTo != 0:
		refused := badRequest("group chat was upgraded to a supergroup chat")
		refused.migrateTo = r.migratedTo
		return nil, refused
	}
	return r, nil
}

// reachable finds the chat that a request names, for methods that act in it.
func (s *Server) reachable(req *request) (*room, error) {
	r, err := s.known(req)
	if err != nil {
		return nil, err
	}
	switch {
	case r.barred && r.group():
		return nil, forbidden("bot was kicked from the " + r.kind + " chat")
	case r.barred:
		return nil, forbidden("bot was blocked by the user")
	case !r.group() && !r.started:
		return nil, forbidden("bot can't initiate conversation with a user")
	}
	return r, nil
}

// post gives a message its id, date and place in the chat.
func (s *Server) post(r *room, m *message) *message {
	r.lastID++
	m.ID, m.ChatID, m.Date = r.lastID, r.id, s.now()
	m.FromBot = m.From.ID == s.botID
	r.messages = append(r.messages, m)
	if len(r.messages) > maxHistory {
		s.forget(r, maxHistory/10)
	}
	s.publish(r, Event{Kind: KindMessage, ThreadID: m.ThreadID, Message: m.Message}, m.FromBot)
	return m
}

// forget drops a chat's oldest messages and their files.
func (s *Server) forget(r *room, n int) {
	for _, m := range r.messages[:n] {
		s.detach(m)
	}
	r.messages = slices.Delete(r.messages, 0, n)
}

// publish tells the subscribers of an event and, if it is the bot's doing, puts
// it where Next and its like look.
func (s *Server) publish(r *room, e Event, byBot bool) {
	e.ChatID = r.id
	for sub := range s.subscribers {
		sub.offer(e)
	}
	if !byBot || e.Kind == KindAnswer {
		return
	}
	if len(r.events) >= maxHistory {
		r.events = slices.Delete(r.events, 0, maxHistory/10)
	}
	r.events = append(r.events, e)
	close(r.changed)
	r.changed = make(chan struct{})
}
