package operator

import (
	"context"
	"errors"
	"slices"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// reply is the data of a [store.EventFeedbackReply].
type reply struct {
	Admin    int64  `json:"admin"` // who is told when the passenger cannot be
	ThreadID int    `json:"thread,omitempty"`
	ReplyTo  int    `json:"reply_to"`
	Text     string `json:"text"`
}

// eventReplyLost tells an admin that a reply has met a chat that had blocked
// the bot by then.
const eventReplyLost store.EventKind = "reply_lost"

// Replies tells whether an admin replies to a message of the bot.
func (f *Feedback) Replies(r *chat.Request) bool {
	return r.W.Chat.Kind == store.Private && slices.Contains(f.Admins, r.Person.ID) && r.AnswersBot()
}

// Reply passes an admin's reply to feedback on to the passenger. The error is
// [store.ErrNotFound] when the message that is replied to is no feedback.
func (f *Feedback) Reply(r *chat.Request) error {
	f.Outbox.Deliver(r.Ctx, r.W.Chat.ID) // it is noted by then which message is the feedback just sent
	to, err := f.Store.Feedback(r.Ctx, r.W.Chat.ID, r.Message.ReplyTo.MessageID)
	switch {
	case err != nil:
		return err
	case r.Text == "", r.Message.Media:
		return r.Reply(r.W.Message(r.W.T("feedback.text_only")))
	case tooLong(r.Text):
		return r.Reply(r.W.Message(r.W.N("feedback.long", maxFeedback)))
	}
	passenger, err := f.Store.Chat(r.Ctx, to.From)
	switch {
	case errors.Is(err, store.ErrNotFound): // forgotten since the feedback was found
		return f.Unknown(r)
	case err != nil:
		return err
	case !passenger.BlockedAt.IsZero() && passenger.MutedAt.IsZero(): // to a muted chat it goes once that is back
		return r.Reply(r.W.Message(r.W.T("feedback.blocked")))
	}
	return r.Commit(func(tx *store.Tx) error {
		data := reply{r.W.Chat.ID, to.ThreadID, to.ReplyTo, r.Text}
		return f.Outbox.Enqueue(r.Ctx, tx, store.Event{Kind: store.EventFeedbackReply}, data, to.From)
	}, r.W.Message(r.W.T("feedback.passed")))
}

// Unknown says that it is not known whom a reply is for.
func (f *Feedback) Unknown(r *chat.Request) error {
	return r.Reply(r.W.Message(r.W.T("feedback.unknown")))
}

// renderReply makes a message of a [store.EventFeedbackReply], under the
// feedback where that was written in a group.
func (f *Feedback) renderReply(_ context.Context, w *chat.Writer, e store.Event) (*outbox.Rendered, error) {
	var data reply
	if err := outbox.Decode(e, &data); err != nil {
		return nil, err
	}
	m := w.Message(texts.Lines(w.T("feedback.reply"), quoted(data.Text)),
		[]telegram.Button{w.Button("button.reply", chat.VerbFeedback)})
	m.ThreadID = data.ThreadID
	if w.Chat.Kind != store.Private {
		m.ReplyTo = data.ReplyTo
	}
	return &outbox.Rendered{Message: m, Blocked: func(ctx context.Context, tx *store.Tx) error {
		return f.Outbox.Enqueue(ctx, tx, store.Event{Kind: eventReplyLost}, nil, data.Admin)
	}}, nil
}

func renderReplyLost(_ context.Context, w *chat.Writer, _ store.Event) (*outbox.Rendered, error) {
	return &outbox.Rendered{Message: w.Message(w.T("feedback.blocked"))}, nil
}
