package bot

import (
	"bytes"
	"context"
	"errors"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"onaybot/bot/texts"
	"onaybot/store"
)

// file goes with a message: a picture, or a document to be kept.
type file struct {
	Name    string
	Data    []byte
	Picture bool
}

// attemptFile sends a message with a file, or puts the file into an earlier
// message. A document is always sent anew, so that none is lost.
func (s *sender) attemptFile(ctx context.Context, o outgoing) (int, error) {
	upload := &models.InputFileUpload{Filename: o.File.Name, Data: bytes.NewReader(o.File.Data)}
	switch {
	case !o.File.Picture:
		return sentID(s.api.SendDocument(ctx, &tg.SendDocumentParams{
			ChatID: o.ChatID, MessageThreadID: o.ThreadID, Document: upload, Caption: string(o.Text),
			ParseMode: models.ParseModeHTML, ReplyMarkup: o.markup(s.signer), ReplyParameters: o.reply(),
		}))
	case o.Edit == 0:
		return sentID(s.api.SendPhoto(ctx, &tg.SendPhotoParams{
			ChatID: o.ChatID, MessageThreadID: o.ThreadID, Photo: upload, Caption: string(o.Text),
			ParseMode: models.ParseModeHTML, ReplyMarkup: o.markup(s.signer), ReplyParameters: o.reply(),
		}))
	}
	_, err := s.api.EditMessageMedia(ctx, &tg.EditMessageMediaParams{
		ChatID: o.ChatID, MessageID: o.Edit, ReplyMarkup: o.markup(s.signer),
		Media: &models.InputMediaPhoto{
			Media: "attach://" + o.File.Name, MediaAttachment: upload.Data,
			Caption: string(o.Text), ParseMode: models.ParseModeHTML,
		},
	})
	return o.Edit, err
}

// sayFile sends a message with a file at once. The outbox takes no files:
// where Telegram cannot take this one now, the text instead goes there.
func (c *turn) sayFile(o outgoing, instead texts.HTML) error {
	_, err := c.send(o)
	if errors.Is(err, errBlocked) {
		return nil
	}
	if !transient(err) {
		return err
	}
	due := retryAt(err, 0, c.Now())
	c.Log.Warn("file not sent; its words wait in the outbox", "chat", c.chat.ID, "err", err)
	o.File, o.Edit, o.Text = nil, 0, instead
	return c.commitWith(due, func(*store.Tx) ([]outgoing, error) { return []outgoing{o}, nil })
}
