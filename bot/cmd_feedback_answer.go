package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"onaybot/bot/outbox"
	"onaybot/bot/texts"
	"onaybot/store"
)

// answer is the data of a [store.EventFeedbackReply].
type answer struct {
	Admin    int64  `json:"admin"` // who is told when the passenger cannot be
	ThreadID int    `json:"thread,omitempty"`
	ReplyTo  int    `json:"reply_to"`
	Text     string `json:"text"`
}

// adminReplies tells whether an admin replies to a message of the bot.
func (c *turn) adminReplies() bool {
	return c.chat.Kind == store.Private && slices.Contains(c.Admins, c.user.ID) && c.answersUs()
}

// repliedLetter finds the letter that an admin replies to; [store.ErrNotFound]:
// the message is no such reply.
func (c *turn) repliedLetter() (store.Feedback, error) {
	if !c.adminReplies() {
		return store.Feedback{}, store.ErrNotFound
	}
	c.Outbox.Deliver(c.ctx, c.chat.ID) // the note of a letter just sent is written by then
	return c.Store.Feedback(c.ctx, c.chat.ID, c.message.ReplyTo.MessageID)
}

// answerLetter passes an admin's reply on to the passenger.
func (c *turn) answerLetter(l store.Feedback) error {
	switch {
	case c.text == "":
		return c.say(c.newMessage(c.t.T("feedback.text_only", nil)))
	case tooLong(c.text):
		return c.say(c.newMessage(c.t.N("feedback.long", maxLetter)))
	}
	passenger, err := c.Store.Chat(c.ctx, l.From)
	switch {
	case errors.Is(err, store.ErrNotFound): // forgotten since the letter was found
		return c.say(c.newMessage(c.t.T("feedback.unknown", nil)))
	case err != nil:
		return err
	case !passenger.BlockedAt.IsZero():
		return c.say(c.newMessage(c.t.T("feedback.blocked", nil)))
	}
	return c.commit(func(tx *store.Tx) error {
		return c.enqueue(tx, store.Event{ChatID: l.From, Kind: store.EventFeedbackReply}, answer{c.chat.ID, l.ThreadID, l.ReplyTo, c.text})
	}, c.newMessage(c.t.T("feedback.passed", nil)))
}

// answerText puts an admin's answer into the passenger's chat, where the
// letter was written.
func (c *turn) answerText(e store.Event) (*outgoing, error) {
	var a answer
	if err := json.Unmarshal(e.Data, &a); err != nil {
		return nil, fmt.Errorf("%w: %w", outbox.ErrGarbled, err)
	}
	o := c.newMessage(texts.Lines(c.t.T("feedback.answer", nil), quoted(a.Text)), []button{c.button("button.answer", "feedback")})
	o.ThreadID = a.ThreadID
	if c.chat.Kind != store.Private {
		o.ReplyTo = a.ReplyTo
	}
	return &o, nil
}

// answerLost tells the admin that an answer has met a chat that had blocked
// the bot by then.
func (b *Bot) answerLost(e store.Event) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		var a answer
		if err := outbox.Decode(e, &a); err != nil {
			return err
		}
		c, err := b.inChat(ctx, a.Admin)
		if err != nil {
			return err
		}
		return b.Outbox.Reply(ctx, tx, c.newMessage(c.t.T("feedback.blocked", nil)), b.Now())
	}
}
