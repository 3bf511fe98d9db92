package bot

import (
	"context"
	"testing"

	"onaybot/bot/internal/testkit"
	"onaybot/onayclient"
	"onaybot/store"
)

// proofBot is a bot that wants proof, with chats 1 to n that follow one card,
// and their links.
func proofBot(t *testing.T, n int) (*Bot, []store.Link) {
	t.Helper()
	b := newBotOf(t, &testkit.API{}, func(c *Config) { c.Proof = true })
	if err := b.Telegram.Introduce(t.Context()); err != nil {
		t.Fatal(err)
	}
	var links []store.Link
	for id := int64(1); id <= int64(n); id++ {
		testkit.AddChats(t, b.Store, id)
		testkit.Write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
			read := onayclient.Card{PAN: testkit.Number(t, 1), Type: "01.01", Balance: 54000, At: testkit.Start}
			card, err := tx.SaveReading(ctx, read, store.Plan{NextAt: testkit.Start})
			if err != nil {
				return err
			}
			_, err = tx.AddLink(ctx, store.NewLink{ChatID: id, CardID: card, Threshold: 50000, Limit: 1}, testkit.Start)
			return err
		})
		links = append(links, linkIn(t, b, id))
	}
	return b, links
}

func linkIn(t testing.TB, b *Bot, chatID int64) store.Link {
	t.Helper()
	l, err := b.Store.LinkOf(t.Context(), chatID, testkit.Number(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func prove(t testing.TB, b *Bot, l store.Link, by int64) {
	t.Helper()
	testkit.Write(t, b.Store, func(ctx context.Context, tx *store.Tx) error { return tx.Prove(ctx, l.ID, by, testkit.Start) })
}
