package bot

import (
	"testing"
	"time"

	"onaybot/bot/telegram"
	"onaybot/store"
)

// What is asked after the answer to a stale question is no repeat of it, even
// when it has waited as long.
func TestOnlyQuestionsBeforeTheAnswerAreRepeats(t *testing.T) {
	t.Parallel()
	clock := start
	b := newBot(t, &fakeAPI{}, quiet)
	b.Now = func() time.Time { return clock }
	repeated := func(chat int64, text string, age time.Duration) bool {
		asked := clock.Add(-age)
		r := request(t, b, store.Chat{ID: chat, Kind: store.Private})
		r.Message = &telegram.Said{Text: text, At: asked}
		return b.repeated(r, asked)
	}
	for i, tc := range []struct {
		after time.Duration
		chat  int64
		text  string
		age   time.Duration
		want  bool
	}{
		{0, 1, "/balance", time.Hour, false},
		{0, 1, "/balance", time.Minute, true},
		{0, 2, "/balance", time.Hour, false}, // another chat
		{0, 1, "/balance", time.Second, false},
		{0, 1, "/balance", time.Minute, false}, // after something recent
		{2 * time.Minute, 1, "/balance", 3 * time.Minute, true},
		{0, 1, "/balance", time.Minute, false}, // asked after the answer
		{0, 1, "/balance", 2 * time.Minute, true},
		{0, 1, "/trips", time.Hour, false},
		{0, 1, "/balance", time.Hour, false}, // after something else
	} {
		clock = clock.Add(tc.after)
		if got := repeated(tc.chat, tc.text, tc.age); got != tc.want {
			t.Errorf("%d: %q of %v ago is a repeat: %t, want %t", i, tc.text, tc.age, got, tc.want)
		}
	}
}
