package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

// viewOf is the message of /balance over readings of 540 tenge, a quarter of
// an hour old.
func viewOf(t *testing.T, readings ...reading) *balanceView {
	t.Helper()
	c := turnIn(t, newBot(t, &fakeAPI{}, quiet), texts.EN)
	for i := range readings {
		readings[i].link.Card.Card = onayclient.Card{
			PAN: number(t, i), Type: "01.01", Balance: 54000, At: start.Add(-15 * time.Minute),
		}
	}
	return &balanceView{turn: c, cards: readings}
}

func TestBalanceTellsTheAgeOfEachFigure(t *testing.T) {
	t.Parallel()
	read := start.Add(-15 * time.Minute)
	for _, c := range []struct {
		name string
		card reading
		want func(en texts.Texts, asOf texts.Args) texts.HTML
	}{
		{"read", reading{}, func(en texts.Texts, _ texts.Args) texts.HTML {
			return en.T("balance.updated", texts.Args{"At": en.When(texts.At, read, start)})
		}},
		{"being read", reading{pending: true}, func(en texts.Texts, asOf texts.Args) texts.HTML {
			return en.T("balance.pending", asOf)
		}},
		{"not read", reading{err: onayclient.ErrBanned}, func(en texts.Texts, asOf texts.Args) texts.HTML {
			return texts.Join("\n\n", en.T("balance.as_of", asOf),
				texts.Lines(en.T("trouble.banned", nil), en.T("balance.last_known", nil)))
		}},
		{"unknown by now", reading{err: onayclient.ErrNoCard}, func(en texts.Texts, asOf texts.Args) texts.HTML {
			return texts.Lines(en.T("balance.as_of", asOf), en.T("trouble.no_card", nil))
		}},
	} {
		v := viewOf(t, c.card)
		want := string(c.want(v.t, texts.Args{"AsOf": v.t.When(texts.AsOf, read, start)}))
		got := string(v.text())
		if !strings.HasSuffix(got, want) || !strings.Contains(got, "<b>540\u202f₸</b>") {
			t.Errorf("%s: %q, want the figure and %q", c.name, got, want)
		}
	}
}

func TestOneTroubleIsToldOnce(t *testing.T) {
	t.Parallel()
	v := viewOf(t, reading{err: onayclient.ErrUnavailable}, reading{err: onayclient.ErrUnavailable}, reading{err: onayclient.ErrBanned}, reading{})
	got := string(v.text())
	for _, text := range []texts.HTML{v.t.T("trouble.banned", nil), v.t.T("balance.last_known", nil), v.W.Trouble(onayclient.ErrUnavailable)} {
		if n := strings.Count(got, string(text)); n != 1 {
			t.Errorf("%q is told %d times in %q", text, n, got)
		}
	}
}

func TestGivingUpKeepsWhatCame(t *testing.T) {
	t.Parallel()
	v := viewOf(t, reading{pending: true}, reading{pending: true})
	fresh := v.cards[0].link.Card.Card
	fresh.Balance, fresh.At = 100000, start
	v.take(result{index: 0, card: fresh})
	if !v.waiting() {
		t.Error("nothing is waited for")
	}
	v.giveUp()
	got := string(v.text())
	if v.waiting() || !strings.Contains(got, "1\u202f000\u202f₸") || !strings.Contains(got, string(v.t.T("trouble.slow", nil))) {
		t.Errorf("%q", got)
	}
	if !errors.Is(v.cards[1].err, chat.ErrSlow) || v.cards[0].err != nil {
		t.Errorf("errors %v, %v", v.cards[0].err, v.cards[1].err)
	}
}

func TestBalanceWithoutCardsAsksForOne(t *testing.T) {
	t.Parallel()
	tgm := &fakeAPI{}
	b := newBot(t, tgm, quiet)
	receive(t, b, 1, says("/balance"))
	sent := tgm.called("sendMessage")
	if len(sent) != 1 || sent[0].params["text"] != string(b.Texts.In(texts.EN).T("cards.none", nil)) {
		t.Errorf("sent %v", sent)
	}
	if d, err := b.Store.Dialog(t.Context(), 5, 5, start); err != nil || d.Step != stepNumber {
		t.Errorf("dialog %+v, %v", d, err)
	}
}

func TestBalanceAnswersAtOnceAndEditsLater(t *testing.T) {
	t.Parallel()
	tgm := &fakeAPI{}
	b := newBot(t, tgm, quiet)
	receive(t, b, 1, says("/start"))
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
		read := onayclient.Card{PAN: number(t, 1), Type: "01.01", Balance: 54000, At: start.Add(-time.Hour)}
		card, err := tx.SaveReading(ctx, read, store.Plan{NextAt: start})
		if err != nil {
			return err
		}
		_, err = tx.AddLink(ctx, store.NewLink{ChatID: 5, CardID: card, Limit: 1}, start)
		return err
	})
	receive(t, b, 2, says("/balance"))
	c := turnIn(t, b, texts.EN)
	pending := c.t.T("balance.pending", texts.Args{"AsOf": c.t.When(texts.AsOf, start.Add(-time.Hour), start)})
	sent, edited := tgm.called("sendMessage"), tgm.called("editMessageText")
	if len(sent) != 2 || !strings.Contains(sent[1].params["text"], string(pending)) {
		t.Errorf("sent %v", sent)
	}
	down := string(c.W.Trouble(onayclient.ErrUnavailable))
	if len(edited) != 1 || !strings.Contains(edited[0].params["text"], down) || edited[0].params["message_id"] != "77" {
		t.Errorf("edited %v", edited)
	}
}
