package telegram

import (
	"context"
	"errors"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// courtesy is how long a call may take that is only a courtesy.
const courtesy = 3 * time.Second

// Action is what the bot shows that it is at.
type Action = models.ChatAction

// The actions.
const (
	Typing            = models.ChatActionTyping
	UploadingPicture  = models.ChatActionUploadPhoto
	UploadingDocument = models.ChatActionUploadDocument
)

// Show shows what the bot is at. A failure is only logged.
func (c *Client) Show(ctx context.Context, chatID int64, threadID int, a Action) {
	ctx, cancel := context.WithTimeout(ctx, courtesy)
	defer cancel()
	_, err := c.api.SendChatAction(ctx, &tg.SendChatActionParams{ChatID: chatID, MessageThreadID: threadID, Action: a})
	if err != nil {
		c.log.Debug("chat action", "chat", chatID, "err", err)
	}
}

// maxToast is how many characters of a toast Telegram takes.
const maxToast = 200

// AnswerPress ends the waiting of a pressed button, with a toast or, with
// alert, a box to be closed. A failure is only logged.
func (c *Client) AnswerPress(ctx context.Context, pressID, text string, alert bool) {
	ctx, cancel := context.WithTimeout(ctx, courtesy)
	defer cancel()
	runes := []rune(text)
	_, err := c.api.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{
		CallbackQueryID: pressID, Text: string(runes[:min(len(runes), maxToast)]), ShowAlert: alert,
	})
	if err != nil {
		c.log.Debug("answer button", "err", err)
	}
}

// Delete deletes a message and tells whether it is gone.
func (c *Client) Delete(ctx context.Context, chatID int64, messageID int) bool {
	_, err := c.api.DeleteMessage(ctx, &tg.DeleteMessageParams{ChatID: chatID, MessageID: messageID})
	if err != nil && !strings.Contains(err.Error(), "message to delete not found") {
		c.log.Info("message not deleted", "chat", chatID, "err", err)
		return false
	}
	return true
}

// Menu is the commands behind the slash, in their order.
type Menu struct {
	Language string // whose people see it; "": all whose language has no menu of its own
	Commands []Command
}

// Command is an entry of a [Menu].
type Command struct{ Name, Description string }

// Publish sets menus. It tries until it has, or ctx ends.
func (c *Client) Publish(ctx context.Context, menus ...Menu) {
	for _, m := range menus {
		for failures := 0; ; failures++ {
			err := c.publish(ctx, m)
			if err == nil || ctx.Err() != nil {
				break
			}
			c.log.Warn("publish commands", "language", m.Language, "err", err)
			now := c.now()
			_ = sleep(ctx, RetryAt(err, failures, now).Sub(now)) // publish fails if ctx has ended
		}
	}
}

func (c *Client) publish(ctx context.Context, m Menu) error {
	p := &tg.SetMyCommandsParams{LanguageCode: m.Language}
	for _, command := range m.Commands {
		p.Commands = append(p.Commands, models.BotCommand{Command: command.Name, Description: command.Description})
	}
	_, err := c.api.SetMyCommands(ctx, p)
	var tooMany *tg.TooManyRequestsError
	if errors.As(err, &tooMany) {
		return &WaitError{Until: c.now().Add(retryAfter(tooMany))}
	}
	return err
}
