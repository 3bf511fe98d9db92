package telegram

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf16"

	"github.com/go-telegram/bot/models"

	"onaybot/bot/texts"
)

// Message is a message to be sent, or, with Edit, one to be changed in place.
// It survives as JSON in the outbox, but for its file.
type Message struct {
	ChatID   int64      `json:"chat"`
	ThreadID int        `json:"thread,omitempty"` // a group's topic
	ReplyTo  int        `json:"reply_to,omitempty"`
	Edit     int        `json:"edit,omitempty"`      // the message to change; 0: a new one
	OnlyEdit bool       `json:"only_edit,omitempty"` // nothing is sent where the message to change is gone
	Text     texts.HTML `json:"text"`
	Keyboard Keyboard   `json:"keyboard,omitempty"`
	Silent   bool       `json:"silent,omitempty"` // comes without a sound
	Ask      bool       `json:"ask,omitempty"`    // opens a reply field, which privacy mode needs in groups
	File     *File      `json:"-"`                // goes with the message, whose text is its caption
}

// Keyboard is rows of buttons under a message.
type Keyboard [][]Button

// Button is a button under a message: one that calls back or one that opens a
// link.
type Button struct {
	Text string `json:"text"`
	Call string `json:"call,omitempty"` // a verb and its arguments; signed for the chat when it is sent
	URL  string `json:"url,omitempty"`
}

// File goes with a message: a picture, or a document to be kept.
type File struct {
	Name    string
	Data    []byte
	Picture bool
}

func (m Message) markup(s Signer) models.ReplyMarkup {
	switch {
	case len(m.Keyboard) > 0:
		rows := make([][]models.InlineKeyboardButton, len(m.Keyboard))
		for i, row := range m.Keyboard {
			for _, b := range row {
				rows[i] = append(rows[i], b.inline(m.ChatID, s))
			}
		}
		return &models.InlineKeyboardMarkup{InlineKeyboard: rows}
	case m.Ask:
		return &models.ForceReply{ForceReply: true, Selective: m.ReplyTo != 0} // without a reply there is nobody to select
	}
	return nil
}

func (b Button) inline(chatID int64, s Signer) models.InlineKeyboardButton {
	if b.Call == "" {
		return models.InlineKeyboardButton{Text: b.Text, URL: b.URL}
	}
	return models.InlineKeyboardButton{Text: b.Text, CallbackData: s.Sign(chatID, b.Call)}
}

func (m Message) reply() *models.ReplyParameters {
	if m.ReplyTo == 0 {
		return nil
	}
	return &models.ReplyParameters{MessageID: m.ReplyTo, AllowSendingWithoutReply: true}
}

const maxText = 4096 // characters of a message

// Fits tells whether a text is short enough for one message.
func Fits(text texts.HTML) bool { return visible(text) <= maxText }

// fit cuts a text that is too long for one message after a whole line; markup
// never goes over the end of a line.
func fit(text texts.HTML) string {
	for !Fits(text) {
		head := strings.TrimSuffix(string(text), "\n…")
		line := strings.LastIndexByte(head, '\n')
		if line < 0 {
			break
		}
		text = texts.HTML(head[:line] + "\n…")
	}
	return string(text)
}

var markup = regexp.MustCompile(`<[^>]*>`)

// visible is the length of a text as Telegram counts it: in UTF-16 units,
// without markup.
func visible(text texts.HTML) int {
	return len(utf16.Encode([]rune(html.UnescapeString(markup.ReplaceAllString(string(text), "")))))
}
