package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

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
	c.outbox.locks.lock(c.chat.ID)() // the note of a letter just sent is written by then
	return c.Store.Feedback(c.ctx, c.chat.ID, c.message.ReplyToMessage.ID)
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
		return nil, fmt.Errorf("%w: %w", errGarbled, err)
	}
	o := c.newMessage(texts.Lines(c.t.T("feedback.answer", nil), quoted(a.Text)), []button{c.button("button.answer", "feedback")})
	o.ThreadID = a.ThreadID
	if c.chat.Kind != store.Private {
		o.ReplyTo = a.ReplyTo
	}
	return &o, nil
}

// undelivered tells the other side that a letter or an answer has met a chat
// that had blocked the bot by then. A letter that another admin can read is not
// lost.
func (b *Bot) undelivered(ctx context.Context, e store.Event) {
	var err error
	switch e.Kind {
	case store.EventFeedback:
		err = b.letterLost(ctx, e)
	case store.EventFeedbackReply:
		var a answer
		if err = json.Unmarshal(e.Data, &a); err == nil {
			err = b.tellLoss(ctx, a.Admin, func(c *turn) texts.HTML { return c.t.T("feedback.blocked", nil) })
		}
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		b.Log.Error("a letter or its answer is lost, and nobody told", "err", err)
	}
}

func (b *Bot) letterLost(ctx context.Context, e store.Event) error {
	if others, err := b.Notices.reachable(ctx); err != nil || len(others) > 0 {
		return err
	}
	return b.tellLoss(ctx, e.From, (*turn).nobodyReads)
}

func (b *Bot) tellLoss(ctx context.Context, chatID int64, word func(*turn) texts.HTML) error {
	c, err := (&turn{Bot: b, ctx: ctx}).in(chatID)
	if err != nil {
		return err
	}
	err = b.Store.Tx(ctx, func(tx *store.Tx) error { return enqueueReply(ctx, tx, c.newMessage(word(c)), b.Now()) })
	b.Kick()
	return err
}
