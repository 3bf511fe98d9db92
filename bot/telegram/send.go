package telegram

import (
	"bytes"
	"context"
	"fmt"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"onaybot/store"
)

const (
	patience = 4 * time.Second // how long a sender waits out a pause itself; a group's own pace is shorter
	tries    = 3               // of one message, each with what the refusal of the one before it asks for
)

// Send sends a message, or changes one, and returns its id. The error is
// [ErrBlocked], of which [ErrMuted] is a kind, or [ErrRefused], which do not
// get better with time, or passes by itself; see [RetryAt].
func (c *Client) Send(ctx context.Context, m Message) (int, error) { return c.send(ctx, m, false) }

// Push is Send of something that nobody waits for: answers go first.
func (c *Client) Push(ctx context.Context, m Message) (int, error) { return c.send(ctx, m, true) }

// SendOnce sends a message to a chat that need not be in the database. It
// draws no consequence from a refusal.
func (c *Client) SendOnce(ctx context.Context, m Message) error {
	_, err := c.attempt(ctx, m, false)
	return err
}

func (c *Client) send(ctx context.Context, m Message, push bool) (int, error) {
	if to, ok := c.moved.Load(m.ChatID); ok {
		m.ChatID = to.(int64)
	}
	chat, err := c.mayWrite(ctx, m.ChatID)
	if err != nil {
		return 0, err
	}
	for try := 1; ; try++ {
		id, err := c.attempt(ctx, m, push)
		if err == nil {
			c.unmute(ctx, chat)
			return id, nil
		}
		next, err := c.consequence(ctx, m, err)
		switch {
		case err == nil:
			return m.Edit, nil
		case next == nil, try == tries:
			return 0, err
		}
		m = *next
	}
}

func (c *Client) mayWrite(ctx context.Context, chatID int64) (store.Chat, error) {
	chat, err := c.store.Chat(ctx, chatID)
	switch {
	case err != nil:
		return chat, fmt.Errorf("send: %w", err)
	case !chat.MutedAt.IsZero() && !chat.BlockedAt.IsZero():
		return chat, ErrMuted
	case !chat.BlockedAt.IsZero():
		return chat, ErrBlocked
	}
	return chat, nil
}

// unmute notes that a message went to a chat that was muted.
func (c *Client) unmute(ctx context.Context, chat store.Chat) {
	if chat.MutedAt.IsZero() {
		return
	}
	err := c.store.Tx(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		return tx.SetBlocked(ctx, chat.ID, time.Time{}, c.now())
	})
	if err != nil {
		c.log.Warn("chat still counts as muted", "chat", chat.ID, "err", err)
	}
}

// attempt sends a message once. What shutdown finds half sent is finished,
// since it would be sent again.
func (c *Client) attempt(ctx context.Context, m Message, push bool) (int, error) {
	if err := c.pace.wait(ctx, m.ChatID, push, patience); err != nil {
		return 0, err
	}
	c.messages.Add(1)
	ctx = context.WithoutCancel(ctx)
	switch {
	case m.File != nil && !m.File.Picture:
		return c.sendDocument(ctx, m)
	case m.File != nil && m.Edit == 0:
		return c.sendPhoto(ctx, m)
	case m.File != nil:
		return m.Edit, c.editPhoto(ctx, m)
	case m.Edit != 0:
		return m.Edit, c.editText(ctx, m)
	}
	return c.sendText(ctx, m)
}

func (c *Client) sendText(ctx context.Context, m Message) (int, error) {
	return idOf(c.api.SendMessage(ctx, &tg.SendMessageParams{
		ChatID: m.ChatID, MessageThreadID: m.ThreadID, Text: fit(m.Text),
		ParseMode: models.ParseModeHTML, LinkPreviewOptions: noPreview(), ReplyMarkup: m.markup(c.signer),
		ReplyParameters: m.reply(), DisableNotification: m.Silent,
	}))
}

func (c *Client) editText(ctx context.Context, m Message) error {
	_, err := c.api.EditMessageText(ctx, &tg.EditMessageTextParams{
		ChatID: m.ChatID, MessageID: m.Edit, Text: fit(m.Text),
		ParseMode: models.ParseModeHTML, LinkPreviewOptions: noPreview(), ReplyMarkup: m.markup(c.signer),
	})
	return err
}

func noPreview() *models.LinkPreviewOptions { return &models.LinkPreviewOptions{IsDisabled: tg.True()} }

// sendDocument sends the file anew even where the message is to change
// another one, so that no file is lost.
func (c *Client) sendDocument(ctx context.Context, m Message) (int, error) {
	return idOf(c.api.SendDocument(ctx, &tg.SendDocumentParams{
		ChatID: m.ChatID, MessageThreadID: m.ThreadID, Document: m.File.upload(), Caption: string(m.Text),
		ParseMode: models.ParseModeHTML, ReplyMarkup: m.markup(c.signer), ReplyParameters: m.reply(),
	}))
}

func (c *Client) sendPhoto(ctx context.Context, m Message) (int, error) {
	return idOf(c.api.SendPhoto(ctx, &tg.SendPhotoParams{
		ChatID: m.ChatID, MessageThreadID: m.ThreadID, Photo: m.File.upload(), Caption: string(m.Text),
		ParseMode: models.ParseModeHTML, ReplyMarkup: m.markup(c.signer), ReplyParameters: m.reply(),
	}))
}

func (c *Client) editPhoto(ctx context.Context, m Message) error {
	_, err := c.api.EditMessageMedia(ctx, &tg.EditMessageMediaParams{
		ChatID: m.ChatID, MessageID: m.Edit, ReplyMarkup: m.markup(c.signer),
		Media: &models.InputMediaPhoto{
			Media: "attach://" + m.File.Name, MediaAttachment: bytes.NewReader(m.File.Data),
			Caption: string(m.Text), ParseMode: models.ParseModeHTML,
		},
	})
	return err
}

func (f *File) upload() *models.InputFileUpload {
	return &models.InputFileUpload{Filename: f.Name, Data: bytes.NewReader(f.Data)}
}

func idOf(m *models.Message, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	return m.ID, nil
}
