package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"onaybot/bot/internal/testkit"
	"onaybot/bot/outbox"
	"onaybot/bot/texts"
	"onaybot/store"
)

// receive lets an update of chat 5 come in and handles it.
func receive(t *testing.T, b *Bot, id int64, body string) {
	t.Helper()
	raw := fmt.Sprintf(`{"update_id":%d,%s}`, id, body)
	if _, err := b.Store.SaveUpdates(t.Context(), []store.Update{{ID: id, ChatID: 5, Body: []byte(raw)}}, testkit.Start); err != nil {
		t.Fatal(err)
	}
	u, err := b.Store.NextUpdate(t.Context(), 5)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.handle(t.Context(), u); err != nil {
		t.Errorf("handle: %v", err)
	}
	if u, err := b.Store.NextUpdate(t.Context(), 5); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("update %d is not done: %v", u.ID, err)
	}
}

func says(text string) string {
	return `"message":{"message_id":9,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5,"language_code":"en"},"text":"` + text + `"}`
}

func presses5(data string) string {
	return `"callback_query":{"id":"cb","from":{"id":5},"data":"` + data + `","message":{"message_id":8,"date":1,"chat":{"id":5,"type":"private"}}}`
}

func member(status string) string {
	return `"my_chat_member":{"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5},
		"old_chat_member":{"status":"member","user":{"id":99}},"new_chat_member":{"status":"` + status + `","user":{"id":99}}}`
}

func chatOf5(t *testing.T, b *Bot) store.Chat {
	t.Helper()
	c, err := b.Store.Chat(t.Context(), 5)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A bot without a cabinet dereferences nil here: as good a panic as any.
func TestPanicCostsOneUpdateAndAnApology(t *testing.T) {
	t.Parallel()
	tgm, j := &testkit.API{}, &testkit.Journal{}
	b := newBot(t, tgm, j.Logger())
	b.Admins = []int64{5}
	receive(t, b, 1, says("/status "+testkit.Words))
	sent := tgm.Called("sendMessage")
	sorry := string(b.Texts.In(texts.EN).T("error.own", nil))
	if len(sent) != 1 || sent[0].Params["text"] != sorry {
		t.Errorf("sent %v, want an apology", sent)
	}
	if !strings.Contains(j.String(), "status.go") || strings.Contains(j.String(), "passenger") {
		t.Errorf("the log: %s", j)
	}
	receive(t, b, 2, says("/help"))
	if sent := tgm.Called("sendMessage"); len(sent) != 2 || !strings.Contains(sent[1].Params["text"], "/balance") {
		t.Errorf("afterwards sent %v", sent)
	}
}

func TestForgedAndOldButtonsExplainThemselves(t *testing.T) {
	t.Parallel()
	tgm := &testkit.API{}
	b := newBot(t, tgm, testkit.Quiet)
	receive(t, b, 1, says("/start"))
	for i, data := range []string{
		"", "nonsense", "1 aaaaaaaaacards", b.signer.Sign(6, "cards"), b.signer.Sign(5, "no-such-verb"),
		b.signer.Sign(5, "card"), b.signer.Sign(5, "card 404"), b.signer.Sign(5, "threshold 404 x"), b.signer.Sign(5, "trips x"),
		b.signer.Sign(5, "name"), b.signer.Sign(5, "name 1 x y"), b.signer.Sign(5, "erase x"),
		b.signer.Sign(5, "lang"), b.signer.Sign(5, "pick"), b.signer.Sign(5, "bal x y"),
	} {
		receive(t, b, int64(i+2), presses5(data))
		if n := len(tgm.Called("answerCallbackQuery")); n != i+1 {
			t.Errorf("after %q %d presses are answered, want %d", data, n, i+1)
		}
	}
}

func TestReplyThatCannotLeaveNowWaitsInTheOutbox(t *testing.T) {
	t.Parallel()
	tgm := &testkit.API{Answer: testkit.Once("sendMessage", testkit.Refusal(500, "Internal Server Error"))}
	b := newBot(t, tgm, testkit.Quiet)
	receive(t, b, 1, says("/lang"))
	if n := len(tgm.Called("sendMessage")); n != 1 {
		t.Errorf("%d messages at first", n)
	}
	later := outbox.New(outbox.Config{
		Store: b.Store, Telegram: b.Telegram, Now: func() time.Time { return testkit.Start.Add(time.Second) }, Log: testkit.Quiet,
	})
	later.Deliver(t.Context(), 5)
	sent := tgm.Called("sendMessage")
	if len(sent) != 2 || sent[1].Params["text"] != sent[0].Params["text"] {
		t.Errorf("sent %v", sent)
	}
}
