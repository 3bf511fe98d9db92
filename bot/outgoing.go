package bot

import (
	"github.com/go-telegram/bot/models"

	"onaybot/bot/texts"
)

// button is an inline button: one that presses back (Data) or opens a link.
type button struct {
	Text string `json:"text"`
	Data string `json:"data,omitempty"`
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
	Text     texts.HTML `json:"text"`
	Keyboard keyboard   `json:"keyboard,omitempty"`
	Ask      bool       `json:"ask,omitempty"` // opens a reply field, which privacy mode needs in groups
	File     *file      `json:"-"`             // goes with the message, whose text is its caption; see [turn.sayFile]
}

func (o outgoing) markup() models.ReplyMarkup {
	switch {
	case len(o.Keyboard) > 0:
		rows := make([][]models.InlineKeyboardButton, len(o.Keyboard))
		for i, row := range o.Keyboard {
			for _, b := range row {
				rows[i] = append(rows[i], models.InlineKeyboardButton{Text: b.Text, CallbackData: b.Data, URL: b.URL})
			}
		}
		return &models.InlineKeyboardMarkup{InlineKeyboard: rows}
	case o.Ask:
		return &models.ForceReply{ForceReply: true, Selective: true}
	}
	return nil
}

// reply says which message this one answers, if any.
func (o outgoing) reply() *models.ReplyParameters {
	if o.ReplyTo == 0 {
		return nil
	}
	return &models.ReplyParameters{MessageID: o.ReplyTo, AllowSendingWithoutReply: true}
}
