package bot

import (
	"github.com/go-telegram/bot/models"

	"onaybot/bot/texts"
)

// button is an inline button: one that presses back (Call) or opens a link.
type button struct {
	Text string `json:"text"`
	Call string `json:"call,omitempty"` // verb and arguments; signed for the chat when it is sent
	URL  string `json:"url,omitempty"`
}

// keyboard is rows of inline buttons.
type keyboard [][]button

// outgoing is a message to be sent, or, with Edit, one to be changed in
// place. It survives as JSON in the outbox.
type outgoing struct {
	ChatID   int64      `json:"chat"`
	ThreadID int        `json:"thread,omitempty"` // a group's topic
	ReplyTo  int        `json:"reply_to,omitempty"`
	Edit     int        `json:"edit,omitempty"` // the message to change; 0: a new one
	Gone     bool       `json:"gone,omitempty"` // where the message to change is gone, nothing is sent in its place
	Text     texts.HTML `json:"text"`
	Keyboard keyboard   `json:"keyboard,omitempty"`
	Ask      bool       `json:"ask,omitempty"` // opens a reply field, which privacy mode needs in groups
	File     *file      `json:"-"`             // goes with the message, whose text is its caption; see [turn.sayFile]
}

func (o outgoing) markup(s signer) models.ReplyMarkup {
	switch {
	case len(o.Keyboard) > 0:
		rows := make([][]models.InlineKeyboardButton, len(o.Keyboard))
		for i, row := range o.Keyboard {
			for _, b := range row {
				rows[i] = append(rows[i], b.inline(o.ChatID, s))
			}
		}
		return &models.InlineKeyboardMarkup{InlineKeyboard: rows}
	case o.Ask:
		return &models.ForceReply{ForceReply: true, Selective: o.ReplyTo != 0} // after a press there is nobody to select
	}
	return nil
}

func (b button) inline(chatID int64, s signer) models.InlineKeyboardButton {
	if b.Call == "" {
		return models.InlineKeyboardButton{Text: b.Text, URL: b.URL}
	}
	return models.InlineKeyboardButton{Text: b.Text, CallbackData: s.sign(chatID, b.Call)}
}

// reply says which message this one answers, if any.
func (o outgoing) reply() *models.ReplyParameters {
	if o.ReplyTo == 0 {
		return nil
	}
	return &models.ReplyParameters{MessageID: o.ReplyTo, AllowSendingWithoutReply: true}
}
