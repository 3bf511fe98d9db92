package bot

import (
	"testing"

	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

func TestTheStepsFitTheCard(t *testing.T) {
	t.Parallel()
	c := turnIn(t, newBot(t, &fakeAPI{}, quiet), texts.EN)
	card := func(typeCode string, threshold int64) store.Link {
		l := store.Link{ID: 7, Threshold: onayclient.Tenge(threshold)}
		l.Card.PAN, l.Card.Type = number(t, 1), typeCode
		return l
	}
	for name, tc := range map[string]struct {
		link  store.Link
		verbs []string // of the first row and of the second
	}{
		"full fare":    {card("01.01", 500), []string{"first", "first"}},
		"free":         {card("02.01", 500), []string{"bal", "alerts"}},
		"fare unknown": {card("", 500), []string{"fare"}},
	} {
		o := c.named(tc.link, 0)
		for i, verb := range tc.verbs {
			if call := o.Keyboard[i][0].Call; len(call) < len(verb) || call[:len(verb)] != verb {
				t.Errorf("%s: row %d begins with %q, want %s", name, i, call, verb)
			}
		}
		if len(o.Keyboard) != len(tc.verbs) {
			t.Errorf("%s: %d rows, want %d", name, len(o.Keyboard), len(tc.verbs))
		}
	}
	off := c.t.T("first.default_off", nil)
	if got := c.named(card("01.01", 0), 0).Text; got[len(got)-len(off):] != off {
		t.Errorf("without a default threshold: %q", got)
	}
	noFares := newBotOf(t, &fakeAPI{}, func(c *Config) { c.Fares = nil })
	c = turnIn(t, noFares, texts.EN)
	if row := c.named(card("01.01", 500), 0).Keyboard[1]; len(row) != 1 {
		t.Errorf("a number of rides is offered while the fare is not known: %v", row)
	}
}
