package telegramsim

import (
	"strings"
	"time"
)

// webHistory is how many messages of a chat a browser gets when it connects.
const webHistory = 200

// The phone as the browser is told of it; the field names are those of web/*.js.

type webPhone struct {
	Bot   webUser   `json:"bot"`
	Now   time.Time `json:"now"`
	Chats []webChat `json:"chats"`
}

type webUser struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Username string `json:"username,omitempty"`
	Language string `json:"language,omitempty"`
}

type webChat struct {
	ID       int64        `json:"id"`
	Title    string       `json:"title"`
	Group    bool         `json:"group"`
	Private  bool         `json:"private"` // a group whose bot hears only what is meant for it
	People   []webUser    `json:"people"`
	Messages []webMessage `json:"messages"`
}

type webMessage struct {
	ID             int           `json:"id"`
	From           webUser       `json:"from"`
	ByBot          bool          `json:"byBot"`
	Text           string        `json:"text"`
	Entities       []Entity      `json:"entities,omitempty"`
	Service        string        `json:"service,omitempty"`
	Buttons        [][]webButton `json:"buttons,omitempty"`
	Keyboard       [][]string    `json:"keyboard,omitempty"`
	RemoveKeyboard bool          `json:"removeKeyboard,omitempty"`
	ForceReply     bool          `json:"forceReply,omitempty"`
	ReplyTo        *webQuote     `json:"replyTo,omitempty"`
	Photo          *webFile      `json:"photo,omitempty"`
	Document       *webFile      `json:"document,omitempty"`
	Silent         bool          `json:"silent,omitempty"`
	Date           time.Time     `json:"date"`
	Edited         *time.Time    `json:"edited,omitempty"`
}

type webButton struct {
	Text string `json:"text"`
	Data string `json:"data,omitempty"`
	URL  string `json:"url,omitempty"`
}

type webQuote struct {
	ID     int    `json:"id"`
	FromID int64  `json:"fromId"`
	From   string `json:"from"`
	Text   string `json:"text"`
}

type webFile struct {
	Name   string `json:"name"`
	Size   int    `json:"size"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
}

// phone is everything on the phone as it stands now.
func (w *web) phone() webPhone {
	s := w.s
	s.mu.Lock()
	defer s.mu.Unlock()
	p := webPhone{Bot: s.botUser().web(), Now: s.now()}
	for _, c := range w.chats {
		p.Chats = append(p.Chats, s.webChat(s.followed(c.room)))
	}
	return p
}

func (s *Server) webChat(r *room) webChat {
	c := webChat{ID: r.id, Title: r.title, Group: r.group(), People: []webUser{}, Messages: []webMessage{}}
	c.Private = c.Group && s.privacy && r.status[s.botID] != statusAdmin
	if !c.Group {
		c.Title = r.person.FirstName
	}
	for _, id := range r.members {
		if id != s.botID {
			c.People = append(c.People, s.users[id].web())
		}
	}
	for _, m := range r.messages[max(0, len(r.messages)-webHistory):] {
		if !m.Deleted {
			c.Messages = append(c.Messages, s.webMessage(r, m))
		}
	}
	return c
}

func (u User) web() webUser {
	return webUser{ID: u.ID, Name: strings.TrimSpace(u.FirstName + " " + u.LastName), Username: u.Username, Language: u.Language}
}

func (s *Server) webMessage(r *room, m *message) webMessage {
	v := webMessage{
		ID: m.ID, From: m.From.web(), ByBot: m.FromBot, Text: m.Text + m.Caption, Entities: m.Entities,
		Service: m.service.words(), Keyboard: m.ReplyKeyboard, ForceReply: m.ForceReply,
		RemoveKeyboard: m.fixed && m.ReplyKeyboard == nil && !m.ForceReply,
		Silent:         m.Silent, Date: m.Date,
	}
	for _, row := range m.Buttons {
		line := make([]webButton, len(row))
		for i, b := range row {
			line[i] = webButton(b)
		}
		v.Buttons = append(v.Buttons, line)
	}
	if to := r.findAny(m.ReplyTo); to != nil {
		v.ReplyTo = &webQuote{ID: to.ID, FromID: to.From.ID, From: to.From.FirstName, Text: excerpt(to.Text + to.Caption)}
	}
	if f := m.file; f != nil {
		file := &webFile{Name: f.Name, Size: len(f.Data), Width: f.width, Height: f.height}
		if v.Document = file; f.kind == kindPhoto {
			v.Document, v.Photo = nil, file
		}
	}
	if !m.Edited.IsZero() {
		v.Edited = &m.Edited
	}
	return v
}

// excerpt is the beginning of a text on one line.
func excerpt(text string) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= 80 {
		return string(runes)
	}
	return string(runes[:79]) + "…"
}

// words say what a service message tells, "" for any other.
func (s service) words() string {
	switch {
	case len(s.NewMembers) > 0:
		return s.NewMembers[0].FirstName + " joined the group"
	case s.LeftMember != nil:
		return s.LeftMember.FirstName + " left the group"
	case s.MigrateTo != 0, s.MigrateFrom != 0:
		return "The group became a supergroup"
	case s.TopicCreated != nil:
		return "Topic “" + s.TopicCreated.Name + "” was created"
	}
	return ""
}
