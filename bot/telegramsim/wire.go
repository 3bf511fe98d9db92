package telegramsim

import "encoding/json"

// The objects of the wire, with the fields that this server fills in.

type wireUser struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
	Language  string `json:"language_code,omitempty"`
}

type wireChat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	Username  string `json:"username,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	IsForum   bool   `json:"is_forum,omitempty"`
}

type wireMessage struct {
	ID              int             `json:"message_id"`
	ThreadID        int             `json:"message_thread_id,omitempty"`
	From            *wireUser       `json:"from,omitempty"`
	SenderChat      *wireChat       `json:"sender_chat,omitempty"`
	Chat            wireChat        `json:"chat"`
	Date            int64           `json:"date"`
	EditDate        int64           `json:"edit_date,omitempty"`
	InTopic         bool            `json:"is_topic_message,omitempty"`
	ReplyTo         *wireMessage    `json:"reply_to_message,omitempty"`
	Text            string          `json:"text,omitempty"`
	Entities        []Entity        `json:"entities,omitempty"`
	LinkPreview     json.RawMessage `json:"link_preview_options,omitempty"`
	Photo           []wirePhoto     `json:"photo,omitempty"`
	Document        *wireDocument   `json:"document,omitempty"`
	Voice           *wireVoice      `json:"voice,omitempty"`
	Caption         string          `json:"caption,omitempty"`
	CaptionEntities []Entity        `json:"caption_entities,omitempty"`
	Markup          json.RawMessage `json:"reply_markup,omitempty"`
	service
}

// service is what a message tells about its chat instead of a text.
type service struct {
	NewMembers   []wireUser `json:"new_chat_members,omitempty"`
	LeftMember   *wireUser  `json:"left_chat_member,omitempty"`
	MigrateTo    int64      `json:"migrate_to_chat_id,omitempty"`
	MigrateFrom  int64      `json:"migrate_from_chat_id,omitempty"`
	TopicCreated *wireTopic `json:"forum_topic_created,omitempty"`
	TopicClosed  *struct{}  `json:"forum_topic_closed,omitempty"`
	TopicOpened  *struct{}  `json:"forum_topic_reopened,omitempty"`
}

type wireTopic struct {
	Name  string `json:"name"`
	Color int    `json:"icon_color"`
}

type wirePhoto struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Size     int    `json:"file_size,omitempty"`
}

type wireDocument struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Name     string `json:"file_name,omitempty"`
	Mime     string `json:"mime_type,omitempty"`
	Size     int    `json:"file_size,omitempty"`
}

type wireVoice struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Duration int    `json:"duration"`
}

func (u User) wire() *wireUser {
	return &wireUser{ID: u.ID, FirstName: u.FirstName, LastName: u.LastName, Username: u.Username, Language: u.Language}
}

// bot is the bot as a user. Its own language is never told (observed).
func (s *Server) bot() *wireUser {
	name := s.profiles[""].Name
	if name == "" {
		name = s.username
	}
	return &wireUser{ID: s.botID, IsBot: true, FirstName: name, Username: s.username}
}

func (s *Server) wireUser(id int64) *wireUser {
	if id == s.botID {
		return s.bot()
	}
	return s.users[id].wire()
}

func (r *room) wire() wireChat {
	c := wireChat{ID: r.id, Type: r.kind, Title: r.title, IsForum: r.forum}
	if r.kind == kindPrivate {
		c.FirstName, c.LastName, c.Username = r.person.FirstName, r.person.LastName, r.person.Username
	}
	return c
}

// wire is the message with the one it replies to. In a topic, a message that
// replies to nothing replies to the topic's own beginning (observed).
func (s *Server) wire(r *room, m *message) *wireMessage {
	w := s.wireBare(r, m)
	answered := m.ReplyTo
	if answered == 0 && m.service.TopicCreated == nil {
		answered = m.ThreadID
	}
	if to := r.find(answered); to != nil {
		w.ReplyTo = s.wireBare(r, to)
	}
	return w
}

func (s *Server) wireBare(r *room, m *message) *wireMessage {
	w := &wireMessage{
		ID:          m.ID,
		ThreadID:    m.ThreadID,
		From:        s.wireUser(m.From.ID),
		SenderChat:  m.sender,
		Chat:        r.wire(),
		Date:        m.Date.Unix(),
		InTopic:     m.ThreadID != 0,
		LinkPreview: m.linkPreview,
		Markup:      m.inline,
		service:     m.service,
	}
	if m.sender != nil {
		w.From.IsBot = true
	}
	if !m.Edited.IsZero() {
		w.EditDate = m.Edited.Unix()
	}
	if m.file == nil {
		w.Text, w.Entities = m.Text, m.Entities
		return w
	}
	w.Caption, w.CaptionEntities = m.Caption, m.Entities
	switch m.file.kind {
	case kindPhoto:
		w.Photo = []wirePhoto{m.file.photo()}
	case kindVoice:
		w.Voice = &wireVoice{FileID: m.file.id, UniqueID: m.file.unique, Duration: 2}
	default:
		w.Document = m.file.document()
	}
	return w
}
