package bot

import (
	"context"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf16"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"onaybot/bot/panics"
	"onaybot/bot/texts"
	"onaybot/onayclient/gate"
	"onaybot/store"
)

// What can become of a message besides being sent.
var (
	errBlocked = errors.New("the chat does not want to be written to")
	errRefused = errors.New("telegram refuses the message")
	errGarbled = errors.New("event this program cannot read")
)

// waitError says that Telegram wants to be left alone.
type waitError struct{ until time.Time }

func (e *waitError) Error() string {
	return "telegram asks to wait until " + e.until.UTC().Format(time.RFC3339)
}

const (
	patience = 4 * time.Second // how long a sender waits out a pause itself; a group's own pace is less
	courtesy = 3 * time.Second // how long what is only a courtesy may take
	maxText  = 4096            // characters of a message
)

// sender sends messages at Telegram's pace and draws the consequences of its
// refusals.
type sender struct {
	api    *tg.Bot
	store  *store.Store
	signer signer
	pace   *pace
	sent   atomic.Int64 // messages and edits since the start
	moved  sync.Map     // groups that have become supergroups while a handler was at work: old id to new
	now    func() time.Time
	log    *slog.Logger
}

// send sends a message, or changes one, and returns its id. The error is
// [errBlocked], [errRefused] (neither gets better with time), a *waitError, or
// a transient fault.
func (s *sender) send(ctx context.Context, o outgoing) (int, error) {
	if to, ok := s.moved.Load(o.ChatID); ok {
		o.ChatID = to.(int64)
	}
	chat, err := s.store.Chat(ctx, o.ChatID)
	if err != nil {
		return 0, fmt.Errorf("send: %w", err)
	}
	if !chat.BlockedAt.IsZero() {
		return 0, errBlocked
	}
	for try := 0; ; try++ {
		id, err := s.attempt(ctx, chat, o)
		var next *outgoing
		if err != nil {
			next, err = s.consequence(ctx, chat, o, err)
		}
		if err == nil && next == nil {
			return id, nil
		}
		if next == nil || try == 2 {
			return 0, err
		}
		o, chat.ID = *next, next.ChatID
	}
}

// fit cuts a text that Telegram would refuse as too long after a whole line;
// markup never goes over the end of one.
func fit(text texts.HTML) string {
	for visible(text) > maxText {
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

// visible is the length of a text as Telegram counts it: UTF-16 units, without
// markup.
func visible(text texts.HTML) int {
	return len(utf16.Encode([]rune(html.UnescapeString(markup.ReplaceAllString(string(text), "")))))
}

func (s *sender) attempt(ctx context.Context, chat store.Chat, o outgoing) (int, error) {
	if err := s.pace.wait(ctx, chat, patience); err != nil {
		return 0, err
	}
	s.sent.Add(1)
	ctx = context.WithoutCancel(ctx) // a message half sent would be sent again
	if o.File != nil {
		return s.attemptFile(ctx, o)
	}
	noPreview := &models.LinkPreviewOptions{IsDisabled: tg.True()}
	if o.Edit != 0 {
		_, err := s.api.EditMessageText(ctx, &tg.EditMessageTextParams{
			ChatID: o.ChatID, MessageID: o.Edit, Text: fit(o.Text),
			ParseMode: models.ParseModeHTML, LinkPreviewOptions: noPreview, ReplyMarkup: o.markup(s.signer),
		})
		return o.Edit, err
	}
	p := &tg.SendMessageParams{
		ChatID: o.ChatID, MessageThreadID: o.ThreadID, Text: fit(o.Text),
		ParseMode: models.ParseModeHTML, LinkPreviewOptions: noPreview, ReplyMarkup: o.markup(s.signer),
		ReplyParameters: o.reply(),
	}
	return sentID(s.api.SendMessage(ctx, p))
}

func sentID(m *models.Message, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	return m.ID, nil
}

// consequence turns a failure into what to send instead, or into the error
// of [sender.send]; neither: the message counts as sent.
func (s *sender) consequence(ctx context.Context, chat store.Chat, o outgoing, err error) (*outgoing, error) {
	var tooMany *tg.TooManyRequestsError
	var migrated *tg.MigrateError
	switch {
	case errors.As(err, &tooMany):
		wait := time.Duration(max(1, tooMany.RetryAfter)) * time.Second
		s.pace.tooMany(chat, wait)
		s.log.Warn("telegram asks to slow down", "chat", chat.ID, "retry_after", wait)
		return &o, &waitError{until: s.now().Add(wait)}
	case errors.As(err, &migrated):
		return s.follow(ctx, o, int64(migrated.MigrateToChatID))
	case errors.Is(err, tg.ErrorForbidden):
		return nil, s.block(ctx, o.ChatID)
	case errors.Is(err, tg.ErrorBadRequest):
		return s.refused(ctx, o, err)
	}
	return nil, err
}

// refused tells the refusals apart by Telegram's words, since it gives them
// no codes.
func (s *sender) refused(ctx context.Context, o outgoing, err error) (*outgoing, error) {
	says := func(words string) bool { return strings.Contains(err.Error(), words) }
	switch {
	case says("message is not modified"):
		return nil, nil
	case says("chat not found"):
		return nil, s.block(ctx, o.ChatID)
	case o.Edit != 0 && (says("message to edit not found") || says("message can't be edited") ||
		says("no text in the message to edit")): // under a picture
		o.Edit = 0
		return &o, err
	case o.ThreadID != 0 && says("thread not found"):
		o.ThreadID = 0
		return &o, err
	}
	s.log.Error("message refused", "chat", o.ChatID, "err", err)
	return nil, errRefused
}

func (s *sender) follow(ctx context.Context, o outgoing, to int64) (*outgoing, error) {
	err := s.store.Tx(ctx, func(tx *store.Tx) error { return s.signer.migrateChat(ctx, tx, o.ChatID, to) })
	if err != nil {
		return nil, fmt.Errorf("follow group to supergroup: %w", err)
	}
	s.log.Info("group became a supergroup", "chat", o.ChatID, "to", to)
	s.moved.Store(o.ChatID, to)
	o.ChatID, o.Edit, o.ReplyTo = to, 0, 0
	return &o, errRefused
}

func (s *sender) block(ctx context.Context, chatID int64) error {
	now := s.now()
	err := s.store.Tx(ctx, func(tx *store.Tx) error { return tx.SetBlocked(ctx, chatID, now, now) })
	if err != nil {
		return fmt.Errorf("note blocked chat: %w", err)
	}
	s.log.Info("chat blocked the bot", "chat", chatID)
	return errBlocked
}

// typing shows that the bot is at work.
func (s *sender) typing(ctx context.Context, chatID int64, threadID int) {
	s.action(ctx, chatID, threadID, models.ChatActionTyping)
}

// action shows what the bot is at. It is worth neither a long wait nor an
// error.
func (s *sender) action(ctx context.Context, chatID int64, threadID int, a models.ChatAction) {
	ctx, cancel := context.WithTimeout(ctx, courtesy)
	defer cancel()
	_, err := s.api.SendChatAction(ctx, &tg.SendChatActionParams{
		ChatID: chatID, MessageThreadID: threadID, Action: a,
	})
	if err != nil {
		s.log.Debug("chat action", "chat", chatID, "err", err)
	}
}

// answer ends the waiting of a pressed button, with a toast or, with alert,
// a box to be closed.
func (s *sender) answer(ctx context.Context, callbackID, text string, alert bool) {
	ctx, cancel := context.WithTimeout(ctx, courtesy)
	defer cancel()
	_, err := s.api.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{
		CallbackQueryID: callbackID, Text: text, ShowAlert: alert,
	})
	if err != nil {
		s.log.Debug("answer button", "err", err)
	}
}

// transient tells whether a failure may pass by itself.
func transient(err error) bool {
	return err != nil && !errors.Is(err, errBlocked) && !errors.Is(err, errRefused) &&
		!errors.Is(err, panics.ErrPanic) && !errors.Is(err, errGarbled)
}

// retryAt says when to try a transient failure again after so many tries.
func retryAt(err error, tries int, now time.Time) time.Time {
	var w *waitError
	if errors.As(err, &w) {
		return w.until
	}
	var long *gate.TooLongError
	if errors.As(err, &long) {
		return long.Until
	}
	return now.Add(min(time.Second<<min(tries, 9), 5*time.Minute))
}

// erase deletes a message, and says whether it is gone.
func (s *sender) erase(ctx context.Context, chatID int64, messageID int) bool {
	_, err := s.api.DeleteMessage(ctx, &tg.DeleteMessageParams{ChatID: chatID, MessageID: messageID})
	if err != nil && !strings.Contains(err.Error(), "message to delete not found") {
		s.log.Info("message not deleted", "chat", chatID, "err", err)
		return false
	}
	return true
}
