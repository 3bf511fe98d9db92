package family

import (
	"context"
	"strings"
	"sync"
	"testing"

	"onaybot/bot/bottest"
	"onaybot/bot/texts"
	"onaybot/store"
)

// Answers that come at once from many chats are counted one by one.
func TestWrongAnswersAreCountedBeforeTheyAreJudged(t *testing.T) {
	t.Parallel()
	h := newHome(t, 6)
	var wg sync.WaitGroup
	for id := range int64(6) {
		l := h.link(id + 1)
		wg.Go(func() {
			for range wrongAnswers + 1 {
				if err := h.family.judge(h.request(id+1), l, false); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	card := h.request(1).CardKey(h.card.PAN)
	if given, err := h.Store.WrongAnswers(t.Context(), card, start.Add(-day)); err != nil || len(given) != wrongAnswersOfAll {
		t.Errorf("%d answers were counted: %v", len(given), err)
	}
	// The right answer of a chat that has to rest opens nothing.
	for id := range int64(6) {
		wantErr(t, h.family.judge(h.request(id+1), h.link(id+1), true), nil)
		if h.views(id + 1) {
			t.Errorf("chat %d views rides", id+1)
		}
	}
}

// Two newcomers whose answers are right at the same moment: one has proof,
// the other needs its approval.
func TestOnlyOneCanBeTheFirst(t *testing.T) {
	t.Parallel()
	h := newHome(t, 2)
	var wg sync.WaitGroup
	for id := range int64(2) {
		l := h.link(id + 1)
		wg.Go(func() {
			if err := h.family.judge(h.request(id+1), l, true); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	views, waits := 0, 0
	for id := range int64(2) {
		if h.views(id + 1) {
			views++
		}
		if h.link(id + 1).ApprovalUntil.Equal(start.Add(approvalWithin)) {
			waits++
		}
	}
	if views != 1 || waits != 1 {
		t.Errorf("%d view rides, %d wait for approval", views, waits)
	}
}

func TestVerdictsDoNotSayWhatWasWrong(t *testing.T) {
	t.Parallel()
	for _, lang := range texts.Langs() {
		text := string(bottest.Catalogue(t).In(lang).N("proof.wrong", 4))
		for _, word := range []string{"перв", "втор", "first", "second", "бірінші", "екінші", "0027"} {
			if strings.Contains(strings.ToLower(text), word) {
				t.Errorf("%s: %q", lang, text)
			}
		}
	}
}

// A group does not get its answers back by becoming a supergroup.
func TestWhatIsCountedFollowsAGroup(t *testing.T) {
	t.Parallel()
	h := newHome(t, 0)
	card := h.request(-7).CardKey(h.card.PAN)
	h.Write(func(ctx context.Context, tx *store.Tx) error {
		for range wrongAnswers {
			given := store.WrongAnswer{Chat: h.request(-7).ChatKey(), At: start}
			if err := tx.AddWrongAnswer(ctx, card, given); err != nil {
				return err
			}
		}
		return h.Signer.MigrateChat(ctx, tx, -7, -1007)
	})
	for chat, want := range map[int64]int64{-7: wrongAnswers, -1007: 0} {
		if s, err := spentOn(h.request(chat), h.Store.Queries, h.card.PAN); err != nil || s.left() != want {
			t.Errorf("chat %d has %d answers left, %v", chat, s.left(), err)
		}
	}
}

func TestCardKeysHideTheNumber(t *testing.T) {
	t.Parallel()
	h, other := newHome(t, 0), "9643108503300000017"
	key := h.request(1).CardKey(h.card.PAN)
	if len(key) != 32 || strings.Contains(key, h.card.PAN.Last4()) || key != h.request(2).CardKey(h.card.PAN) {
		t.Errorf("key %q", key)
	}
	if key == h.Signer.Hide("card "+other) {
		t.Error("another card has the same key")
	}
}
