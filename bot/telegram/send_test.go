package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/bot/internal/testkit"
	"onaybot/store"
)

// sending is a client whose Telegram answers so.
func sending(t *testing.T, answer func(testkit.Call) string) (*Client, *testkit.API) {
	t.Helper()
	api := &testkit.API{Answer: answer}
	return newClient(t, api, testkit.Quiet), api
}

func TestSendMessage(t *testing.T) {
	t.Parallel()
	c, api := sending(t, nil)
	id, err := c.Send(t.Context(), Message{
		ChatID: 1, ThreadID: 4, ReplyTo: 5, Text: "<b>540</b>", Keyboard: Keyboard{{{Text: "ok", Call: "x"}}},
	})
	if err != nil || id != 77 {
		t.Errorf("id %d, %v", id, err)
	}
	sent := api.Called("sendMessage")
	if len(sent) != 1 || !strings.Contains(sent[0].Params["reply_markup"], `{"text":"ok","callback_data":"`+c.signer.Sign(1, "x")+`"`) {
		t.Fatalf("sent %v", sent)
	}
	delete(sent[0].Params, "reply_markup") // the library adds empty fields to it
	want := map[string]string{
		"chat_id": "1", "message_thread_id": "4", "text": "<b>540</b>", "parse_mode": "HTML",
		"link_preview_options": `{"is_disabled":true}`,
		"reply_parameters":     `{"message_id":5,"allow_sending_without_reply":true}`,
	}
	if diff := cmp.Diff(want, sent[0].Params); diff != "" {
		t.Error(diff)
	}
}

func TestEditMessage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer          string
		wantID, newOnes int
	}{
		"changed":     {"", 8, 0},
		"the same":    {testkit.Refusal(400, "Bad Request: message is not modified: specified new message content"), 8, 0},
		"deleted":     {testkit.Refusal(400, "Bad Request: message to edit not found"), 77, 1},
		"uneditable":  {testkit.Refusal(400, "Bad Request: message can't be edited"), 77, 1},
		"in no topic": {testkit.Refusal(400, "Bad Request: message thread not found"), 8, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, api := sending(t, testkit.Once("editMessageText", c.answer))
			id, err := client.Send(t.Context(), Message{ChatID: 1, Edit: 8, ThreadID: 4, Text: "540"})
			if err != nil || id != c.wantID || len(api.Called("sendMessage")) != c.newOnes {
				t.Errorf("id %d, %v and %d new messages; want %d and %d", id, err, len(api.Called("sendMessage")), c.wantID, c.newOnes)
			}
		})
	}
}

func TestBlockedChatIsNotedAndNotWrittenTo(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{
		testkit.Refusal(403, "Forbidden: bot was blocked by the user"),
		testkit.Refusal(400, "Bad Request: chat not found"),
	} {
		c, api := sending(t, testkit.Once("sendMessage", answer))
		for range 2 {
			_, err := c.Send(t.Context(), Message{ChatID: 1, Text: "540"})
			testkit.WantErr(t, err, ErrBlocked)
		}
		if n := len(api.Called("sendMessage")); n != 1 {
			t.Errorf("%d messages after %s", n, answer)
		}
		if chat, err := c.store.Chat(t.Context(), 1); err != nil || !chat.BlockedAt.Equal(testkit.Start) {
			t.Errorf("chat %+v, %v", chat, err)
		}
	}
}

func TestRefusedMessageIsLoggedWithoutItsText(t *testing.T) {
	t.Parallel()
	c, _ := sending(t, testkit.Once("sendMessage", testkit.Refusal(400, "Bad Request: can't parse entities")))
	j := &testkit.Journal{}
	c.log = j.Logger()
	_, err := c.Send(t.Context(), Message{ChatID: 1, Text: testkit.Words})
	testkit.WantErr(t, err, ErrRefused)
	testkit.WantSilent(t, "the log", j.String())
	if !strings.Contains(j.String(), "parse entities") {
		t.Errorf("the log does not tell why: %s", j)
	}
}

func TestMessageFollowsItsGroup(t *testing.T) {
	t.Parallel()
	c, api := sending(t, testkit.Once("sendMessage",
		`{"ok":false,"error_code":400,"description":"Bad Request: upgraded","parameters":{"migrate_to_chat_id":-1005}}`))
	if _, err := c.Send(t.Context(), Message{ChatID: -5, ReplyTo: 9, Text: "540"}); err != nil {
		t.Fatal(err)
	}
	last := api.Called("sendMessage")[1].Params
	if last["chat_id"] != "-1005" || last["reply_parameters"] != "" {
		t.Errorf("sent %v; want it in the supergroup, in reply to nothing", last)
	}
	if _, err := c.store.Chat(t.Context(), -5); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the old group is kept: %v", err)
	}
}

func TestTopicThatIsGone(t *testing.T) {
	t.Parallel()
	c, api := sending(t, testkit.Once("sendMessage", testkit.Refusal(400, "Bad Request: message thread not found")))
	if _, err := c.Send(t.Context(), Message{ChatID: 1, ThreadID: 4, Text: "540"}); err != nil {
		t.Fatal(err)
	}
	if last := api.Called("sendMessage")[1].Params; last["message_thread_id"] != "" {
		t.Errorf("sent %v; want it outside of any topic", last)
	}
}

func TestTooManyRequestsAreWaitedOut(t *testing.T) {
	t.Parallel()
	tooMany := func(seconds int) string {
		return fmt.Sprintf(`{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":%d}}`, seconds)
	}
	c, api := sending(t, testkit.Once("sendMessage", tooMany(1)))
	begun := time.Now()
	if _, err := c.Send(t.Context(), Message{ChatID: 1, Text: "540"}); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took < time.Second || len(api.Called("sendMessage")) != 2 {
		t.Errorf("%d messages within %v; want a second one a second later", len(api.Called("sendMessage")), took)
	}

	c, api = sending(t, testkit.Once("sendMessage", tooMany(30))) // longer than a sender waits itself
	for range 2 {
		_, err := c.Send(t.Context(), Message{ChatID: 1, Text: "540"})
		var w *WaitError
		if !errors.As(err, &w) || w.Until.Before(testkit.Start.Add(28*time.Second)) || w.Until.After(testkit.Start.Add(30*time.Second)) {
			t.Errorf("error %v, want a wait of 30 s", err)
		}
	}
	if n := len(api.Called("sendMessage")); n != 1 {
		t.Errorf("%d messages though Telegram asked to wait", n)
	}
}

func TestTroubleOnTheWayIsTransient(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{testkit.Refusal(500, "Internal Server Error"), "<html>502</html>"} {
		c, _ := sending(t, testkit.Once("sendMessage", answer))
		_, err := c.Send(t.Context(), Message{ChatID: 1, Text: testkit.Words})
		if !Transient(err) {
			t.Errorf("%s gives %v", answer, err)
		}
		testkit.WantSilent(t, "the error", fmt.Sprint(err))
	}
	for _, err := range []error{nil, ErrBlocked, ErrRefused, fmt.Errorf("send: %w", ErrRefused)} {
		if Transient(err) {
			t.Errorf("%v counts as transient", err)
		}
	}
}

func TestMessageHalfSentIsFinished(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c, _ := sending(t, func(testkit.Call) string { cancel(); return "" }) // shutdown while Telegram answers
	if id, err := c.Send(ctx, Message{ChatID: 1, Text: "540"}); err != nil || id != 77 {
		t.Errorf("id %d, %v; the message would be sent again", id, err)
	}
}

func TestUnknownChatIsWrittenNothing(t *testing.T) {
	t.Parallel()
	c, api := sending(t, nil)
	_, err := c.Send(t.Context(), Message{ChatID: 404, Text: "540"})
	testkit.WantErr(t, err, store.ErrNotFound)
	if n := len(api.Called("sendMessage")); n != 0 {
		t.Errorf("%d messages", n)
	}
}

func TestErase(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]bool{
		"": true,
		testkit.Refusal(400, "Bad Request: message to delete not found"): true,
		testkit.Refusal(400, "Bad Request: message can't be deleted"):    false,
		testkit.Refusal(500, "Internal Server Error"):                    false,
	} {
		c, api := sending(t, testkit.Once("deleteMessage", answer))
		if got := c.Delete(t.Context(), 1, 8); got != want {
			t.Errorf("after %q: %v, want %v", answer, got, want)
		}
		if p := api.Called("deleteMessage")[0].Params; p["chat_id"] != "1" || p["message_id"] != "8" {
			t.Errorf("deleted %v", p)
		}
	}
}

// A failure of what is only a courtesy is told to nobody but the log.
func TestCourtesiesMayFail(t *testing.T) {
	t.Parallel()
	c, api := sending(t, func(testkit.Call) string { return testkit.Refusal(400, "Bad Request: query is too old") })
	c.Show(t.Context(), 1, 4, Typing)
	c.AnswerPress(t.Context(), "cb", "done", true)
	if len(api.Called("sendChatAction")) != 1 || len(api.Called("answerCallbackQuery")) != 1 {
		t.Error("they were not tried")
	}
}

func TestWaitErrorTellsUntilWhen(t *testing.T) {
	t.Parallel()
	err := &WaitError{Until: testkit.Start.In(testkit.Almaty)}
	if got := err.Error(); !strings.Contains(got, "2026-11-22T03:12:00Z") {
		t.Error(got)
	}
}

func TestRetriesObeyWhatTelegramAsks(t *testing.T) {
	t.Parallel()
	until := testkit.Start.Add(17 * time.Second)
	for _, c := range []struct {
		err   error
		tries int
		want  time.Time
	}{
		{fmt.Errorf("send: %w", &WaitError{Until: until}), 3, until},
		{errors.New("502"), 0, testkit.Start.Add(time.Second)},
		{errors.New("502"), 5, testkit.Start.Add(32 * time.Second)},
		{errors.New("502"), 9, testkit.Start.Add(5 * time.Minute)},
		{errors.New("502"), 1 << 30, testkit.Start.Add(5 * time.Minute)},
	} {
		if got := RetryAt(c.err, c.tries, testkit.Start); !got.Equal(c.want) {
			t.Errorf("%v after %d tries: again at %v, want %v", c.err, c.tries, got, c.want)
		}
	}
}
