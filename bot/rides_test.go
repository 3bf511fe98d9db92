package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"onaybot/bot/internal/testkit"
	"onaybot/onayclient"
	"onaybot/store"
)

// addCards links so many cards to chat 5.
func addCards(t *testing.T, b *Bot, n int) {
	t.Helper()
	testkit.Write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
		for i := range n {
			id, err := tx.SaveReading(ctx, onayclient.Card{
				PAN: testkit.Number(t, i+1), Type: "01.01", Balance: onayclient.Tenge(540), At: testkit.Start}, store.Plan{NextAt: testkit.Start.Add(time.Hour)})
			if err != nil {
				return err
			}
			if _, err := tx.AddLink(ctx, store.NewLink{ChatID: 5, CardID: id, Limit: n}, testkit.Start); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestStatsAndExportAskForTheCard(t *testing.T) {
	t.Parallel()
	for command, question := range map[string]string{
		"/stats": "Which card's statistics", "/export": "Which card's rides shall I send", "/trips": "Which card's rides shall I show",
	} {
		tgm := &testkit.API{}
		b := newBot(t, tgm, testkit.Quiet)
		receive(t, b, 1, says(command))
		addCards(t, b, 2)
		receive(t, b, 2, says(command))
		sent := tgm.Called("sendMessage")
		if len(sent) != 2 || !strings.Contains(sent[0].Params["text"], "No cards yet") ||
			!strings.Contains(sent[1].Params["text"], question) || !strings.Contains(sent[1].Params["reply_markup"], "·") {
			t.Errorf("%s: %v", command, sent)
		}
	}
}

func TestStatsWithoutRidesToShowAreWords(t *testing.T) {
	t.Parallel()
	tgm := &testkit.API{}
	b := newBot(t, tgm, testkit.Quiet)
	testkit.AddChats(t, b.Store, 5)
	addCards(t, b, 1)
	receive(t, b, 1, says("/stats"))
	if sent := tgm.Called("sendMessage"); len(sent) != 1 || !strings.Contains(sent[0].Params["text"], "не отвечает") {
		t.Errorf("sent %v", sent)
	}
	if len(tgm.Called("sendPhoto")) != 0 {
		t.Error("a picture of nothing known")
	}
}
