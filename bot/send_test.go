package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/bot/panics"
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

// sending is a bot with the chats 1 and -5 whose Telegram answers so.
func sending(t *testing.T, answer func(call) string) (*Bot, *telegram) {
	t.Helper()
	tgm := &telegram{answer: answer}
	b := newBot(t, tgm, quiet)
	addChat(t, b.Store, 1, -5)
	return b, tgm
}

func TestSendMessage(t *testing.T) {
	t.Parallel()
	b, tgm := sending(t, nil)
	id, err := b.sender.send(t.Context(), outgoing{
		ChatID: 1, ThreadID: 4, ReplyTo: 5, Text: "<b>540</b>", Keyboard: keyboard{{{Text: "ok", Call: "x"}}},
	})
	if err != nil || id != 77 {
		t.Errorf("id %d, %v", id, err)
	}
	sent := tgm.called("sendMessage")
	if len(sent) != 1 || !strings.Contains(sent[0].params["reply_markup"], `{"text":"ok","callback_data":"`+b.signer.sign(1, "x")+`"`) {
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
			b, tgm := sending(t, once("editMessageText", c.answer))
			id, err := b.sender.send(t.Context(), outgoing{ChatID: 1, Edit: 8, ThreadID: 4, Text: "540"})
			if err != nil || id != c.wantID || len(tgm.called("sendMessage")) != c.newOnes {
				t.Errorf("id %d, %v and %d new messages; want %d and %d", id, err, len(tgm.called("sendMessage")), c.wantID, c.newOnes)
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
		b, tgm := sending(t, once("sendMessage", answer))
		for range 2 {
			_, err := b.sender.send(t.Context(), outgoing{ChatID: 1, Text: "540"})
			wantErr(t, err, errBlocked)
		}
		if n := len(tgm.called("sendMessage")); n != 1 {
			t.Errorf("%d messages after %s", n, answer)
		}
		if c, err := b.Store.Chat(t.Context(), 1); err != nil || !c.BlockedAt.Equal(start) {
			t.Errorf("chat %+v, %v", c, err)
		}
	}
}

func TestRefusedMessageIsLoggedWithoutItsText(t *testing.T) {
	t.Parallel()
	b, _ := sending(t, once("sendMessage", refusal(400, "Bad Request: can't parse entities")))
	j := &journal{}
	b.sender.log = j.logger()
	_, err := b.sender.send(t.Context(), outgoing{ChatID: 1, Text: words})
	wantErr(t, err, errRefused)
	wantSilent(t, "the log", j.String())
	if !strings.Contains(j.String(), "parse entities") {
		t.Errorf("the log does not tell why: %s", j)
	}
}

func TestMessageFollowsItsGroup(t *testing.T) {
	t.Parallel()
	b, tgm := sending(t, once("sendMessage",
		`{"ok":false,"error_code":400,"description":"Bad Request: upgraded","parameters":{"migrate_to_chat_id":-1005}}`))
	if _, err := b.sender.send(t.Context(), outgoing{ChatID: -5, ReplyTo: 9, Text: "540"}); err != nil {
		t.Fatal(err)
	}
	last := tgm.called("sendMessage")[1].params
	if last["chat_id"] != "-1005" || last["reply_parameters"] != "" {
		t.Errorf("sent %v; want it in the supergroup, in reply to nothing", last)
	}
	if _, err := b.Store.Chat(t.Context(), -5); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the old group is kept: %v", err)
	}
}

func TestTopicThatIsGone(t *testing.T) {
	t.Parallel()
	b, tgm := sending(t, once("sendMessage", refusal(400, "Bad Request: message thread not found")))
	if _, err := b.sender.send(t.Context(), outgoing{ChatID: 1, ThreadID: 4, Text: "540"}); err != nil {
		t.Fatal(err)
	}
	if last := tgm.called("sendMessage")[1].params; last["message_thread_id"] != "" {
		t.Errorf("sent %v; want it outside of any topic", last)
	}
}

func TestTooManyRequestsAreWaitedOut(t *testing.T) {
	t.Parallel()
	tooMany := func(seconds int) string {
		return fmt.Sprintf(`{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":%d}}`, seconds)
	}
	b, tgm := sending(t, once("sendMessage", tooMany(1)))
	begun := time.Now()
	if _, err := b.sender.send(t.Context(), outgoing{ChatID: 1, Text: "540"}); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took < time.Second || len(tgm.called("sendMessage")) != 2 {
		t.Errorf("%d messages within %v; want a second one a second later", len(tgm.called("sendMessage")), took)
	}

	b, tgm = sending(t, once("sendMessage", tooMany(30))) // longer than a sender waits itself
	for range 2 {
		_, err := b.sender.send(t.Context(), outgoing{ChatID: 1, Text: "540"})
		var w *waitError
		if !errors.As(err, &w) || w.until.Before(start.Add(28*time.Second)) || w.until.After(start.Add(30*time.Second)) {
			t.Errorf("error %v, want a wait of 30 s", err)
		}
	}
	if n := len(tgm.called("sendMessage")); n != 1 {
		t.Errorf("%d messages though Telegram asked to wait", n)
	}
}

func TestTroubleOnTheWayIsTransient(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{refusal(500, "Internal Server Error"), "<html>502</html>"} {
		b, _ := sending(t, once("sendMessage", answer))
		_, err := b.sender.send(t.Context(), outgoing{ChatID: 1, Text: words})
		if !transient(err) {
			t.Errorf("%s gives %v", answer, err)
		}
		wantSilent(t, "the error", fmt.Sprint(err))
	}
	for _, err := range []error{nil, errBlocked, errRefused, panics.ErrPanic, fmt.Errorf("send: %w", errRefused)} {
		if transient(err) {
			t.Errorf("%v counts as transient", err)
		}
	}
}

func TestMessageHalfSentIsFinished(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	b, _ := sending(t, func(call) string { cancel(); return "" }) // shutdown while Telegram answers
	if id, err := b.sender.send(ctx, outgoing{ChatID: 1, Text: "540"}); err != nil || id != 77 {
		t.Errorf("id %d, %v; the message would be sent again", id, err)
	}
}

func TestUnknownChatIsWrittenNothing(t *testing.T) {
	t.Parallel()
	b, tgm := sending(t, nil)
	_, err := b.sender.send(t.Context(), outgoing{ChatID: 404, Text: "540"})
	wantErr(t, err, store.ErrNotFound)
	if n := len(tgm.called("sendMessage")); n != 0 {
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
		b, tgm := sending(t, once("deleteMessage", answer))
		if got := b.sender.erase(t.Context(), 1, 8); got != want {
			t.Errorf("after %q: %v, want %v", answer, got, want)
		}
		if p := tgm.called("deleteMessage")[0].params; p["chat_id"] != "1" || p["message_id"] != "8" {
			t.Errorf("deleted %v", p)
		}
	}
}

// A failure of what is only a courtesy is told to nobody but the log.
func TestCourtesiesMayFail(t *testing.T) {
	t.Parallel()
	b, tgm := sending(t, func(call) string { return refusal(400, "Bad Request: query is too old") })
	b.sender.typing(t.Context(), 1, 4)
	b.sender.answer(t.Context(), "cb", "done", true)
	if len(tgm.called("sendChatAction")) != 1 || len(tgm.called("answerCallbackQuery")) != 1 {
		t.Error("they were not tried")
	}
}

func TestWaitErrorTellsUntilWhen(t *testing.T) {
	t.Parallel()
	err := &waitError{until: start.In(almaty)}
	if got := err.Error(); !strings.Contains(got, "2026-11-22T03:12:00Z") {
		t.Error(got)
	}
}
