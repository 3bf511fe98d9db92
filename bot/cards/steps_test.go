package cards

import (
	"strings"
	"testing"

	"onaybot/bot/bottest"
	"onaybot/bot/chat"
	"onaybot/bot/internal/testkit"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

func TestTheStepsFitTheCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s, r := w.cards, w.request(1)
	card := func(typeCode string, threshold int64) store.Link {
		l := store.Link{ID: 7, Threshold: onayclient.Tenge(threshold)}
		l.Card.PAN, l.Card.Type = number(t, 1), typeCode
		return l
	}
	for name, tc := range map[string]struct {
		link  store.Link
		verbs []string // of the first row and of the second
	}{
		"full fare":    {card("01.01", 500), []string{"threshold", "threshold"}},
		"free":         {card("02.01", 500), []string{"bal", "alerts"}},
		"fare unknown": {card("", 500), []string{"fare", "fare"}},
	} {
		m := s.afterName(r, tc.link, naming{})
		for i, verb := range tc.verbs {
			if call := m.Keyboard[i][0].Call; !strings.HasPrefix(call, verb) {
				t.Errorf("%s: row %d begins with %q, want %s", name, i, call, verb)
			}
		}
		if len(m.Keyboard) != len(tc.verbs) {
			t.Errorf("%s: %d rows, want %d", name, len(m.Keyboard), len(tc.verbs))
		}
	}
	off := string(r.W.T("first.default_off"))
	if got := string(s.afterName(r, card("01.01", 0), naming{}).Text); !strings.HasSuffix(got, off) {
		t.Errorf("without a default threshold: %q", got)
	}
	chats := chat.New(chat.Config{Texts: s.Texts, Now: testkit.Now, Log: s.Log}) // who know no fares
	r = chats.Request(t.Context(), telegram.Update{From: &telegram.Person{ID: 1}}, bottest.Private(1, texts.EN))
	if row := s.afterName(r, card("01.01", 500), naming{}).Keyboard[1]; len(row) != 1 {
		t.Errorf("a number of rides is offered while the fare is not known: %v", row)
	}
}
