package family

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"onaybot/bot/bottest"
	"onaybot/bot/chat"
	"onaybot/bot/internal/testkit"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

var (
	start  = testkit.Start
	almaty = testkit.Almaty
)

// home is chats that follow one card. The operator is 2.
type home struct {
	*bottest.World
	t      testing.TB
	family *Family
	card   onayclient.Card
}

// newHome makes chats 1 to n, which follow the card without proof.
func newHome(t *testing.T, n int) *home {
	t.Helper()
	w := bottest.New(t)
	h := &home{World: w, t: t, card: bottest.Card(t, 27), family: &Family{
		Store: w.Store, Outbox: w.Outbox, Access: watch.Access{Account: true, Proof: true}, Admins: []int64{2},
		Username: func() string { return "onay_bot" }, Texts: bottest.Catalogue(t), Signer: w.Signer, Log: testkit.Quiet,
		Watcher:   w.Watcher,
		Offer:     func(*chat.Writer, store.Link) (texts.HTML, telegram.Keyboard) { return "", nil },
		LastRides: func(context.Context, store.Queries, *chat.Writer, store.Link) (texts.HTML, error) { return "", nil },
		Profile: func(_ context.Context, chatID int64) (telegram.Profile, error) {
			return telegram.Profile{Name: fmt.Sprint("Name ", chatID), Username: fmt.Sprint("user", chatID)}, nil
		},
	}}
	for id := range int64(n) {
		w.Follow(bottest.Private(id+1, texts.RU), h.card)
	}
	return h
}

// link is the link of a chat.
func (h *home) link(chatID int64) store.Link {
	h.t.Helper()
	return h.Link(chatID, h.card.PAN)
}

// prove gives a chat proof, approved by another; 0: by nobody.
func (h *home) prove(chatID, by int64) {
	h.t.Helper()
	l, host := h.link(chatID), store.Link{}
	if by != 0 {
		host = h.link(by)
	}
	h.Write(func(ctx context.Context, tx *store.Tx) error { return tx.Prove(ctx, l.ID, host.ID, start) })
}

// views tells whether a chat may view the rides.
func (h *home) views(chatID int64) bool { return h.family.Access.MayViewRides(h.link(chatID)) }

// request is a request of a private chat's person.
func (h *home) request(chatID int64) *chat.Request {
	return h.Request(bottest.Private(chatID, texts.RU), chatID)
}

// call is a call about a chat's own link.
func (h *home) call(chatID int64, args ...any) chat.Call {
	h.t.Helper()
	call := chat.Call{Link: h.link(chatID)}
	for _, a := range args {
		call.Args = append(call.Args, fmt.Sprint(a))
	}
	return call
}

// told lists the kinds of what a chat is still to be told.
func (h *home) told(chatID int64) (kinds []store.EventKind) {
	h.t.Helper()
	for {
		events, err := h.Store.NextEvents(h.t.Context(), chatID, start.Add(10*day), 1)
		if errors.Is(err, store.ErrNotFound) {
			return kinds
		}
		if err != nil {
			h.t.Fatal(err)
		}
		kinds = append(kinds, events[0].Kind)
		h.Write(func(ctx context.Context, tx *store.Tx) error { return tx.RemoveEvents(ctx, events...) })
	}
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("error = %v, want %v", got, want)
	}
}
