package family

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

var (
	start  = time.Date(2026, 11, 22, 3, 12, 0, 0, time.UTC)
	almaty = time.FixedZone("Asia/Almaty", 5*60*60)
	quiet  = slog.New(slog.DiscardHandler)
	access = watch.Access{Account: true, Proof: true}
)

// home is chats that follow one card, by a Telegram that takes every message.
type home struct {
	t      testing.TB
	store  *store.Store
	outbox *outbox.Outbox
	chats  *chat.Chats
	signer telegram.Signer
	pan    onayclient.PAN
}

// newHome makes chats 1 to n, which follow the card without proof.
func newHome(t *testing.T, n int) *home {
	t.Helper()
	now := func() time.Time { return start }
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":77,"date":1,"chat":{"id":1,"type":"private"}}}`)
	}))
	t.Cleanup(server.Close)
	client, err := telegram.New(telegram.Config{Token: "12345:token", APIURL: server.URL, Store: db, Now: now, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := texts.Load(almaty)
	if err != nil {
		t.Fatal(err)
	}
	out := outbox.New(outbox.Config{Store: db, Telegram: client, Now: now, Log: quiet})
	h := &home{t: t, store: db, outbox: out, signer: client.Signer()}
	h.chats = chat.New(chat.Config{Store: db, Telegram: client, Outbox: out, Texts: catalogue, Now: now, Log: quiet})
	h.pan, err = onayclient.ParsePAN("9643908503300000027")
	if err != nil {
		t.Fatal(err)
	}
	for id := range n {
		h.follow(int64(id + 1))
	}
	return h
}

func (h *home) follow(chatID int64) {
	h.t.Helper()
	h.write(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddChat(ctx, store.Chat{ID: chatID, Kind: store.Private, Lang: "ru"}, start); err != nil {
			return err
		}
		read := onayclient.Card{PAN: h.pan, Type: "01.01", Balance: 54000, At: start}
		card, err := tx.SaveReading(ctx, read, store.Plan{NextAt: start})
		if err != nil {
			return err
		}
		_, err = tx.AddLink(ctx, store.NewLink{ChatID: chatID, CardID: card, Threshold: 50000, Limit: 1}, start)
		return err
	})
}

func (h *home) write(fn func(context.Context, *store.Tx) error) {
	h.t.Helper()
	if err := h.store.Tx(h.t.Context(), func(tx *store.Tx) error { return fn(h.t.Context(), tx) }); err != nil {
		h.t.Fatal(err)
	}
}

// link is the link of a chat.
func (h *home) link(chatID int64) store.Link {
	h.t.Helper()
	l, err := h.store.LinkOf(h.t.Context(), chatID, h.pan)
	if err != nil {
		h.t.Fatal(err)
	}
	return l
}

// prove gives a chat proof, approved by another; 0: by nobody.
func (h *home) prove(chatID, by int64) {
	h.t.Helper()
	l, host := h.link(chatID), store.Link{}
	if by != 0 {
		host = h.link(by)
	}
	h.write(func(ctx context.Context, tx *store.Tx) error { return tx.Prove(ctx, l.ID, host.ID, start) })
}

// views tells whether a chat may view the rides.
func (h *home) views(chatID int64) bool { return access.MayViewRides(h.link(chatID)) }

// request is a request of a private chat's person.
func (h *home) request(chatID int64) *chat.Request {
	u := telegram.Update{
		ID: chatID, ChatID: chatID, ChatKind: store.Private, From: &telegram.Person{ID: chatID}, Message: &telegram.Said{},
	}
	return h.chats.Request(h.t.Context(), u, store.Chat{ID: chatID, Kind: store.Private, Lang: "ru"})
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
		events, err := h.store.NextEvents(h.t.Context(), chatID, start.Add(10*day), 1)
		if errors.Is(err, store.ErrNotFound) {
			return kinds
		}
		if err != nil {
			h.t.Fatal(err)
		}
		kinds = append(kinds, events[0].Kind)
		h.write(func(ctx context.Context, tx *store.Tx) error { return tx.RemoveEvents(ctx, events...) })
	}
}

func (h *home) proof() *Proof {
	return &Proof{Store: h.store, Outbox: h.outbox, Access: access, Log: quiet}
}

func (h *home) followers() *Followers {
	closing := &Closing{Store: h.store, Outbox: h.outbox, Admins: []int64{2}, Log: quiet}
	invites := &Invites{
		Store: h.store, Outbox: h.outbox, Access: access, Username: func() string { return "onay_bot" },
		OrLimit: (*chat.Request).OrLimit,
	}
	return &Followers{Store: h.store, Outbox: h.outbox, Access: access, Invites: invites, Closing: closing}
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("error = %v, want %v", got, want)
	}
}
