package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// linkCards links so many cards to chat 5.
func linkCards(t *testing.T, b *Bot, n int) []store.Link {
	t.Helper()
	addChat(t, b.Store, 5)
	return moreCards(t, b, n)
}

// moreCards is linkCards for a chat that is known already.
func moreCards(t *testing.T, b *Bot, n int) []store.Link {
	t.Helper()
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
		for i := range n {
			id, err := tx.SaveReading(ctx, onayclient.Card{
				PAN: number(t, i+1), Type: "01.01", Balance: onayclient.Tenge(540), At: start}, store.Plan{NextAt: start.Add(time.Hour)})
			if err != nil {
				return err
			}
			link := store.NewLink{ChatID: 5, CardID: id, Limit: n}
			if _, err := tx.AddLink(ctx, link, start); err != nil {
				return err
			}
		}
		return nil
	})
	links, err := b.Store.Links(t.Context(), 5)
	if err != nil || len(links) != n {
		t.Fatalf("%d links, %v", len(links), err)
	}
	return links
}

func knowRides(t *testing.T, b *Bot, l store.Link, from, at time.Time, list ...onayclient.Transaction) {
	t.Helper()
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.SaveTransactions(ctx, l.Card.ID, list, from, at)
		return err
	})
}

func TestReadRidesSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		from, at time.Time // of the known rides
		parts    []string
	}{
		"nothing known":     {time.Time{}, time.Time{}, []string{"has not responded"}},
		"old, and enough":   {start.AddDate(0, -2, 0), start.Add(-time.Hour), []string{"has not responded", "Showing rides as of 07:12"}},
		"old, not enough":   {start.AddDate(0, 0, -3), start.Add(-time.Hour), []string{"as of 07:12", "known from 19 November"}},
		"fresh, not enough": {start.AddDate(0, 0, -3), start, []string{"known from 19 November"}},
		"fresh, and enough": {start.AddDate(0, -2, 0), start, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBot(t, &fakeAPI{}, quiet)
			l := linkCards(t, b, 1)[0]
			if !x.at.IsZero() {
				knowRides(t, b, l, x.from, x.at)
				l = cardsOf(t, b)[0]
			}
			_, problem := turnIn(t, b, texts.EN).readRides(l, start.AddDate(0, -1, 0))
			for _, part := range x.parts {
				if !strings.Contains(string(problem), part) {
					t.Errorf("%q lacks %q", problem, part)
				}
			}
			if x.parts == nil && problem != "" || strings.Contains(string(problem), "as of") && x.at.Equal(start) {
				t.Errorf("problem %q", problem)
			}
		})
	}
}

func cardsOf(t *testing.T, b *Bot) []store.Link {
	t.Helper()
	links, err := b.Store.Links(t.Context(), 5)
	if err != nil {
		t.Fatal(err)
	}
	return links
}

func TestStatsAndExportAskForTheCard(t *testing.T) {
	t.Parallel()
	for command, question := range map[string]string{
		"/stats": "Which card's statistics", "/export": "Which card's rides shall I send", "/trips": "Which card's rides shall I show",
	} {
		tgm := &fakeAPI{}
		b := newBot(t, tgm, quiet)
		receive(t, b, 1, says(command))
		moreCards(t, b, 2)
		receive(t, b, 2, says(command))
		sent := tgm.called("sendMessage")
		if len(sent) != 2 || !strings.Contains(sent[0].params["text"], "No cards yet") ||
			!strings.Contains(sent[1].params["text"], question) || !strings.Contains(sent[1].params["reply_markup"], "·") {
			t.Errorf("%s: %v", command, sent)
		}
	}
}

func TestStatsWithoutRidesToShowAreWords(t *testing.T) {
	t.Parallel()
	tgm := &fakeAPI{}
	b := newBot(t, tgm, quiet)
	linkCards(t, b, 1)
	receive(t, b, 1, says("/stats"))
	if sent := tgm.called("sendMessage"); len(sent) != 1 || !strings.Contains(sent[0].params["text"], "не отвечает") {
		t.Errorf("sent %v", sent)
	}
	if len(tgm.called("sendPhoto")) != 0 {
		t.Error("a picture of nothing known")
	}
}

func TestForgedViewsAndPeriodsAreStale(t *testing.T) {
	t.Parallel()
	b := newBot(t, &fakeAPI{}, quiet)
	linkCards(t, b, 1)
	c := turnOf(t, b, 5)
	for _, args := range [][]string{{"1", "year"}, {"x"}, {"x", "day"}} {
		wantErr(t, b.call(c.Request, b.buttons[chat.VerbStats], args), errStale)
	}
	for _, args := range [][]string{{"1", "31"}, {"1", ""}, {"x"}, {"1", "-1"}} {
		wantErr(t, b.call(c.Request, b.buttons[chat.VerbExport], args), errStale)
	}
	wantErr(t, b.call(c.Request, b.buttons[chat.VerbStats], []string{"99", "day"}), store.ErrNotFound)
	wantErr(t, b.call(c.Request, b.buttons[chat.VerbExport], []string{"99", "30"}), store.ErrNotFound)
}

func TestALongExportIsCut(t *testing.T) {
	t.Parallel()
	tgm := &fakeAPI{}
	b := newBot(t, tgm, quiet)
	l := linkCards(t, b, 1)[0]
	c := b.turnOf(request(t, b, store.Chat{ID: 5, Kind: store.Private, Lang: "en"}))
	for n, cut := range map[int]bool{exportRows: false, exportRows + 1: true} {
		list := make([]onayclient.Transaction, n)
		for i := range list {
			list[i].At = start.Add(-time.Duration(i) * time.Minute)
		}
		if err := c.sendRows(l, watch.History{List: list}, 0, ""); err != nil {
			t.Fatal(err)
		}
		sent := tgm.called("sendDocument")
		p := sent[len(sent)-1].params
		if got := strings.Contains(p["caption"], "more rides than fit"); got != cut || !strings.Contains(p["caption"], "5\u202f000 rows") {
			t.Errorf("of %d rows: %q", n, p["caption"])
		}
		if rows := strings.Count(p["document"], "\r\n"); rows != exportRows+1 {
			t.Errorf("%d lines", rows)
		}
	}
}
