package family

import (
	"context"
	"errors"
	"fmt"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// What chats are told of each other's doings. The events name no link of the
// outbox, since neither a pause nor a new reading of the card holds them back.
const (
	eventApprovalAsked store.EventKind = "approval_asked" // a newcomer needs the chat's approval
	eventApproved      store.EventKind = "approved"       // the newcomer has it
	eventDenied        store.EventKind = "denied"
	eventUnanswered    store.EventKind = "unanswered"    // nobody has answered the newcomer in time
	eventAttempt       store.EventKind = "proof_attempt" // somebody answers wrong
	eventDropped       store.EventKind = "dropped"       // who let the chat in has dropped it
	eventInviteTaken   store.EventKind = "invite_taken"
	eventRidesClosed   store.EventKind = "rides_closed"
	eventRidesOpened   store.EventKind = "rides_opened"
	eventClosedNotice  store.EventKind = "closed_notice" // to the admins, who are to decide
)

// news is the data of the events about a link of the chat that is told.
type news struct {
	Link int64 `json:"link"`
}

// request is the data of an [eventApprovalAsked].
type request struct {
	Link     int64  `json:"link"`     // of the chat that is asked
	Newcomer int64  `json:"newcomer"` // the link that waits
	Kind     string `json:"kind"`     // of the newcomer's chat
}

// closed is the data of an [eventClosedNotice].
type closed struct {
	Card int64 `json:"card"`
}

// tell has the chats of followers told something, as part of a commit.
func tell(ctx context.Context, o *outbox.Outbox, tx *store.Tx, kind store.EventKind, to ...store.Follower) error {
	to, err := reachable(ctx, tx, to)
	if err != nil {
		return err
	}
	for _, f := range to {
		if err := o.Enqueue(ctx, tx, store.Event{Kind: kind}, news{f.LinkID}, f.ChatID); err != nil {
			return err
		}
	}
	return nil
}

// reachable is those of the followers that have not blocked the bot.
func reachable(ctx context.Context, tx *store.Tx, all []store.Follower) (some []store.Follower, err error) {
	for _, f := range all {
		there, err := tx.Chat(ctx, f.ChatID)
		if err != nil {
			return nil, fmt.Errorf("read chat: %w", err)
		}
		if there.BlockedAt.IsZero() {
			some = append(some, f)
		}
	}
	return some, nil
}

// Events makes messages of what chats are told of each other's doings.
type Events struct {
	Store  *store.Store
	Access watch.Access
}

// words makes a message about a link.
type words func(*chat.Writer, store.Link) telegram.Message

// Register has the outbox make the messages.
func (e *Events) Register(chats *chat.Chats) {
	for kind, say := range map[store.EventKind]words{
		eventApproved:    proved,
		eventDenied:      sentence("proof.refused"),
		eventUnanswered:  sentence("proof.unanswered"),
		eventAttempt:     sentence("proof.attempt"),
		eventDropped:     sentence("proof.dropped"),
		eventRidesClosed: sentence("close.told"),
		eventRidesOpened: sentence("close.open_again"),
		eventInviteTaken: inviteTaken,
	} {
		chats.Renders(kind, e.renderNews(say))
	}
	chats.Renders(eventApprovalAsked, e.renderRequest)
	chats.Renders(eventClosedNotice, e.renderNotice)
}

// sentence is a message that needs no answer.
func sentence(key string) words {
	return func(w *chat.Writer, l store.Link) telegram.Message { return about(w, key, l) }
}

func inviteTaken(w *chat.Writer, l store.Link) telegram.Message {
	return about(w, "invite.taken", l, []telegram.Button{w.Button("button.share", chat.VerbShare, l.ID)})
}

// renderNews makes messages about a link. Of one that is gone nothing is told.
func (e *Events) renderNews(say words) chat.Render {
	return func(ctx context.Context, w *chat.Writer, event store.Event) (*outbox.Rendered, error) {
		var n news
		if err := outbox.Decode(event, &n); err != nil {
			return nil, err
		}
		l, err := e.Store.Link(ctx, event.ChatID, n.Link)
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read link: %w", err)
		}
		return &outbox.Rendered{Message: say(w, l)}, nil
	}
}

// renderRequest asks whether a newcomer may view the rides, as long as it
// waits and the chat that is asked may view them itself.
func (e *Events) renderRequest(ctx context.Context, w *chat.Writer, event store.Event) (*outbox.Rendered, error) {
	var q request
	if err := outbox.Decode(event, &q); err != nil {
		return nil, err
	}
	l, newcomer, err := e.sides(ctx, event.ChatID, q)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read links: %w", err)
	}
	if !e.Access.MayViewRides(l) || !newcomer.ApprovalUntil.After(w.Now()) {
		return nil, nil
	}
	return &outbox.Rendered{Message: w.Message(
		w.T("approval.ask", texts.Args{"Card": w.Card(l), "Chat": w.Kind(q.Kind)}), []telegram.Button{
			w.Button("button.allow", chat.VerbApprove, l.ID, newcomer.ID, "yes"),
			w.Button("button.deny", chat.VerbApprove, l.ID, newcomer.ID, "no"),
		})}, nil
}

// sides are the links of the chat that is asked and of the newcomer.
func (e *Events) sides(ctx context.Context, chatID int64, q request) (asked, newcomer store.Link, err error) {
	if asked, err = e.Store.Link(ctx, chatID, q.Link); err != nil {
		return asked, newcomer, err
	}
	newcomer, err = e.Store.LinkByID(ctx, q.Newcomer)
	return asked, newcomer, err
}

// renderNotice tells an admin that a card's rides are closed, while they are.
func (e *Events) renderNotice(ctx context.Context, w *chat.Writer, event store.Event) (*outbox.Rendered, error) {
	var c closed
	if err := outbox.Decode(event, &c); err != nil {
		return nil, err
	}
	card, err := e.Store.CardByID(ctx, c.Card)
	if errors.Is(err, store.ErrNotFound) || err == nil && card.ClosedAt.IsZero() {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read card: %w", err)
	}
	return &outbox.Rendered{Message: w.Message(w.T("close.notice", texts.Args{"Last4": card.PAN.Last4()}),
		[]telegram.Button{w.Button("button.reopen", chat.VerbReopen, card.ID)})}, nil
}
