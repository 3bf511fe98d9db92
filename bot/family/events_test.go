package family

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"onaybot/store"
)

// What has become pointless before it is sent is not sent.
func TestWhatIsOverIsNotTold(t *testing.T) {
	t.Parallel()
	h := newHome(t, 2)
	h.prove(1, 0)
	prover, newcomer := h.link(1), h.link(2)
	e := &Events{Store: h.store, Access: access}
	tells := func(kind store.EventKind, data any) bool {
		t.Helper()
		raw, err := json.Marshal(data)
		if err != nil {
			t.Fatal(err)
		}
		event := store.Event{ChatID: 1, Kind: kind, Data: raw}
		render := e.renderNews(sentence("proof.attempt"))
		switch kind {
		case eventApprovalAsked:
			render = e.renderRequest
		case eventClosedNotice:
			render = e.renderNotice
		}
		m, err := render(t.Context(), h.request(1).W, event)
		if err != nil {
			t.Fatal(err)
		}
		return m != nil
	}
	asked := request{Link: prover.ID, Newcomer: newcomer.ID, Kind: store.Private}
	if tells(eventApprovalAsked, asked) {
		t.Error("asked for a newcomer that does not wait")
	}
	h.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.RequestApproval(ctx, newcomer.ID, start.Add(approvalWithin))
	})
	if !tells(eventApprovalAsked, asked) || !tells(eventAttempt, news{prover.ID}) {
		t.Error("what holds is not told")
	}
	if tells(eventClosedNotice, closed{prover.Card.ID}) || tells(eventClosedNotice, closed{999}) {
		t.Error("notice of rides that are not closed")
	}
	h.write(func(ctx context.Context, tx *store.Tx) error { return tx.SetClosed(ctx, prover.Card.ID, start) })
	if tells(eventApprovalAsked, asked) {
		t.Error("asked who may view the rides no more")
	}
	if !tells(eventClosedNotice, closed{prover.Card.ID}) {
		t.Error("no notice of closed rides")
	}
	h.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.RemoveLink(ctx, 2, newcomer.ID, start)
	})
	if tells(eventApprovalAsked, asked) {
		t.Error("asked for a newcomer that has gone")
	}
	h.write(func(ctx context.Context, tx *store.Tx) error { return tx.RemoveLink(ctx, 1, prover.ID, start) })
	if tells(eventAttempt, news{prover.ID}) {
		t.Error("told of a link that has gone")
	}
}

// An event is told in the language that the chat has by then.
func TestEventsAreToldInTheChatsLanguage(t *testing.T) {
	t.Parallel()
	h := newHome(t, 1)
	e := &Events{Store: h.store, Access: access}
	raw, err := json.Marshal(news{h.link(1).ID})
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string]string{"ru": "поездки видны", "en": "rides are shown"} {
		w := h.chats.WriterOf(store.Chat{ID: 1, Kind: store.Private, Lang: lang})
		m, err := e.renderNews(proved)(t.Context(), w, store.Event{ChatID: 1, Kind: eventApproved, Data: raw})
		if err != nil || !strings.Contains(string(m.Text), want) || len(m.Keyboard[0]) != 2 {
			t.Errorf("%s: %+v, %v", lang, m, err)
		}
	}
}
