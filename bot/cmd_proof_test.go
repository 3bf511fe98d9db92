package bot

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"onaybot/bot/texts"
	"onaybot/onayclient"
	"onaybot/store"
)

// family is a bot that wants proof, with chats 1 to n that follow one card,
// and their links.
func family(t *testing.T, n int) (*Bot, []store.Link) {
	t.Helper()
	b := newBot(t, &fakeAPI{}, quiet)
	b.Proof = true
	if err := b.Telegram.Introduce(t.Context()); err != nil {
		t.Fatal(err)
	}
	var links []store.Link
	for id := int64(1); id <= int64(n); id++ {
		addChat(t, b.Store, id)
		write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
			read := onayclient.Card{PAN: number(t, 1), Type: "01.01", Balance: 54000, At: start}
			card, err := tx.SaveReading(ctx, read, store.Plan{NextAt: start})
			if err != nil {
				return err
			}
			_, err = tx.AddLink(ctx, store.NewLink{ChatID: id, CardID: card, Threshold: 50000, Limit: 1}, start)
			return err
		})
		links = append(links, linkIn(t, b, id))
	}
	return b, links
}

func linkIn(t testing.TB, b *Bot, chatID int64) store.Link {
	t.Helper()
	l, err := b.Store.LinkOf(t.Context(), chatID, number(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// turnOf is a turn of a private chat's person.
func turnOf(t *testing.T, b *Bot, chatID int64) *turn {
	t.Helper()
	return b.turnOf(request(t, b, store.Chat{ID: chatID, Kind: store.Private, Lang: "ru"}))
}

func prove(t testing.TB, b *Bot, l store.Link, by int64) {
	t.Helper()
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error { return tx.Prove(ctx, l.ID, by, start) })
}

// Answers that come at once from many chats are counted one by one.
func TestWrongAnswersAreCountedBeforeTheyAreJudged(t *testing.T) {
	t.Parallel()
	b, links := family(t, 6)
	var wg sync.WaitGroup
	for _, l := range links {
		c := turnOf(t, b, l.ChatID)
		wg.Go(func() {
			for range wrongAnswers + 1 {
				if err := c.judge(l, false); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Spend(ctx, b.wrongAnywhere(links[0].Card.PAN), start); !errors.Is(err, store.ErrFull) {
			t.Errorf("the day's answers are not used up: %v", err)
		}
		return nil
	})
	// The right answer of a chat that has to rest opens nothing.
	for _, l := range links {
		if err := turnOf(t, b, l.ChatID).judge(l, true); err != nil {
			t.Fatal(err)
		}
		if b.SeesRides(linkIn(t, b, l.ChatID)) {
			t.Errorf("chat %d sees rides", l.ChatID)
		}
	}
}

// Two newcomers whose answers are right at the same moment: one has proof,
// the other needs its leave.
func TestOnlyOneCanBeTheFirst(t *testing.T) {
	t.Parallel()
	b, links := family(t, 2)
	var wg sync.WaitGroup
	for _, l := range links {
		c := turnOf(t, b, l.ChatID)
		wg.Go(func() {
			if err := c.judge(l, true); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	sees, asks := 0, 0
	for _, l := range links {
		l = linkIn(t, b, l.ChatID)
		if b.SeesRides(l) {
			sees++
		}
		if l.ApprovalUntil.Equal(start.Add(leaveFor)) {
			asks++
		}
	}
	if sees != 1 || asks != 1 {
		t.Errorf("%d see rides, %d wait for leave", sees, asks)
	}
}

func TestVerdictsDoNotSayWhatWasWrong(t *testing.T) {
	t.Parallel()
	b, links := family(t, 1)
	for _, lang := range texts.Langs() {
		text := string(b.Texts.In(lang).N("proof.wrong", 4))
		for _, word := range []string{"перв", "втор", "first", "second", "бірінші", "екінші", links[0].Card.PAN.Last4()} {
			if strings.Contains(strings.ToLower(text), word) {
				t.Errorf("%s: %q", lang, text)
			}
		}
	}
}
