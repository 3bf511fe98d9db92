package bot

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/internal/testkit"
	"onaybot/bot/telegram"
	"onaybot/store"
)

// The outbox takes no files: words go there instead.
func TestWordsWaitForAFileThatCannotBeSent(t *testing.T) {
	t.Parallel()
	b := newBot(t, &testkit.API{Answer: testkit.Once("sendPhoto", testkit.Refusal(500, "Internal Server Error"))}, testkit.Quiet)
	testkit.AddChats(t, b.Store, 1)
	if _, err := b.Store.SaveUpdates(t.Context(), []store.Update{{ID: 9, ChatID: 1, Body: []byte("{}")}}, testkit.Start); err != nil {
		t.Fatal(err)
	}
	r := request(t, b, store.Chat{ID: 1, Kind: store.Private, Lang: "ru"})
	r.UpdateID = 9
	if err := r.SendFile(telegram.Message{ChatID: 1, File: &telegram.File{Name: "a.png", Picture: true}}, "the words"); err != nil || !r.Done() {
		t.Fatalf("done %v, %v", r.Done(), err)
	}
	events, err := b.Store.NextEvents(t.Context(), 1, testkit.Start.Add(time.Hour), 1)
	if err != nil {
		t.Fatal(err)
	}
	if data := string(events[0].Data); !strings.Contains(data, "the words") || strings.Contains(data, `"edit"`) {
		t.Errorf("event %s", data)
	}
}
