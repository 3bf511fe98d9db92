package chat

import (
	"context"
	"errors"
	"html"
	"strconv"
	"time"

	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// Request is an update being handled.
type Request struct {
	Ctx      context.Context
	W        *Writer // to the chat, in the place where it asked
	UpdateID int64
	Person   telegram.Person
	Message  *telegram.Said  // what was said; nil: a button was pressed
	Press    *telegram.Press // the button; nil: something was said
	Text     string          // what was typed, without a command's name
	AskAnew  bool            // so much is at stake that who is an admin now is asked of Telegram, not of memory

	chats    *Chats
	speaker  int64     // see [telegram.Update.Speaker]
	done     bool      // the update is marked as handled
	answered bool      // the pressed button no longer waits
	saidAt   time.Time // when the person was first told something; zero: not yet
}

// Reply sends a message. Where Telegram cannot take it now, it goes into the
// outbox, with which the update is done.
func (r *Request) Reply(m telegram.Message) error {
	_, err := r.Send(m)
	return err
}

// Edit changes the message whose button was pressed; where none was, it sends
// a new one.
func (r *Request) Edit(m telegram.Message) error { return r.Reply(r.InPlace(m)) }

// InPlace has a message change the one whose button was pressed. Where none
// was, it stays a new message.
func (r *Request) InPlace(m telegram.Message) telegram.Message {
	if r.Press != nil {
		m.Edit = r.Press.Under
	}
	return m
}

// Send is Reply that returns the message's id; 0: it went into the outbox,
// behind the answers that wait there already, or the chat has blocked the bot.
func (r *Request) Send(m telegram.Message) (int, error) {
	waiting, err := r.chats.c.Store.HasReplies(r.Ctx, r.W.Chat.ID)
	switch {
	case err != nil:
		return 0, err
	case waiting:
		return 0, r.enqueue(m, r.now())
	}
	return r.SendOr(m, m)
}

// SendFirst sends a message that another one is to follow, if Telegram takes it
// now, and returns its id; 0: it is not sent, and need not be.
func (r *Request) SendFirst(m telegram.Message) (int, error) {
	waiting, err := r.chats.c.Store.HasReplies(r.Ctx, r.W.Chat.ID)
	if err != nil || waiting {
		return 0, err
	}
	id, err := r.SendUnstored(r.Ctx, m)
	if telegram.Transient(err) {
		return 0, nil
	}
	return id, err
}

// SendOr sends a message. Where Telegram cannot take it now, the other one
// goes into the outbox, with which the update is done.
func (r *Request) SendOr(m, later telegram.Message) (int, error) {
	id, err := r.SendUnstored(r.Ctx, m)
	switch {
	case errors.Is(err, telegram.ErrBlocked):
		return 0, nil
	case !telegram.Transient(err):
		return id, err
	}
	r.chats.c.Log.Warn("reply waits in the outbox", "chat", r.W.Chat.ID, "err", err)
	return 0, r.enqueue(later, telegram.RetryAt(err, 0, r.now()))
}

func (r *Request) enqueue(m telegram.Message, due time.Time) error {
	return r.commit(due, func(*store.Tx) ([]telegram.Message, error) { return []telegram.Message{m}, nil })
}

// SendUnstored sends a message that must not be written down, or need not be.
func (r *Request) SendUnstored(ctx context.Context, m telegram.Message) (int, error) {
	id, err := r.chats.c.Outbox.Send(ctx, m)
	if err == nil {
		r.noteSaid()
	}
	return id, err
}

// SendFile sends a message with a file, which the outbox does not take: where
// Telegram cannot take it now, the text instead goes there. Where it takes no
// file at all, as in a group that allows none, the text is sent.
func (r *Request) SendFile(m telegram.Message, instead texts.HTML) error {
	later := m
	later.File, later.Edit, later.Text = nil, 0, instead
	_, err := r.SendOr(m, later)
	if errors.Is(err, telegram.ErrRefused) {
		return r.Reply(later)
	}
	return err
}

// Show shows what the bot is at, while the handler goes on.
func (r *Request) Show(a telegram.Action) {
	ctx := context.WithoutCancel(r.Ctx)
	r.chats.beside.Go(func() { r.chats.c.Telegram.Show(ctx, r.W.Chat.ID, r.W.ThreadID, a) })
}

// Toast ends the waiting of the pressed button with a word over the chat.
func (r *Request) Toast(text string) { r.answerPress(text, false) }

// Alert is a toast that stays until it is closed.
func (r *Request) Alert(text string) { r.answerPress(text, true) }

func (r *Request) answerPress(text string, alert bool) {
	if r.Press == nil || r.answered {
		return
	}
	r.answered = true
	r.chats.c.Telegram.AnswerPress(r.Ctx, r.Press.ID, text, alert)
}

// Waits tells whether a button was pressed that has not been answered.
func (r *Request) Waits() bool { return r.Press != nil && !r.answered }

// Anonymous tells whether a message comes from an admin who writes in the
// group's own name.
func (r *Request) Anonymous() bool {
	return r.Message != nil && r.Message.SenderChat == r.W.Chat.ID && r.W.Chat.Kind != store.Private
}

// MayChange tells whether the person may change what the chat has: anybody in
// a private chat, an admin in a group. The error may be [telegram.ErrHidden].
func (r *Request) MayChange() (bool, error) {
	switch {
	case r.W.Chat.Kind == store.Private:
		return true, nil
	case r.Message != nil && r.Message.SenderChat != 0:
		return r.Anonymous(), nil
	case r.AskAnew:
		return r.chats.c.Telegram.IsAdminNow(r.Ctx, r.W.Chat.ID, r.Person.ID)
	}
	return r.chats.c.Telegram.IsAdmin(r.Ctx, r.W.Chat.ID, r.Person.ID)
}

// AnswersBot tells whether a message is a reply to the bot's.
func (r *Request) AnswersBot() bool {
	return r.Message != nil && r.Message.ReplyTo.MessageID != 0 && r.Message.ReplyTo.From == r.chats.c.Telegram.ID()
}

// calling puts the person's name before a question that answers no message of
// theirs, so that it opens a reply field for them alone.
func (r *Request) calling(text texts.HTML) texts.HTML {
	if r.Press == nil || r.W.Chat.Kind == store.Private {
		return text
	}
	name := html.EscapeString(ShortName(r.Person.FirstName))
	link := `<a href="tg://user?id=` + strconv.FormatInt(r.Person.ID, 10) + `">` + name + `</a>`
	return texts.Lines(texts.HTML(link), text)
}

func (r *Request) now() time.Time { return r.chats.c.Now() }

func (r *Request) noteSaid() {
	if r.saidAt.IsZero() {
		r.saidAt = r.now()
	}
}

// SaidAt is when the person was first told something; zero: not yet. What
// waits in the outbox counts when it is written there.
func (r *Request) SaidAt() time.Time { return r.saidAt }
