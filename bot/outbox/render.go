package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onaybot/bot/panics"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// ErrGarbled says that this program cannot read an event.
var ErrGarbled = errors.New("event this program cannot read")

// joinLength is how many bytes of a message are enough; the events that would make it longer
// go into another message.
const joinLength = 3000

// Render makes a message of an event; nil: the event is not worth telling any
// more. It is called when the message is sent, so that the message is in the
// language that the chat has by then. An event of which nothing can be made is
// [ErrGarbled].
type Render func(ctx context.Context, e store.Event) (*Rendered, error)

// Rendered is an event as a message.
type Rendered struct {
	telegram.Message
	// Sent runs in the transaction that removes the event; nil: nothing is to
	// be remembered of the message.
	Sent func(ctx context.Context, tx *store.Tx, m Delivered) error
	// Blocked runs when the chat turns out to have blocked the bot; nil: nobody
	// is to know. The event stays.
	Blocked func(ctx context.Context, tx *store.Tx) error
}

// Delivered is a message that has gone out for events.
type Delivered struct {
	MessageID int
	At        time.Time
	Events    []store.Event // more than one after quiet hours
}

// Renders sets what makes messages of the events of a kind. It must be called
// before [Outbox.Start].
func (o *Outbox) Renders(kind store.EventKind, render Render) { o.renders[kind] = render }

// sendEvents sends as many of the events as fit into one message. The others
// go into another one.
func (o *Outbox) sendEvents(ctx context.Context, t *telling, send sender) error {
	t.parts = nil
	var messages []telegram.Message
	for i, size := 0, 0; i < len(t.events); i++ {
		part, err := o.rendered(ctx, t.events[i])
		if err != nil && i == 0 {
			t.events = t.events[:1]
			return err
		}
		if err != nil || part != nil && size > 0 && size+len(part.Text) > joinLength {
			t.events = t.events[:i]
			break
		}
		if part != nil {
			t.parts = append(t.parts, *part)
			messages = append(messages, part.Message)
			size += len(part.Text)
		}
	}
	if len(messages) == 0 {
		return nil
	}
	var err error
	t.messageID, err = send(ctx, Join(messages))
	return err
}

// rendered is an event as a message. A panic costs the event, not the process.
func (o *Outbox) rendered(ctx context.Context, e store.Event) (r *Rendered, err error) {
	defer panics.Recover(o.c.Log, "outbox", &err)
	if e.Kind == store.EventReply {
		return decodeReply(e)
	}
	render := o.renders[e.Kind]
	if render == nil {
		return nil, fmt.Errorf("%w: kind %q", ErrGarbled, e.Kind)
	}
	return render(ctx, e)
}

func decodeReply(e store.Event) (*Rendered, error) {
	var m telegram.Message
	if err := Decode(e, &m); err != nil {
		return nil, err
	}
	m.ChatID = e.ChatID // the group may have moved since
	return &Rendered{Message: m}, nil
}

// Decode reads the data of an event; the error is [ErrGarbled].
func Decode(e store.Event, data any) error {
	if err := json.Unmarshal(e.Data, data); err != nil {
		return fmt.Errorf("%w: kind %q: %w", ErrGarbled, e.Kind, err)
	}
	return nil
}

// Join makes one message of several, a line or more each. It has buttons only
// where it is clear what they are about: those of the one part that has any.
func Join(parts []telegram.Message) telegram.Message {
	m := parts[0]
	if len(parts) == 1 {
		return m
	}
	m.Keyboard = nil
	lines := make([]texts.HTML, len(parts))
	withButtons := 0
	for i, part := range parts {
		lines[i] = part.Text
		if len(part.Keyboard) > 0 {
			m.Keyboard = part.Keyboard
			withButtons++
		}
	}
	if withButtons > 1 {
		m.Keyboard = nil
	}
	m.Text = texts.Lines(lines...)
	return m
}
