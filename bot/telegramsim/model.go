package telegramsim

import "time"

// User is a person on Telegram. Language is the IETF tag of the person's app
// ("ru", "kk", "en"); empty means that the app does not tell it.
type User struct {
	ID        int64
	FirstName string
	LastName  string
	Username  string
	Language  string
}

// Entity is a piece of formatting. Offset and Length count UTF-16 code units.
type Entity struct {
	Type          string `json:"type"`
	Offset        int    `json:"offset"`
	Length        int    `json:"length"`
	URL           string `json:"url,omitempty"`
	Language      string `json:"language,omitempty"`
	CustomEmojiID string `json:"custom_emoji_id,omitempty"`
}

// Button is one inline button: a callback (Data), a link (URL), or another
// kind, of which only the label is kept.
type Button struct {
	Text string
	Data string
	URL  string
}

// File is an uploaded file as it can be downloaded again.
type File struct {
	Name string
	Data []byte
	Mime string
}

// Message is a copy of a message as it stood when it was asked for. Its slices
// and files are shared and must not be changed.
type Message struct {
	ID                  int
	ChatID              int64
	ThreadID            int // the forum topic, 0 outside of topics
	From                User
	FromBot             bool
	Text                string   // plain, after parsing
	HTML                string   // the text or caption as it was sent
	Entities            []Entity // of the text or the caption
	Buttons             [][]Button
	ReplyKeyboard       [][]string
	ForceReply          bool
	ReplyTo             int // the answered message's id, 0 if none
	Caption             string
	Photo               *File
	Document            *File
	Date                time.Time
	Edited              time.Time // zero if never edited
	Deleted             bool
	Silent              bool
	LinkPreviewDisabled bool
}

// Kind says what an Event tells of.
type Kind string

// The kinds of events. A chat's NextEvent yields all but KindAnswer; Subscribe
// yields all, and those of messages that people write.
const (
	KindMessage  Kind = "message"
	KindEdit     Kind = "edit"
	KindDelete   Kind = "delete"
	KindAction   Kind = "action"
	KindReaction Kind = "reaction"
	KindAnswer   Kind = "answer"
)

// Event is something that happened in a chat.
type Event struct {
	Kind     Kind
	ChatID   int64
	ThreadID int
	Message  Message        // right after the event; of an action, empty
	Action   string         // of KindAction: "typing" and so on
	Reaction string         // of KindReaction: the emoji, empty when taken back
	QueryID  string         // of KindAnswer: the press it answers
	Answer   CallbackAnswer // of KindAnswer
	Missed   int            // events this subscriber was too slow for, just before this one
}

// CallbackAnswer is what a person sees after pressing a button.
type CallbackAnswer struct {
	Text  string
	Alert bool
	URL   string
}

// BotCommand is one row of the command menu.
type BotCommand struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// Call is one request that the bot made. Chat is 0 when the call names none.
// Code is 200, the error code, or 0 for a call that a Failure left without an
// answer. Description is the error's.
type Call struct {
	Method      string
	Chat        int64
	At          time.Time
	Code        int
	Description string
}
