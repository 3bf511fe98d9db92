package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/store"
)

func refusal(code int, description string) string {
	return fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q}`, code, description)
}

// once answers the first call of a method so, and lets the others succeed.
func once(method, answer string) func(call) string {
	left := true
	return func(c call) string {
		if c.method != method || !left {
			return ""
		}
		left = false
		return answer
	}
}

// sending is a client whose Telegram answers so.
func sending(t *testing.T, answer func(call) string) (*Client, *fakeAPI) {
	t.Helper()
	api := &fakeAPI{answer: answer}
	return newClient(t, api, quiet), api
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
	sent := api.called("sendMessage")
	if len(sent) != 1 || !strings.Contains(sent[0].params["reply_markup"], `{"text":"ok","callback_data":"`+c.signer.Sign(1, "x")+`"`) {
		t.Fatalf("sent %v", sent)
	}
	delete(sent[0].params, "reply_markup") // the library adds empty fields to it
	want := map[string]string{
		"chat_id": "1", "message_thread_id": "4", "text": "<b>540</b>", "parse_mode": "HTML",
		"link_preview_options": `{"is_disabled":true}`,
		"reply_parameters":     `{"message_id":5,"allow_sending_without_reply":true}`,
	}
	if diff := cmp.Diff(want, sent[0].params); diff != "" {
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
		"the same":    {refusal(400, "Bad Request: message is not modified: specified new message content"), 8, 0},
		"deleted":     {refusal(400, "Bad Request: message to edit not found"), 77, 1},
		"uneditable":  {refusal(400, "Bad Request: message can't be edited"), 77, 1},
		"in no topic": {refusal(400, "Bad Request: message thread not found"), 8, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, api := sending(t, once("editMessageText", c.answer))
			id, err := client.Send(t.Context(), Message{ChatID: 1, Edit: 8, ThreadID: 4, Text: "540"})
			if err != nil || id != c.wantID || len(api.called("sendMessage")) != c.newOnes {
				t.Errorf("id %d, %v and %d new messages; want %d and %d", id, err, len(api.called("sendMessage")), c.wantID, c.newOnes)
			}
		})
	}
}

func TestBlockedChatIsNotedAndNotWrittenTo(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{
		refusal(403, "Forbidden: bot was blocked by the user"),
		refusal(400, "Bad Request: chat not found"),
	} {
		c, api := sending(t, once("sendMessage", answer))
		for range 2 {
			_, err := c.Send(t.Context(), Message{ChatID: 1, Text: "540"})
			wantErr(t, err, ErrBlocked)
		}
		if n := len(api.called("sendMessage")); n != 1 {
			t.Errorf("%d messages after %s", n, answer)
		}
		if chat, err := c.store.Chat(t.Context(), 1); err != nil || !chat.BlockedAt.Equal(start) {
			t.Errorf("chat %+v, %v", chat, err)
		}
	}
}

func TestRefusedMessageIsLoggedWithoutItsText(t *testing.T) {
	t.Parallel()
	c, _ := sending(t, once("sendMessage", refusal(400, "Bad Request: can't parse entities")))
	j := &journal{}
	c.log = j.logger()
	_, err := c.Send(t.Context(), Message{ChatID: 1, Text: words})
	wantErr(t, err, ErrRefused)
	wantSilent(t, "the log", j.String())
	if !strings.Contains(j.String(), "parse entities") {
		t.Errorf("the log does not tell why: %s", j)
	}
}

func TestMessageFollowsItsGroup(t *testing.T) {
	t.Parallel()
	c, api := sending(t, once("sendMessage",
		`{"ok":false,"error_code":400,"description":"Bad Request: upgraded","parameters":{"migrate_to_chat_id":-1005}}`))
	if _, err := c.Send(t.Context(), Message{ChatID: -5, ReplyTo: 9, Text: "540"}); err != nil {
		t.Fatal(err)
	}
	last := api.called("sendMessage")[1].params
	if last["chat_id"] != "-1005" || last["reply_parameters"] != "" {
		t.Errorf("sent %v; want it in the supergroup, in reply to nothing", last)
	}
	if _, err := c.store.Chat(t.Context(), -5); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the old group is kept: %v", err)
	}
}

func TestTopicThatIsGone(t *testing.T) {
	t.Parallel()
	c, api := sending(t, once("sendMessage", refusal(400, "Bad Request: message thread not found")))
	if _, err := c.Send(t.Context(), Message{ChatID: 1, ThreadID: 4, Text: "540"}); err != nil {
		t.Fatal(err)
	}
	if last := api.called("sendMessage")[1].params; last["message_thread_id"] != "" {
		t.Errorf("sent %v; want it outside of any topic", last)
	}
}

func TestTooManyRequestsAreWaitedOut(t *testing.T) {
	t.Parallel()
	tooMany := func(seconds int) string {
		return fmt.Sprintf(`{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":%d}}`, seconds)
	}
	c, api := sending(t, once("sendMessage", tooMany(1)))
	begun := time.Now()
	if _, err := c.Send(t.Context(), Message{ChatID: 1, Text: "540"}); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took < time.Second || len(api.called("sendMessage")) != 2 {
		t.Errorf("%d messages within %v; want a second one a second later", len(api.called("sendMessage")), took)
	}

	c, api = sending(t, once("sendMessage", tooMany(30))) // longer than a sender waits itself
	for range 2 {
		_, err := c.Send(t.Context(), Message{ChatID: 1, Text: "540"})
		var w *WaitError
		if !errors.As(err, &w) || w.Until.Before(start.Add(28*time.Second)) || w.Until.After(start.Add(30*time.Second)) {
			t.Errorf("error %v, want a wait of 30 s", err)
		}
	}
	if n := len(api.called("sendMessage")); n != 1 {
		t.Errorf("%d messages though Telegram asked to wait", n)
	}
}

func TestTroubleOnTheWayIsTransient(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{refusal(500, "Internal Server Error"), "<html>502</html>"} {
		c, _ := sending(t, once("sendMessage", answer))
		_, err := c.Send(t.Context(), Message{ChatID: 1, Text: words})
		if !Transient(err) {
			t.Errorf("%s gives %v", answer, err)
		}
		wantSilent(t, "the error", fmt.Sprint(err))
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
	c, _ := sending(t, func(call) string { cancel(); return "" }) // shutdown while Telegram answers
	if id, err := c.Send(ctx, Message{ChatID: 1, Text: "540"}); err != nil || id != 77 {
		t.Errorf("id %d, %v; the message would be sent again", id, err)
	}
}

func TestUnknownChatIsWrittenNothing(t *testing.T) {
	t.Parallel()
	c, api := sending(t, nil)
	_, err := c.Send(t.Context(), Message{ChatID: 404, Text: "540"})
	wantErr(t, err, store.ErrNotFound)
	if n := len(api.called("sendMessage")); n != 0 {
		t.Errorf("%d messages", n)
	}
}

func TestErase(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]bool{
		"": true,
		refusal(400, "Bad Request: message to delete not found"): true,
		refusal(400, "Bad Request: message can't be deleted"):    false,
		refusal(500, "Internal Server Error"):                    false,
	} {
		c, api := sending(t, once("deleteMessage", answer))
		if got := c.Delete(t.Context(), 1, 8); got != want {
			t.Errorf("after %q: %v, want %v", answer, got, want)
		}
		if p := api.called("deleteMessage")[0].params; p["chat_id"] != "1" || p["message_id"] != "8" {
			t.Errorf("deleted %v", p)
		}
	}
}

// A failure of what is only a courtesy is told to nobody but the log.
func TestCourtesiesMayFail(t *testing.T) {
	t.Parallel()
	c, api := sending(t, func(call) string { return refusal(400, "Bad Request: query is too old") })
	c.Show(t.Context(), 1, 4, Typing)
	c.AnswerPress(t.Context(), "cb", "done", true)
	if len(api.called("sendChatAction")) != 1 || len(api.called("answerCallbackQuery")) != 1 {
		t.Error("they were not tried")
	}
}

func TestWaitErrorTellsUntilWhen(t *testing.T) {
	t.Parallel()
	err := &WaitError{Until: start.In(almaty)}
	if got := err.Error(); !strings.Contains(got, "2026-11-22T03:12:00Z") {
		t.Error(got)
	}
}

func TestRetriesObeyWhatTelegramAsks(t *testing.T) {
	t.Parallel()
	until := start.Add(17 * time.Second)
	for _, c := range []struct {
		err   error
		tries int
		want  time.Time
	}{
		{fmt.Errorf("send: %w", &WaitError{Until: until}), 3, until},
		{errors.New("502"), 0, start.Add(time.Second)},
		{errors.New("502"), 5, start.Add(32 * time.Second)},
		{errors.New("502"), 9, start.Add(5 * time.Minute)},
		{errors.New("502"), 1 << 30, start.Add(5 * time.Minute)},
	} {
		if got := RetryAt(c.err, c.tries, start); !got.Equal(c.want) {
			t.Errorf("%v after %d tries: again at %v, want %v", c.err, c.tries, got, c.want)
		}
	}
}
