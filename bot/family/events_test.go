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
	tells := func(kind store.EventKind, data news) bool {
		t.Helper()
		raw, err := json.Marshal(data)
		if err != nil {
			t.Fatal(err)
		}
		event := store.Event{ChatID: 1, Kind: kind, Data: raw}
		m, err := h.family.render(t.Context(), h.request(1).W, event)
		if err != nil {
			t.Fatal(err)
		}
		return m != nil
	}
	asked := news{Link: prover.ID, Other: newcomer.ID}
	if tells(eventApprovalAsked, asked) {
		t.Error("asked for a newcomer that does not wait")
	}
	h.Write(func(ctx context.Context, tx *store.Tx) error {
		return tx.RequestApproval(ctx, newcomer.ID, start.Add(approvalWithin), start)
	})
	approved := news{Link: prover.ID}
	if !tells(eventApprovalAsked, asked) || !tells(eventAttempt, news{Link: prover.ID}) || !tells(eventApproved, approved) {
		t.Error("what holds is not told")
	}
	if tells(eventClosedNotice, news{Card: prover.Card.ID}) || tells(eventClosedNotice, news{Card: 999}) {
		t.Error("notice of rides that are not closed")
	}
	h.Write(func(ctx context.Context, tx *store.Tx) error { return tx.SetClosed(ctx, prover.Card.ID, start, 0) })
	if tells(eventApprovalAsked, asked) {
		t.Error("asked who may view the rides no more")
	}
	if tells(eventApproved, approved) {
		t.Error("shown rides that are closed by now")
	}
	if !tells(eventClosedNotice, news{Card: prover.Card.ID}) {
		t.Error("no notice of closed rides")
	}
	h.Write(func(ctx context.Context, tx *store.Tx) error {
		return tx.RemoveLink(ctx, 2, newcomer.ID, start)
	})
	if tells(eventApprovalAsked, asked) {
		t.Error("asked for a newcomer that has gone")
	}
	h.Write(func(ctx context.Context, tx *store.Tx) error { return tx.RemoveLink(ctx, 1, prover.ID, start) })
	if tells(eventAttempt, news{Link: prover.ID}) {
		t.Error("told of a link that has gone")
	}
}

// An event is told in the language that the chat has by then.
func TestEventsAreToldInTheChatsLanguage(t *testing.T) {
	t.Parallel()
	h := newHome(t, 1)
	h.prove(1, 0)
	raw, err := json.Marshal(news{Link: h.link(1).ID})
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string]string{"ru": "поездки видны", "en": "rides are shown"} {
		w := h.Chats.WriterOf(store.Chat{ID: 1, Kind: store.Private, Lang: lang})
		m, err := h.family.render(t.Context(), w, store.Event{ChatID: 1, Kind: eventApproved, Data: raw})
		if err != nil || !strings.Contains(string(m.Text), want) || len(m.Keyboard[0]) != 2 {
			t.Errorf("%s: %+v, %v", lang, m, err)
		}
	}
}
