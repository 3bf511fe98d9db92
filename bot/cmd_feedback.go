package bot

import (
	"encoding/json"
	"fmt"
	"html"
	"time"
	"unicode/utf16"

	"onaybot/bot/texts"
	"onaybot/store"
)

// stepFeedback expects a word to the operator.
const stepFeedback = "feedback"

const (
	lettersADay = 5     // of a chat
	maxLetter   = 3_500 // UTF-16 units, so that a message also holds who wrote it
)

// letter is the data of a [store.EventFeedback]. It is gone once the admin has
// it; see [store.Feedback] for what stays.
type letter struct {
	Kind     string `json:"kind"`
	ThreadID int    `json:"thread,omitempty"`
	ReplyTo  int    `json:"reply_to"`
	Name     string `json:"name"`
	Text     string `json:"text"`
}

// feedback passes a word on to the operator, or asks for it.
func (c *turn) feedback() error {
	switch {
	case len(c.Admins) == 0:
		return c.say(c.newMessage(c.nobodyReads()))
	case c.text != "":
		return c.sendLetter()
	}
	until, err := c.Store.UsedUp(c.ctx, c.letters(), c.Now())
	switch {
	case err != nil:
		return err
	case !until.IsZero():
		return c.orTooMany(&tooMany{"limit.letters", until})
	}
	return c.commit(func(tx *store.Tx) error { return c.ask(tx, stepFeedback, nil) }, c.question(c.t.T("feedback.ask", nil)))
}

func (c *turn) pressFeedback([]string) error { return c.feedback() }

func (c *turn) typedFeedback(store.Dialog) error { return c.sendLetter() }

// nobodyReads says how else the operator can be reached, if at all.
func (c *turn) nobodyReads() texts.HTML {
	if c.Operator.Contact == "" {
		return c.t.T("feedback.nobody", nil)
	}
	return texts.Lines(c.t.T("feedback.elsewhere", nil), c.operator())
}

// letters counts what a chat writes to the operator.
func (c *turn) letters() store.Quota {
	return store.Quota{Kind: "letters", Key: c.signer.chatKey(c.chat.ID) + " ", Max: lettersADay, For: day}
}

// sendLetter writes the letter down for every admin who can be written to, in
// one transaction with the end of the question.
func (c *turn) sendLetter() error {
	switch {
	case c.text == "":
		return c.say(c.question(c.t.T("feedback.text_only", nil)))
	case tooLong(c.text):
		return c.say(c.question(c.t.N("feedback.long", maxLetter)))
	}
	admins, err := c.Notices.reachable(c.ctx)
	if err != nil {
		return err
	}
	if len(admins) == 0 {
		return c.endDialog(c.newMessage(c.nobodyReads()))
	}
	return c.orTooMany(c.commitWith(c.Now(), func(tx *store.Tx) ([]outgoing, error) {
		if err := c.spend(tx, c.letters(), "limit.letters"); err != nil {
			return nil, err
		}
		for _, id := range admins {
			if err := c.enqueue(tx, store.Event{ChatID: id, From: c.chat.ID, Kind: store.EventFeedback}, c.letter()); err != nil {
				return nil, err
			}
		}
		return c.ended(tx, c.newMessage(c.t.T("feedback.sent", nil)))
	}))
}

func tooLong(text string) bool { return len(utf16.Encode([]rune(text))) > maxLetter }

func (c *turn) letter() letter {
	return letter{
		Kind: c.chat.Kind, ThreadID: c.threadID, ReplyTo: c.message.ID,
		Name: shortName(c.user.FirstName + " " + c.user.LastName), Text: c.text,
	}
}

// enqueue writes down what another chat is to be told now.
func (c *turn) enqueue(tx *store.Tx, e store.Event, data any) error {
	e.CreatedAt = c.Now()
	e.DueAt = e.CreatedAt
	return tx.Enqueue(c.ctx, e, data)
}

// letterText puts a letter into an admin's words.
func (c *turn) letterText(e store.Event) (*outgoing, error) {
	l, err := decodeLetter(e)
	if err != nil {
		return nil, err
	}
	head := c.t.T("feedback.head", texts.Args{"Name": l.Name, "Chat": c.kindName(l.Kind)})
	o := c.newMessage(texts.Lines(head, quoted(l.Text), c.t.T("feedback.how", nil)))
	return &o, nil
}

func quoted(text string) texts.HTML {
	return texts.HTML("<blockquote>" + html.EscapeString(text) + "</blockquote>")
}

func decodeLetter(e store.Event) (l letter, err error) {
	if err := json.Unmarshal(e.Data, &l); err != nil {
		return letter{}, fmt.Errorf("%w: %w", errGarbled, err)
	}
	return l, nil
}

// toldLetters is what is kept of the letters that a message has told: whose
// they are.
func toldLetters(events []store.Event, messageID int, now time.Time) (letters []store.Feedback) {
	for _, e := range events {
		if e.Kind != store.EventFeedback || messageID == 0 {
			continue
		}
		if l, err := decodeLetter(e); err == nil {
			letters = append(letters, store.Feedback{
				ChatID: e.ChatID, MessageID: messageID, From: e.From, ThreadID: l.ThreadID, ReplyTo: l.ReplyTo, At: now,
			})
		}
	}
	return letters
}
