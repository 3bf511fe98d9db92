package telegram

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestChatAndPersonOfAnUpdate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		raw        string
		chat, from int64 // 0: none
	}{
		"a message":        {`{"message":{"chat":{"id":5},"from":{"id":6}}}`, 5, 6},
		"a channel's":      {`{"message":{"chat":{"id":5}}}`, 5, 0},
		"a button":         {`{"callback_query":{"from":{"id":6},"message":{"date":1,"chat":{"id":5}}}}`, 5, 6},
		"an old button":    {`{"callback_query":{"from":{"id":6},"message":{"date":0,"chat":{"id":5}}}}`, 5, 6},
		"an inline button": {`{"callback_query":{"from":{"id":6},"inline_message_id":"x"}}`, 0, 0},
		"a member":         {`{"my_chat_member":{"chat":{"id":5},"from":{"id":6}}}`, 5, 6},
		"nothing":          {`{}`, 0, 0},
	} {
		u, err := Decode([]byte(c.raw))
		if err != nil || u.ChatID != c.chat || (u.From == nil) != (c.from == 0) || u.From != nil && u.From.ID != c.from {
			t.Errorf("%s: chat %d, from %v, %v; want %d and %d", name, u.ChatID, u.From, err, c.chat, c.from)
		}
	}
}

func TestWhoSpeaksIsAPersonOrAChat(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		raw  string
		want int64
	}{
		"a person":            {`{"message":{"chat":{"id":-5},"from":{"id":6}}}`, 6},
		"an anonymous admin":  {`{"message":{"chat":{"id":-5},"from":{"id":1087968824},"sender_chat":{"id":-5}}}`, -5},
		"a channel":           {`{"message":{"chat":{"id":-5},"from":{"id":136817688},"sender_chat":{"id":-9}}}`, -9},
		"a linked channel":    {`{"message":{"chat":{"id":-5},"from":{"id":777000},"sender_chat":{"id":-9}}}`, -9},
		"nobody who is named": {`{"message":{"chat":{"id":-5},"from":{"id":136817688}}}`, -5},
		"an anonymous press":  {`{"callback_query":{"from":{"id":1087968824},"message":{"date":1,"chat":{"id":-5}}}}`, -5},
		"a person's press":    {`{"callback_query":{"from":{"id":6},"message":{"date":1,"chat":{"id":-5}}}}`, 6},
	} {
		u, err := Decode([]byte(c.raw))
		if err != nil || u.Speaker() != c.want {
			t.Errorf("%s: %d, %v; want %d", name, u.Speaker(), err, c.want)
		}
	}
}

func TestEveryPlaceOfAMemberIsUnderstood(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"creator", "administrator", "member", "restricted", "left", "kicked"} {
		u, err := Decode([]byte(`{"chat_member":{"chat":{"id":-5},"from":{"id":6},"old_chat_member":{"status":"left"},
			"new_chat_member":{"status":"` + status + `","user":{"id":7}}}}`))
		if err != nil || u.Member != 7 {
			t.Errorf("%s: %d, %v", status, u.Member, err)
		}
	}
	u, err := Decode([]byte(`{"chat_member":{"chat":{"id":-5},"from":{"id":6},"old_chat_member":{"status":"left"},
		"new_chat_member":{"status":"left"}}}`))
	if err != nil || u.Member != 0 {
		t.Errorf("of nobody: %d, %v", u.Member, err)
	}
}

func TestDecodedUpdates(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		raw  string
		want Update
	}{
		"a reply in a topic": {
			`{"update_id":3,"message":{"message_id":9,"date":1,"message_thread_id":4,"is_topic_message":true,"text":"500",
				"chat":{"id":-5,"type":"supergroup"},"from":{"id":6,"first_name":"A","last_name":"B","language_code":"kk"},
				"sender_chat":{"id":-5},"reply_to_message":{"message_id":8,"date":1,"from":{"id":99}}}}`,
			Update{
				ID: 3, ChatID: -5, ChatKind: "supergroup", ThreadID: 4, From: &Person{6, "A", "B", "kk"},
				Message: &Said{ID: 9, Text: "500", Content: true, SenderChat: -5, ReplyTo: Reply{8, 99}},
			},
		},
		"a group that moves": {
			`{"message":{"chat":{"id":-5,"type":"group"},"from":{"id":6},"message_thread_id":4,"migrate_to_chat_id":-7}}`,
			Update{ChatID: -5, ChatKind: "group", From: &Person{ID: 6}, Message: &Said{MovedTo: -7}},
		},
		"a member's new place": {
			`{"chat_member":{"chat":{"id":-5,"type":"supergroup"},"from":{"id":6},"new_chat_member":{"status":"member","user":{"id":7}},
				"old_chat_member":{"status":"administrator","user":{"id":7}}}}`,
			Update{ChatID: -5, ChatKind: "supergroup", From: &Person{ID: 6}, Member: 7},
		},
		"a press": {
			`{"callback_query":{"id":"q","data":"d","from":{"id":6},"message":{"message_id":8,"date":1,"chat":{"id":5,"type":"private"}}}}`,
			Update{ChatID: 5, ChatKind: "private", From: &Person{ID: 6}, Press: &Press{ID: "q", Data: "d", Under: 8}},
		},
		"a press under a lost message": {
			`{"callback_query":{"id":"q","data":"d","from":{"id":6},"message":{"message_id":8,"date":0,"chat":{"id":5,"type":"private"}}}}`,
			Update{ChatID: 5, ChatKind: "private", From: &Person{ID: 6}, Press: &Press{ID: "q", Data: "d"}},
		},
		"a removal": {
			`{"my_chat_member":{"chat":{"id":5,"type":"private"},"from":{"id":6},"new_chat_member":{"status":"kicked","user":{"id":99}},
				"old_chat_member":{"status":"member","user":{"id":99}}}}`,
			Update{ChatID: 5, ChatKind: "private", From: &Person{ID: 6}, Place: &Place{Out: true}},
		},
		"an edit": {
			`{"edited_message":{"message_id":9,"date":1,"edit_date":61,"text":"500",
				"chat":{"id":5,"type":"private"},"from":{"id":6}}}`,
			Update{ChatID: 5, ChatKind: "private", From: &Person{ID: 6},
				Message: &Said{ID: 9, Text: "500", Content: true, Edited: time.Unix(61, 0)}},
		},
		"a bot's message": {
			`{"message":{"message_id":9,"date":1,"text":"a",
				"chat":{"id":-5,"type":"group"},"from":{"id":6,"is_bot":true}}}`,
			Update{Bot: true, ChatID: -5, ChatKind: "group", From: &Person{ID: 6},
				Message: &Said{ID: 9, Text: "a", Content: true}},
		},
		"a group's own message": {
			`{"message":{"message_id":9,"date":1,"text":"a","chat":{"id":-5,"type":"supergroup"},"from":{"id":6,"is_bot":true},
				"sender_chat":{"id":-5,"type":"supergroup"}}}`,
			Update{ChatID: -5, ChatKind: "supergroup", From: &Person{ID: 6},
				Message: &Said{ID: 9, Text: "a", Content: true, SenderChat: -5}},
		},
		"a restriction": {restricted(`"is_member":true,"can_send_messages":false,"until_date":0`), placed(Place{Muted: true})},
		"a restriction for a while": {
			restricted(`"is_member":true,"can_send_messages":false,"until_date":61`),
			placed(Place{Muted: true, Until: time.Unix(61, 0)}),
		},
		"a restriction of other rights":   {restricted(`"is_member":true,"can_send_messages":true`), placed(Place{})},
		"a restriction of who is outside": {restricted(`"is_member":false,"can_send_messages":false`), placed(Place{Out: true})},
	} {
		got, err := Decode([]byte(c.raw))
		if got.Message != nil {
			c.want.Message.At = got.Message.At
		}
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func restricted(rights string) string {
	return `{"my_chat_member":{"chat":{"id":-5,"type":"supergroup"},"from":{"id":6},
		"new_chat_member":{"status":"restricted","user":{"id":99},` + rights + `}}}`
}

func placed(p Place) Update {
	return Update{ChatID: -5, ChatKind: "supergroup", From: &Person{ID: 6}, Place: &p}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(oneUpdate))
	for _, raw := range undecodable {
		f.Add([]byte(raw))
	}
	f.Add([]byte(`{"update_id":1,"callback_query":{"id":"1","from":{"id":6},"data":"x","message":{"date":0,"chat":{"id":5}}}}`))
	f.Add([]byte(`{"update_id":1,"callback_query":{"message":null},"message":null,"my_chat_member":null}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		u := received(1, raw)
		if u.ID != 1 || (u.Body == nil) != (u.ChatID == 0) {
			t.Errorf("%+v", u)
		}
		if _, err := Decode(raw); err != nil && strings.Contains(err.Error(), string(raw)) && len(raw) > 8 {
			t.Errorf("the error quotes the update: %v", err)
		}
	})
}
