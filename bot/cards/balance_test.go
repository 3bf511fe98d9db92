package cards

import (
	"errors"
	"strings"
	"testing"
	"time"

	"onaybot/bot/bottest"
	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/onayclient"
)

// viewOf is the message of /balance over cards of 540 tenge, as read a quarter
// of an hour ago.
func viewOf(t *testing.T, cards ...shownCard) *view {
	t.Helper()
	for i := range cards {
		read := bottest.Card(t, i)
		read.At = start.Add(-15 * time.Minute)
		cards[i].link.Card.Card = read
	}
	return &view{r: newWorld(t).request(1), cards: cards}
}

func TestBalanceTellsTheAgeOfEachFigure(t *testing.T) {
	t.Parallel()
	read := start.Add(-15 * time.Minute)
	for _, c := range []struct {
		name string
		card shownCard
		want func(en texts.Texts, asOf texts.Args) texts.HTML
	}{
		{"read", shownCard{}, func(en texts.Texts, _ texts.Args) texts.HTML {
			return en.T("balance.updated", texts.Args{"At": en.When(texts.At, read, start)})
		}},
		{"being read", shownCard{pending: true}, func(en texts.Texts, asOf texts.Args) texts.HTML {
			return en.T("balance.pending", asOf)
		}},
		{"not read", shownCard{err: onayclient.ErrBanned}, func(en texts.Texts, asOf texts.Args) texts.HTML {
			return texts.Join("\n\n", en.T("balance.as_of", asOf),
				texts.Lines(en.T("trouble.banned", nil), en.T("balance.last_known", nil)))
		}},
		{"unknown by now", shownCard{err: onayclient.ErrNoCard}, func(en texts.Texts, asOf texts.Args) texts.HTML {
			return texts.Lines(en.T("balance.as_of", asOf), en.T("trouble.no_card", nil))
		}},
	} {
		v := viewOf(t, c.card)
		want := string(c.want(v.r.W.Texts, texts.Args{"AsOf": v.r.W.Texts.When(texts.AsOf, read, start)}))
		got := string(balancesText(v.r.W, v.cards))
		if !strings.HasSuffix(got, want) || !strings.Contains(got, "<b>540\u202f₸</b>") {
			t.Errorf("%s: %q, want the figure and %q", c.name, got, want)
		}
	}
}

func TestOneTroubleIsToldOnce(t *testing.T) {
	t.Parallel()
	down, banned := shownCard{err: onayclient.ErrUnavailable}, shownCard{err: onayclient.ErrBanned}
	v := viewOf(t, down, down, banned, shownCard{})
	w := v.r.W
	got := string(balancesText(w, v.cards))
	for _, text := range []texts.HTML{w.T("trouble.banned"), w.T("balance.last_known"), w.Trouble(down.err)} {
		if n := strings.Count(got, string(text)); n != 1 {
			t.Errorf("%q is told %d times in %q", text, n, got)
		}
	}
}

func TestWhatIsGivenUpKeepsWhatCame(t *testing.T) {
	t.Parallel()
	v := viewOf(t, shownCard{pending: true}, shownCard{pending: true})
	fresh := v.cards[0].link.Card
	fresh.Balance, fresh.At = 100000, start
	v.take(result{index: 0, card: fresh})
	if !v.waiting() {
		t.Error("nothing is waited for")
	}
	v.take(result{index: 1, err: chat.ErrSlow})
	got := string(balancesText(v.r.W, v.cards))
	slow := string(v.r.W.T("trouble.slow"))
	if v.waiting() || !strings.Contains(got, "1\u202f000\u202f₸") || !strings.Contains(got, slow) {
		t.Errorf("%q", got)
	}
	if !errors.Is(v.cards[1].err, chat.ErrSlow) || v.cards[0].err != nil {
		t.Errorf("errors %v, %v", v.cards[0].err, v.cards[1].err)
	}
}
