package chat

import (
	"time"

	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// answerWithin is how long a question waits for its answer.
const answerWithin = time.Hour

// Commit makes changes, marks the update as handled and writes the answers
// down, all in one transaction; then the answers go out. An error of change
// undoes everything and is returned as it is.
func (r *Request) Commit(change func(*store.Tx) error, answers ...telegram.Message) error {
	return r.CommitWith(func(tx *store.Tx) ([]telegram.Message, error) { return answers, change(tx) })
}

// CommitWith is Commit for answers that depend on what the change found.
func (r *Request) CommitWith(change func(*store.Tx) ([]telegram.Message, error)) error {
	return r.commit(r.now(), change)
}

func (r *Request) commit(due time.Time, change func(*store.Tx) ([]telegram.Message, error)) error {
	said := false
	err := r.chats.c.Store.Tx(r.Ctx, func(tx *store.Tx) error {
		answers, err := change(tx)
		if err != nil {
			return err
		}
		said = len(answers) > 0
		for _, m := range answers {
			// One too many is for somebody who asks on and on: it is not kept.
			if err := tx.EnqueueReply(r.Ctx, m.ChatID, due, m); err != nil {
				return err
			}
		}
		return tx.Done(r.Ctx, r.UpdateID, r.now())
	})
	if err != nil {
		return err
	}
	r.done = true
	r.chats.c.Outbox.Deliver(r.Ctx, r.W.Chat.ID)
	if said {
		r.noteSaid()
	}
	return nil
}

// Done tells whether the update is marked as handled.
func (r *Request) Done() bool { return r.done }

// Question begins a message that asks for something to be typed.
func (r *Request) Question(text texts.HTML) telegram.Message {
	m := r.W.Message(r.calling(text))
	if r.W.Chat.Kind != store.Private {
		m.Ask = true // which leaves no room for a button
		return m
	}
	m.Keyboard = telegram.Keyboard{{r.W.Button("button.cancel", VerbCancel)}}
	return m
}

// Ask sends a question. The next text of the person answers it: it goes to the
// handler of the question's name, with data.
func (r *Request) Ask(m telegram.Message, name string, data any) error {
	return r.Commit(func(tx *store.Tx) error { return r.Expect(tx, name, data) }, m)
}

// Expect has the next text of the person go to the handler of a question, as
// part of a commit.
func (r *Request) Expect(tx *store.Tx, name string, data any) error {
	return tx.SetDialog(r.Ctx, store.Dialog{
		ChatID: r.W.Chat.ID, UserID: r.Person.ID, Step: name, Until: r.now().Add(answerWithin), AskedBy: r.under(),
	}, data)
}

// under is the message that the update is about: what was said, or what the
// pressed button stands under.
func (r *Request) under() int {
	switch {
	case r.Press != nil:
		return r.Press.Under
	case r.Message != nil:
		return r.Message.ID
	}
	return 0
}

// EndQuestion has nothing expected of the person any more, as part of a
// commit. It tells whether anything was.
func (r *Request) EndQuestion(tx *store.Tx) (open bool, err error) {
	return tx.EndDialog(r.Ctx, r.W.Chat.ID, r.Person.ID)
}

// Conclude is Reply that ends the person's question.
func (r *Request) Conclude(m telegram.Message) error {
	return r.Commit(func(tx *store.Tx) error {
		_, err := r.EndQuestion(tx)
		return err
	}, m)
}
