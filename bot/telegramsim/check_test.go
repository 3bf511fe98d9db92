package telegramsim

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestCheckNamesWhatTheDocumentationDoesNotAllow(t *testing.T) {
	t.Parallel()
	message := func(more params) params {
		p := params{"chat_id": 7, "text": "hi"}
		for name, v := range more {
			p[name] = v
		}
		return p
	}
	button := params{"text": "ok", "callback_data": "x"}
	tests := map[string]struct {
		method string
		params params
		want   []string
	}{
		"fine":              {"sendMessage", message(params{"disable_notification": true, "reply_markup": inline(button)}), nil},
		"channel name":      {"sendMessage", params{"chat_id": "@there", "text": "hi"}, nil},
		"unknown parameter": {"sendMessage", message(params{"reply_to_message_id": 3}), []string{`unknown parameter "reply_to_message_id"`}},
		"missing":           {"sendMessage", params{"text": "hi"}, []string{`missing required parameter "chat_id"`}},
		"not a number":      {"deleteMessage", params{"chat_id": 7, "message_id": "abc"}, []string{"message_id is not of type Integer"}},
		"a fraction":        {"deleteMessage", params{"chat_id": 7, "message_id": 1.5}, []string{"message_id is not of type Integer"}},
		"not a truth value": {"sendMessage", message(params{"disable_notification": "perhaps"}), []string{"disable_notification is not of type Boolean"}},
		"not JSON":          {"sendMessage", message(params{"link_preview_options": "{"}), []string{"link_preview_options is not of type LinkPreviewOptions"}},
		"null":              {"sendMessage", message(params{"link_preview_options": "null"}), []string{"link_preview_options is not of type LinkPreviewOptions"}},
		"unknown key": {
			"sendMessage", message(params{"reply_markup": inline(params{"text": "a", "callback": "x"})}),
			[]string{`reply_markup.inline_keyboard[0][0] has an unknown key "callback"`},
		},
		"lacking key": {
			"sendMessage", message(params{"reply_markup": inline(params{"callback_data": "x"})}),
			[]string{`reply_markup.inline_keyboard[0][0] lacks the required key "text"`},
		},
		"wrong kind inside": {
			"sendMessage", message(params{"reply_markup": params{"force_reply": "yes"}}),
			[]string{"reply_markup.force_reply is not of type Boolean"},
		},
		"not an array":   {"sendMessage", message(params{"reply_markup": params{"inline_keyboard": "x"}}), []string{"reply_markup.inline_keyboard is not of type [][]InlineKeyboardButton"}},
		"plain label":    {"sendMessage", message(params{"reply_markup": params{"keyboard": [][]string{{"a"}}}}), nil},
		"union member":   {"setMyCommands", params{"commands": "[]", "scope": params{"type": "chat", "chat_id": 7}}, nil},
		"union, lacking": {"setMyCommands", params{"commands": "[]", "scope": params{"type": "chat"}}, []string{`scope lacks the required key "chat_id"`}},
		"union, no such": {"getMyCommands", params{"scope": params{"type": "some"}}, []string{`scope.type is not of type "default"`}},
		"empty is absent": {
			"sendMessage", message(params{"reply_markup": "", "message_thread_id": ""}), nil,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := lenient(t)
			b.call(tt.method, tt.params)
			want := []string{}
			for _, w := range tt.want {
				want = append(want, tt.method+": "+w)
			}
			if got := b.Problems(); !slices.Equal(got, want) {
				t.Errorf("problems %q, want %q", got, want)
			}
		})
	}
}

func TestCheckReadsJSONBodiesByTheirTypes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body params
		want int
	}{
		"numbers and objects":         {params{"chat_id": 7, "text": "hi", "reply_markup": inline(params{"text": "a", "url": "https://a.kz"})}, 0},
		"object as text":              {params{"chat_id": "7", "text": "hi", "reply_markup": `{"remove_keyboard":true}`}, 0},
		"a number for text":           {params{"chat_id": 7, "text": 5}, 1},
		"a text for a number":         {params{"chat_id": 7, "text": "hi", "message_thread_id": "5"}, 1},
		"a text for a truth value":    {params{"chat_id": 7, "text": "hi", "disable_notification": "true"}, 1},
		"null for a required one":     {params{"chat_id": nil, "text": "hi"}, 1},
		"a list where an object goes": {params{"chat_id": 7, "text": "hi", "reply_markup": []int{1}}, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := lenient(t)
			b.json("sendMessage", tt.body)
			if got := b.Problems(); len(got) != tt.want {
				t.Errorf("problems %q, want %d", got, tt.want)
			}
		})
	}
}

func TestFilesWhereNoneBelongAreNoted(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	b.multipart("sendMessage", params{"chat_id": 7, "text": []byte("hi")})
	if got := b.Problems(); !slices.Contains(got, `sendMessage: parameter "text" is not a file`) {
		t.Errorf("problems %q", got)
	}
}

func FuzzCheckNeverPanics(f *testing.F) {
	f.Add(`{"inline_keyboard":[[{"text":1}]]}`)
	f.Add(`[`)
	f.Fuzz(func(_ *testing.T, markup string) {
		method := loadTable().methods["sendmessage"]
		for _, isJSON := range []bool{true, false} {
			req := &request{values: map[string]value{"reply_markup": {text: markup, json: isJSON}}}
			_ = loadTable().check(method, req)
			if !json.Valid([]byte(markup)) {
				continue
			}
			_, _ = readMarkup(req, false)
		}
	})
}
