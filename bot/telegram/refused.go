package telegram

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"

	"onaybot/store"
)

// What can become of a message besides being sent.
var (
	ErrBlocked = errors.New("the chat does not want to be written to")
	ErrMuted   = fmt.Errorf("%w: the bot has no right to write there", ErrBlocked) // for now
	ErrRefused = errors.New("telegram refuses the message")
)

// WaitError says that Telegram wants to be left alone.
type WaitError struct{ Until time.Time }

func (e *WaitError) Error() string {
	return "telegram asks to wait until " + e.Until.UTC().Format(time.RFC3339)
}

// Transient tells whether a failure to send may pass by itself.
func Transient(err error) bool {
	return err != nil && !errors.Is(err, ErrBlocked) && !errors.Is(err, ErrRefused)
}

// RetryAt says when to try again after a transient failure that so many
// others went before.
func RetryAt(err error, failures int, now time.Time) time.Time {
	var w *WaitError
	if errors.As(err, &w) {
		return w.Until
	}
	return now.Add(min(time.Second<<min(failures, 9), 5*time.Minute))
}

// consequence turns the refusal of a message into the error of [Client.send].
// Where there is something else to send, it is next. Without an error the
// message counts as sent.
func (c *Client) consequence(ctx context.Context, m Message, err error) (next *Message, _ error) {
	var tooMany *tg.TooManyRequestsError
	var migrated *tg.MigrateError
	switch {
	case errors.As(err, &tooMany):
		wait := retryAfter(tooMany)
		c.pace.tooMany(m.ChatID, wait)
		c.log.Warn("telegram asks to slow down", "chat", m.ChatID, "retry_after", wait)
		return &m, &WaitError{Until: c.now().Add(wait)}
	case errors.As(err, &migrated):
		return c.follow(ctx, m, int64(migrated.MigrateToChatID))
	case errors.Is(err, tg.ErrorForbidden):
		return nil, c.block(ctx, m.ChatID)
	case errors.Is(err, tg.ErrorBadRequest):
		return c.refused(ctx, m, err)
	}
	return nil, err
}

func retryAfter(e *tg.TooManyRequestsError) time.Duration {
	return time.Duration(max(1, e.RetryAfter)) * time.Second
}

// noRight are the words of a 400 that means: the bot may not write there, or
// not now.
var noRight = regexp.MustCompile("not enough rights|no rights to send|need administrator rights|chat was deactivated|" +
	"CHAT_RESTRICTED|CHAT_WRITE_FORBIDDEN|CHAT_SEND_[A-Z]+_FORBIDDEN|CHAT_GUEST_SEND_FORBIDDEN|CHAT_ADMIN_REQUIRED|" +
	"USER_BANNED_IN_CHANNEL|CHANNEL_PRIVATE|PEER_ID_INVALID|TOPIC_CLOSED")

// refused tells refusals apart by Telegram's words, since it gives them no
// codes.
func (c *Client) refused(ctx context.Context, m Message, err error) (next *Message, _ error) {
	says := func(words string) bool { return strings.Contains(err.Error(), words) }
	switch {
	case says("message is not modified"):
		return nil, nil
	case says("chat not found"):
		return nil, c.block(ctx, m.ChatID)
	case m.Edit != 0 && (says("message to edit not found") || says("message can't be edited") ||
		says("no text in the message to edit")): // under a picture
		if m.OnlyEdit {
			return nil, nil
		}
		m.Edit = 0
		return &m, err
	case m.ThreadID != 0 && says("thread not found"):
		m.ThreadID = 0
		return &m, err
	case says("TOPIC_CLOSED") && (m.ThreadID != 0 || m.Edit != 0 || m.ReplyTo != 0):
		if m.OnlyEdit {
			return nil, nil
		}
		m.ThreadID, m.Edit, m.ReplyTo = 0, 0, 0 // a reply would go into the topic, too
		return &m, err
	case noRight.MatchString(err.Error()) && m.File == nil: // where no file may be sent, a text perhaps may
		return nil, c.mute(ctx, m.ChatID, err)
	}
	c.log.Error("message refused", "chat", m.ChatID, "err", err)
	return nil, ErrRefused
}

// follow moves a group to the supergroup that it has become, and the message
// with it.
func (c *Client) follow(ctx context.Context, m Message, to int64) (next *Message, _ error) {
	err := c.store.Tx(ctx, func(tx *store.Tx) error { return c.signer.MigrateChat(ctx, tx, m.ChatID, to) })
	if err != nil {
		return nil, fmt.Errorf("follow group to supergroup: %w", err)
	}
	c.log.Info("group became a supergroup", "chat", m.ChatID, "to", to)
	c.moved.Store(m.ChatID, to)
	m.ChatID, m.Edit, m.ReplyTo = to, 0, 0
	return &m, ErrRefused
}

const (
	firstRetry = time.Hour // until a muted chat is tried again
	lastRetry  = 24 * time.Hour
)

// mute suspends a chat that the bot may not write to now. It is tried again
// after as long as it has been muted for.
func (c *Client) mute(ctx context.Context, chatID int64, why error) error {
	now := c.now()
	err := c.store.Tx(ctx, func(tx *store.Tx) error {
		chat, err := tx.Chat(ctx, chatID)
		if err != nil {
			return err
		}
		wait := firstRetry
		if !chat.MutedAt.IsZero() {
			wait = min(max(now.Sub(chat.MutedAt), firstRetry), lastRetry)
		}
		return tx.Mute(ctx, chatID, now.Add(wait), now)
	})
	if err != nil {
		return fmt.Errorf("note muted chat: %w", err)
	}
	c.log.Info("the bot may not write to a chat now", "chat", chatID, "err", why)
	return ErrMuted
}

func (c *Client) block(ctx context.Context, chatID int64) error {
	now := c.now()
	err := c.store.Tx(ctx, func(tx *store.Tx) error { return tx.SetBlocked(ctx, chatID, now, now) })
	if err != nil {
		return fmt.Errorf("note blocked chat: %w", err)
	}
	c.log.Info("chat blocked the bot", "chat", chatID)
	return ErrBlocked
}
