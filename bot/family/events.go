package family

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
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
	eventRidesShown    store.EventKind = "rides_shown" // somebody else may view the rides from now on
	eventRidesClosed   store.EventKind = "rides_closed"
	eventRidesOpened   store.EventKind = "rides_opened"
	eventClosedAlone   store.EventKind = "closed_alone"  // where no admin can be told
	eventOpenedAlone   store.EventKind = "opened_alone"  // by whoever has closed them
	eventClosedNotice  store.EventKind = "closed_notice" // to the admins, who are to decide
)

// sentences are the keys of what a chat is told about a link of its own, where
// nothing is to be done about it.
var sentences = map[store.EventKind]string{
	eventDenied:      "proof.refused",    // with what may be done about it
	eventUnanswered:  "proof.unanswered", // the same
	eventAttempt:     "proof.attempt",
	eventDropped:     "proof.dropped",
	eventRidesOpened: "close.open_again",
	eventOpenedAlone: "close.opened_alone",
}

// news is the data of the events.
type news struct {
	Link     int64   `json:"link,omitempty"`     // of the chat that is told
	Other    int64   `json:"newcomer,omitempty"` // of whom the chat is told: the link of another chat
	Links    []int64 `json:"links,omitempty"`    // of an [eventInviteTaken]: all that the invite was for
	Card     int64   `json:"card,omitempty"`     // of an [eventClosedNotice], which is about no link
	Outsider bool    `json:"outsider,omitempty"` // whoever has closed the rides could not view them
}

// tell has followers told something, as part of a commit, but for those that
// have blocked the bot. The news are about each follower's own link.
func (f *Family) tell(ctx context.Context, tx *store.Tx, kind store.EventKind, n news, to ...store.Follower) error {
	for _, follower := range to {
		chats, err := f.Outbox.Reachable(ctx, []int64{follower.ChatID})
		if err != nil {
			return err
		}
		n.Link = follower.LinkID
		if err := f.Outbox.Enqueue(ctx, tx, store.Event{Kind: kind}, n, chats...); err != nil {
			return err
		}
	}
	return nil
}

// tellShown has every other follower of a card told that a link's chat may view
// the rides from now on, but for those of some links.
func tellShown(ctx context.Context, o *outbox.Outbox, tx *store.Tx, shown store.Link, except ...int64) error {
	followers, err := tx.AllFollowers(ctx, shown.Card.ID)
	for _, other := range followers {
		if err != nil {
			break
		}
		if other.LinkID != shown.ID && !slices.Contains(except, other.LinkID) && other.Hears() {
			n := news{Link: other.LinkID, Other: shown.ID}
			err = o.Enqueue(ctx, tx, store.Event{Kind: eventRidesShown}, n, other.ChatID)
		}
	}
	return err
}

// Register has the outbox make messages of the events.
func (f *Family) Register(chats *chat.Chats) {
	for _, kind := range []store.EventKind{eventApprovalAsked, eventApproved, eventInviteTaken, eventRidesShown,
		eventRidesClosed, eventClosedAlone, eventClosedNotice} {
		chats.Renders(kind, f.render)
	}
	for kind := range sentences {
		chats.Renders(kind, f.render)
	}
}

// errOver says that an event is not worth telling any more.
var errOver = errors.New("over")

// render makes a message of an event. Of what is gone or over nothing is told.
func (f *Family) render(ctx context.Context, w *chat.Writer, e store.Event) (*outbox.Rendered, error) {
	var n news
	if err := outbox.Decode(e, &n); err != nil {
		return nil, err
	}
	m, err := f.message(ctx, w, e.Kind, n)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, errOver) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what an event is about: %w", err)
	}
	return &outbox.Rendered{Message: m}, nil
}

func (f *Family) message(ctx context.Context, w *chat.Writer, kind store.EventKind, n news) (telegram.Message, error) {
	if kind == eventClosedNotice {
		return f.closedNotice(ctx, w, n)
	}
	l, err := f.Store.Link(ctx, w.Chat.ID, n.Link)
	if err != nil {
		return telegram.Message{}, err
	}
	switch kind {
	case eventApprovalAsked:
		return f.askApproval(ctx, w, l, n.Other)
	case eventApproved:
		if !f.Access.MayViewRides(l) { // by now they are closed, or it was dropped
			return telegram.Message{}, errOver
		}
		return f.Shown(ctx, w, l)
	case eventInviteTaken:
		return f.inviteTaken(ctx, w, l, n)
	case eventRidesShown:
		return f.named(ctx, w, l, "share.shown", n.Other, shareRow(w, l)), nil
	case eventRidesClosed, eventClosedAlone:
		return f.named(ctx, w, l, closedBy(kind, n.Outsider), n.Other), nil
	}
	m := w.About(sentences[kind], l)
	if (kind == eventDenied || kind == eventUnanswered) && f.mayClose(w, l) {
		m.Text = texts.Lines(m.Text, w.T("close.may"))
		m.Keyboard = telegram.Keyboard{closeRow(w, l)}
	}
	return m, nil
}

// named is a message in the words of a key about a card, and about the chat of
// another link, which is called by its name.
func (f *Family) named(ctx context.Context, w *chat.Writer, l store.Link, key string, other int64,
	rows ...[]telegram.Button) telegram.Message {
	m := w.About(key, l, rows...)
	m.Text = texts.Lines(m.Text, f.whoLine(ctx, w, l, other))
	return m
}

// closedBy is the key of what is told of rides that were closed.
func closedBy(kind store.EventKind, outsider bool) string {
	switch {
	case kind == eventClosedAlone && outsider:
		return "close.outsider_alone"
	case kind == eventClosedAlone:
		return "close.told_alone"
	case outsider:
		return "close.outsider"
	}
	return "close.told"
}

// askApproval asks whether a newcomer may view the rides, as long as it waits
// and the chat that is asked may view them itself.
func (f *Family) askApproval(ctx context.Context, w *chat.Writer, l store.Link, id int64) (telegram.Message, error) {
	newcomer, err := f.Store.LinkByID(ctx, id)
	if err != nil {
		return telegram.Message{}, err
	}
	if !f.Access.MayViewRides(l) || !newcomer.ApprovalUntil.After(w.Now()) {
		return telegram.Message{}, errOver
	}
	who, err := f.Store.Chat(ctx, newcomer.ChatID)
	text := texts.Lines(w.T("approval.ask", texts.Args{"Card": w.Card(l), "Chat": w.Kind(who.Kind)}),
		f.whoLine(ctx, w, l, id), w.T("approval.code", texts.Args{"Code": f.requestCode(newcomer)}), w.T("approval.how"))
	return w.Message(text, []telegram.Button{
		w.Button("button.allow", chat.VerbApproval, l.ID, newcomer.ID, "yes"),
		w.Button("button.deny", chat.VerbApproval, l.ID, newcomer.ID, "no"),
	}), err
}

// closedNotice tells an admin that a card's rides are closed, while they are.
func (f *Family) closedNotice(ctx context.Context, w *chat.Writer, n news) (telegram.Message, error) {
	card, err := f.Store.CardByID(ctx, n.Card)
	if err != nil {
		return telegram.Message{}, err
	}
	if card.ClosedAt.IsZero() {
		return telegram.Message{}, errOver
	}
	text := w.T("close.notice", texts.Args{"Last4": card.PAN.Last4()})
	if n.Outsider {
		text = texts.Lines(text, w.T("close.notice_outsider"))
	}
	return w.Message(text, []telegram.Button{w.Button("button.reopen", chat.VerbReopen, card.ID)}), nil
}
