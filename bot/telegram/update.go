package telegram

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/go-telegram/bot/models"
)

// Update is what happened in a chat, as far as the bot needs to know. One of
// Message, Press, Place and Member is set, or none.
type Update struct {
	ID       int64
	Bot      bool    // a bot has said or pressed it, in no chat's name
	Body     []byte  // as Telegram sent it; nil when ChatID is 0
	ChatID   int64   // 0: the update cannot be decoded, or belongs to no chat
	ChatKind string  // a kind of [store.Chat], or "channel"
	ThreadID int     // the group's topic in which it happened; 0: none
	From     *Person // nil: nobody, as of a channel's post
	Message  *Said
	Press    *Press
	Place    *Place
	Member   int64 // the person whose place in the chat was changed; 0: nobody's, or the bot's own
}

// Person is who has said or pressed something.
type Person struct {
	ID        int64
	FirstName string
	LastName  string
	Language  string // of their Telegram, such as "kk"
}

// Said is a message to the bot, or one that the bot can read in a group.
type Said struct {
	ID         int
	At         time.Time
	Edited     time.Time // when it was changed to what it says; zero: it is new
	Text       string    // or what is written under a picture or another file
	Media      bool      // it is such a file, which the bot does not look into
	Content    bool      // it has content that a person chose; false: a service message
	SenderChat int64     // the chat in whose name it was written; 0: the person's own
	ReplyTo    Reply
	MovedTo    int64 // the supergroup that the group has become; 0: none
	MovedFrom  int64 // the group that the supergroup was; 0: none
}

// IsEdited tells a message that was changed from a new one, and from none.
func (s *Said) IsEdited() bool { return s != nil && !s.Edited.IsZero() }

// Reply is the message that another one answers; zero: none.
type Reply struct {
	MessageID int
	From      int64 // who wrote it
}

// Press is a button that was pressed.
type Press struct {
	ID    string
	Data  string // see [Signer.Verify]
	Under int    // the message that the button stands under; 0: it can be changed no longer
}

// Place is the bot's own place in the chat, as it was changed.
type Place struct {
	Out   bool      // the bot was blocked or removed, and may not write
	Muted bool      // it may stay, and not write
	Until time.Time // it is muted until then; zero: until it is told otherwise
}

// The accounts that stand as the sender of what is said in the name of a
// chat: they are the same in all of Telegram.
var standIns = []int64{777000, 136817688, 1087968824} // Telegram, Channel_Bot, GroupAnonymousBot

// Speaker is who is held to what one may do: the person, or the chat in whose
// name something is said.
func (u Update) Speaker() int64 {
	switch {
	case u.Message != nil && u.Message.SenderChat != 0:
		return u.Message.SenderChat
	case slices.Contains(standIns, u.From.ID):
		return u.ChatID
	}
	return u.From.ID
}

// received is an update of a batch. It has no chat, and nothing else, when
// the library cannot decode it or when it belongs to no chat.
func received(id int64, raw []byte) Update {
	u, err := Decode(raw)
	if err != nil || u.ChatID == 0 {
		return Update{ID: id}
	}
	u.ID, u.Body = id, raw
	return u
}

// Decode reads an update as Telegram sent it, but for its own bytes. The
// error does not quote it.
func Decode(raw []byte) (Update, error) {
	var m models.Update
	if err := json.Unmarshal(raw, &m); err != nil {
		return Update{}, errors.New("the library cannot decode the update") // its own error may quote the update
	}
	u := Update{ID: m.ID}
	switch {
	case m.Message != nil:
		u.says(m.Message)
	case m.EditedMessage != nil:
		u.says(m.EditedMessage)
		u.Message.Edited = time.Unix(int64(m.EditedMessage.EditDate), 0)
	case m.CallbackQuery != nil:
		u.pressed(m.CallbackQuery)
	case m.MyChatMember != nil:
		u.Place = placeOf(m.MyChatMember.NewChatMember)
		u.in(m.MyChatMember.Chat, &m.MyChatMember.From)
	case m.ChatMember != nil:
		u.Member = memberID(m.ChatMember.NewChatMember)
		u.in(m.ChatMember.Chat, &m.ChatMember.From)
	}
	return u, nil
}

func (u *Update) says(m *models.Message) {
	u.Message = said(m)
	u.in(m.Chat, m.From)
	u.ThreadID = topicOf(m)
	u.Bot = m.From != nil && m.From.IsBot && m.SenderChat == nil // a chat speaks through a bot that stands for it
}

func placeOf(m models.ChatMember) *Place {
	p := &Place{Out: m.Type == models.ChatMemberTypeLeft || m.Type == models.ChatMemberTypeBanned}
	if m.Type == models.ChatMemberTypeRestricted && m.Restricted != nil {
		p.Out, p.Muted = !m.Restricted.IsMember, m.Restricted.IsMember && !m.Restricted.CanSendMessages
		if p.Muted && m.Restricted.UntilDate != 0 {
			p.Until = time.Unix(int64(m.Restricted.UntilDate), 0)
		}
	}
	return p
}

func (u *Update) pressed(q *models.CallbackQuery) {
	u.Press, u.Bot = &Press{ID: q.ID, Data: q.Data}, q.From.IsBot
	switch {
	case q.Message.Message != nil:
		u.Press.Under = q.Message.Message.ID
		u.ThreadID = topicOf(q.Message.Message)
		u.in(q.Message.Message.Chat, &q.From)
	case q.Message.InaccessibleMessage != nil:
		u.in(q.Message.InaccessibleMessage.Chat, &q.From)
	}
}

// in sets the chat that the update belongs to, and the person it comes from.
func (u *Update) in(chat models.Chat, from *models.User) {
	u.ChatID, u.ChatKind = chat.ID, string(chat.Type)
	if from != nil {
		u.From = &Person{ID: from.ID, FirstName: from.FirstName, LastName: from.LastName, Language: from.LanguageCode}
	}
}

func said(m *models.Message) *Said {
	s := &Said{
		ID: m.ID, At: time.Unix(int64(m.Date), 0), Text: cmp.Or(m.Text, m.Caption), Media: isMedia(m), Content: hasContent(m),
		MovedTo: m.MigrateToChatID, MovedFrom: m.MigrateFromChatID,
	}
	if m.SenderChat != nil {
		s.SenderChat = m.SenderChat.ID
	}
	if r := m.ReplyToMessage; r != nil {
		s.ReplyTo.MessageID = r.ID
		if r.From != nil {
			s.ReplyTo.From = r.From.ID
		}
	}
	return s
}

// hasContent tells a person's message from a service message, such as one
// that something was pinned.
func hasContent(m *models.Message) bool {
	return m.Text != "" || m.Caption != "" || isMedia(m) || m.Sticker != nil ||
		m.Contact != nil || m.Location != nil || m.Poll != nil || m.Dice != nil || m.Story != nil
}

func isMedia(m *models.Message) bool {
	return m.Photo != nil || m.Voice != nil || m.Video != nil || m.VideoNote != nil ||
		m.Animation != nil || m.Audio != nil || m.Document != nil
}

func topicOf(m *models.Message) int {
	if m.IsTopicMessage {
		return m.MessageThreadID
	}
	return 0
}
