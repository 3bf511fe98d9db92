package telegram

import (
	"errors"
	"testing"
	"time"

	"onaybot/bot/internal/testkit"
)

// What Telegram says of a chat that the bot may not write to now, and whether it
// means the chat or the message alone.
func TestWordsOfAMutedChat(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]error{
		"not enough rights to send text messages to the chat": ErrMuted,
		"have no rights to send a message":                    ErrMuted,
		"need administrator rights in the channel chat":       ErrMuted,
		"group chat was deactivated":                          ErrMuted,
		"CHAT_RESTRICTED":                                     ErrMuted,
		"CHAT_WRITE_FORBIDDEN":                                ErrMuted,
		"CHAT_SEND_PLAIN_FORBIDDEN":                           ErrMuted,
		"TOPIC_CLOSED":                                        ErrMuted,
		"PEER_ID_INVALID":                                     ErrMuted,
		"can't parse entities":                                ErrRefused,
		"message is too long":                                 ErrRefused,
		"BUTTON_DATA_INVALID":                                 ErrRefused,
	} {
		c, api := sending(t, func(testkit.Call) string { return testkit.Refusal(400, "Bad Request: "+words) })
		_, err := c.Send(t.Context(), Message{ChatID: 1, Text: "540"})
		testkit.WantErr(t, err, want)
		chat, err := c.store.Chat(t.Context(), 1)
		if muted := errors.Is(want, ErrMuted); err != nil || chat.MutedAt.IsZero() == muted || chat.BlockedAt.IsZero() == muted {
			t.Errorf("%s: chat %+v, %v", words, chat, err)
		}
		if n := len(api.Called("sendMessage")); n != 1 {
			t.Errorf("%s: %d tries", words, n)
		}
	}
}

// Where no picture may be sent, a text perhaps may.
func TestAFileThatIsNotAllowedMutesNothing(t *testing.T) {
	t.Parallel()
	const words = "Bad Request: not enough rights to send photos to the chat"
	c, _ := sending(t, testkit.Once("sendPhoto", testkit.Refusal(400, words)))
	_, err := c.Send(t.Context(), Message{ChatID: 1, Text: "a", File: &File{Name: "a.png", Picture: true}})
	testkit.WantErr(t, err, ErrRefused)
	_, err = c.Send(t.Context(), Message{ChatID: 1, Text: "540"})
	testkit.WantErr(t, err, nil)
}

func TestAClosedTopic(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method string
		m      Message
	}{
		"a message": {"sendMessage", Message{ThreadID: 4}},
		"a reply":   {"sendMessage", Message{ReplyTo: 9}},
		"an edit":   {"editMessageText", Message{Edit: 8}},
	} {
		client, api := sending(t, testkit.Once(c.method, testkit.Refusal(400, "Bad Request: TOPIC_CLOSED")))
		c.m.ChatID, c.m.Text = -5, "540"
		_, err := client.Send(t.Context(), c.m)
		sent := api.Called("sendMessage")
		last := sent[len(sent)-1].Params
		if err != nil || last["message_thread_id"] != "" || last["reply_parameters"] != "" {
			t.Errorf("%s: %v, sent %v; want it in the chat itself", name, err, last)
		}
	}
	client, api := sending(t, testkit.Once("editMessageText", testkit.Refusal(400, "Bad Request: TOPIC_CLOSED")))
	_, err := client.Send(t.Context(), Message{ChatID: -5, Edit: 8, OnlyEdit: true, Text: "540"})
	testkit.WantErr(t, err, nil)
	if n := len(api.Called("sendMessage")); n != 0 {
		t.Errorf("%d new messages for what is only to be changed", n)
	}
}

// A muted chat is tried again after as long as it has been muted for, within
// limits, and is muted no more once it takes a message.
func TestAMutedChatIsTriedAgain(t *testing.T) {
	t.Parallel()
	refusing := true
	c, api := sending(t, func(testkit.Call) string {
		if refusing {
			return testkit.Refusal(400, "Bad Request: CHAT_RESTRICTED")
		}
		return ""
	})
	at := testkit.Start
	c.now = func() time.Time { return at }
	send := func(want error) {
		t.Helper()
		_, err := c.Send(t.Context(), Message{ChatID: 1, Text: "540"})
		testkit.WantErr(t, err, want)
	}
	retries := func(want int) {
		t.Helper()
		if n, err := c.store.RetryMuted(t.Context(), at); n != want || err != nil {
			t.Errorf("after %v %d chats are tried again, %v; want %d", at.Sub(testkit.Start), n, err, want)
		}
	}
	send(ErrMuted)
	for _, wait := range []time.Duration{1, 1, 2, 4, 8, 16, 24, 24} {
		at = at.Add(wait*time.Hour - time.Second)
		retries(0)
		send(ErrMuted) // which costs no call
		at = at.Add(time.Second)
		retries(1)
		send(ErrMuted)
	}
	if n := len(api.Called("sendMessage")); n != 9 {
		t.Errorf("%d calls, want 9", n)
	}
	refusing = false
	at = at.Add(24 * time.Hour)
	retries(1)
	send(nil)
	if chat, err := c.store.Chat(t.Context(), 1); err != nil || !chat.MutedAt.IsZero() || !chat.BlockedAt.IsZero() {
		t.Errorf("chat %+v, %v", chat, err)
	}
}
