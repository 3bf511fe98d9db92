package operator

import (
	"context"
	"html"
	"unicode/utf16"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/texts"
	"onaybot/store"
)

// AskFeedback is the name of the question for a word to the operator.
const AskFeedback = "feedback"

const (
	feedbackADay = 5     // of a person, in all their chats
	maxFeedback  = 3_500 // UTF-16 units, so that a message also holds who wrote it
)

// Feedback passes a passenger's word on to the admins, and their reply back.
type Feedback struct {
	Store   *store.Store
	Outbox  *outbox.Outbox
	Admins  []int64
	Contact Contact
}

// feedback is the data of a [store.EventFeedback]. It is gone once the admin
// has it; see [store.Feedback] for what stays.
type feedback struct {
	Kind     string `json:"kind"`
	ThreadID int    `json:"thread,omitempty"`
	ReplyTo  int    `json:"reply_to"`
	Name     string `json:"name"`
	Text     string `json:"text"`
}

// Give answers /feedback, with a text after it or without, and its button.
func (f *Feedback) Give(r *chat.Request, _ chat.Call) error {
	switch {
	case len(f.Admins) == 0:
		return r.Reply(r.W.Message(f.nobodyReads(r.W)))
	case r.Text != "":
		return f.pass(r)
	}
	until, err := f.Store.UsedUp(r.Ctx, quota(r), r.W.Now())
	switch {
	case err != nil:
		return err
	case !until.IsZero():
		return r.OrLimit(&chat.Limit{Key: "limit.feedback", Until: until})
	}
	return r.Ask(r.Question(r.W.T("feedback.ask")), AskFeedback, nil)
}

// Typed takes the answer to [AskFeedback].
func (f *Feedback) Typed(r *chat.Request, _ chat.Call) error { return f.pass(r) }

// nobodyReads says how else the operator can be reached, if at all.
func (f *Feedback) nobodyReads(w *chat.Writer) texts.HTML {
	if f.Contact.Contact == "" {
		return w.T("feedback.nobody")
	}
	return texts.Lines(w.T("feedback.elsewhere"), f.Contact.Line(w))
}

// quota counts what a person writes to the operator.
func quota(r *chat.Request) store.Quota {
	return store.Quota{Kind: "feedback", Key: r.PersonKey(), Max: feedbackADay, For: day}
}

// pass writes the word down for every admin who can be written to, in one
// transaction with the end of the question.
func (f *Feedback) pass(r *chat.Request) error {
	switch {
	case r.Text == "", r.Message.Media:
		return r.Reply(r.Question(r.W.T("feedback.text_only")))
	case tooLong(r.Text):
		return r.Reply(r.Question(r.W.N("feedback.long", maxFeedback)))
	}
	admins, err := f.Outbox.Reachable(r.Ctx, f.Admins)
	if err != nil {
		return err
	}
	if len(admins) == 0 {
		return r.Conclude(r.W.Message(f.nobodyReads(r.W)))
	}
	return r.OrLimit(r.Commit(func(tx *store.Tx) error {
		if err := r.Spend(tx, quota(r), "limit.feedback"); err != nil {
			return err
		}
		if _, err := r.EndQuestion(tx); err != nil {
			return err
		}
		e := store.Event{Kind: store.EventFeedback, From: r.W.Chat.ID}
		return f.Outbox.Enqueue(r.Ctx, tx, e, written(r), admins...)
	}, r.W.Message(r.W.T("feedback.sent"))))
}

func tooLong(text string) bool { return len(utf16.Encode([]rune(text))) > maxFeedback }

func written(r *chat.Request) feedback {
	return feedback{
		Kind: r.W.Chat.Kind, ThreadID: r.W.ThreadID, ReplyTo: r.Message.ID,
		Name: chat.ShortName(r.Person.FirstName + " " + r.Person.LastName), Text: r.Text,
	}
}

// Register has the outbox make messages of feedback and of the replies to it.
func (f *Feedback) Register(chats *chat.Chats) {
	chats.Renders(store.EventFeedback, renderFeedback)
	chats.Renders(store.EventFeedbackReply, f.renderReply)
	chats.Renders(eventReplyLost, renderReplyLost)
}

// renderFeedback makes a message to an admin of a [store.EventFeedback].
func renderFeedback(_ context.Context, w *chat.Writer, e store.Event) (*outbox.Rendered, error) {
	var data feedback
	if err := outbox.Decode(e, &data); err != nil {
		return nil, err
	}
	head := w.T("feedback.head", texts.Args{"Name": data.Name, "Chat": w.Kind(data.Kind)})
	return &outbox.Rendered{
		Message: w.Message(texts.Lines(head, quoted(data.Text), w.T("feedback.how"))),
		Sent: func(ctx context.Context, tx *store.Tx, m outbox.Delivered) error {
			return tx.AddFeedback(ctx, store.Feedback{
				ChatID: e.ChatID, MessageID: m.MessageID, From: e.From, ThreadID: data.ThreadID, ReplyTo: data.ReplyTo, At: m.At,
			})
		},
	}, nil
}

func quoted(text string) texts.HTML {
	return texts.HTML("<blockquote>" + html.EscapeString(text) + "</blockquote>")
}
