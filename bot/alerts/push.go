package alerts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// lateAfter is the age from which a push says of when its figures are.
const lateAfter = 5 * time.Minute

// Pushes makes messages of the events about cards.
type Pushes struct {
	store     *store.Store
	access    watch.Access
	days      watch.Calendar
	renderers map[store.EventKind]renderer
}

// renderer makes a message of an event about a link; nil: the event is not worth
// telling any more.
type renderer func(ctx context.Context, w *chat.Writer, l store.Link, e store.Event) (*outbox.Rendered, error)

// NewPushes makes a Pushes.
func NewPushes(s *store.Store, a watch.Access, days watch.Calendar) *Pushes {
	p := &Pushes{store: s, access: a, days: days}
	p.renderers = map[store.EventKind]renderer{
		store.EventLow:      of(low),
		store.EventNegative: of(negative),
		store.EventShort:    of(p.short),
		store.EventRemind:   of(remind),
		store.EventTopUp:    p.topUp,
		store.EventRefund:   p.toViewers(p.sums(refunds)),
		store.EventCredit:   p.toViewers(p.sums(credits)),
		store.EventReversal: p.toViewers(p.sums(reversals)),
		store.EventGone:     of(gone),
		store.EventStill:    of(still),
		store.EventBlocked:  of(blocked),
		store.EventType:     of(newType),
		store.EventRides:    p.toViewers(p.rides),
		store.EventAmend:    p.amend,
		store.EventNoRide:   p.toViewers(p.alarm),
		store.EventAllClear: p.toViewers(p.allClear),
		store.EventDigest:   of(p.digest),
		store.EventOutage:   p.toViewers(of(outage)),
		store.EventBack:     p.toViewers(of(outageOver)),
	}
	return p
}

// Register has the outbox make messages of pushes.
func (p *Pushes) Register(chats *chat.Chats) {
	for kind := range p.renderers {
		chats.Renders(kind, p.render)
	}
}

// render makes a message of an event, unless its link is gone.
func (p *Pushes) render(ctx context.Context, w *chat.Writer, e store.Event) (*outbox.Rendered, error) {
	renderer := p.renderers[e.Kind]
	if renderer == nil {
		return nil, fmt.Errorf("%w: kind %q", outbox.ErrGarbled, e.Kind)
	}
	l, err := p.store.Link(ctx, e.ChatID, e.LinkID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return renderer(ctx, w, l, e)
}

// of is the renderer of events whose data and link are all that the message
// needs. A nil message is not sent.
func of[T any](message func(*chat.Writer, store.Link, T) *telegram.Message) renderer {
	return func(_ context.Context, w *chat.Writer, l store.Link, e store.Event) (*outbox.Rendered, error) {
		var data T
		if err := outbox.Decode(e, &data); err != nil {
			return nil, err
		}
		m := message(w, l, data)
		if m == nil {
			return nil, nil
		}
		return &outbox.Rendered{Message: *m}, nil
	}
}

// toViewers is a renderer of events that only those are told who may view rides.
func (p *Pushes) toViewers(render renderer) renderer {
	return func(ctx context.Context, w *chat.Writer, l store.Link, e store.Event) (*outbox.Rendered, error) {
		if !p.access.MayViewRides(l) {
			return nil, nil
		}
		return render(ctx, w, l, e)
	}
}

// news is a message without buttons.
func news(w *chat.Writer, text texts.HTML) *telegram.Message {
	m := w.Message(text)
	return &m
}

// moneyShort is a message with the buttons for somebody whose money is short.
func moneyShort(w *chat.Writer, l store.Link, text texts.HTML) *telegram.Message {
	m := w.Message(text, []telegram.Button{
		w.Button("button.remind", chat.VerbRemind, l.ID), w.Button("button.threshold_change", chat.VerbThreshold, l.ID),
	})
	return &m
}

// asOf says of when a figure is, where the push comes late.
func asOf(w *chat.Writer, at time.Time) texts.HTML {
	if w.Now().Sub(at) <= lateAfter {
		return ""
	}
	return w.When(texts.AsOf, at)
}
