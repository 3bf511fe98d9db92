package telegram

import (
	"encoding/json"
	"testing"

	"github.com/go-telegram/bot/models"
	"github.com/google/go-cmp/cmp"
	"onaybot/bot/internal/testkit"
)

func TestMessagesSurviveAsJSON(t *testing.T) {
	t.Parallel()
	want := Message{
		ChatID: -100500, ThreadID: 4, ReplyTo: 5, Edit: 6, Text: "<b>1\u202f240\u202f₸</b> & 🚌", Ask: true,
		Keyboard: Keyboard{{{Text: "«", Call: "1 x"}, {Text: "»", URL: "https://example.kz"}}, {{Text: "ok", Call: "2 y"}}},
	}
	raw, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Message
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMarkup(t *testing.T) {
	t.Parallel()
	sign := NewSigner(testkit.Token)
	keys := Keyboard{{{Text: "a", Call: "1"}, {Text: "b", URL: "https://example.kz"}}, {{Text: "c", Call: "2"}}}
	inline := &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{
		{{Text: "a", CallbackData: sign.Sign(0, "1")}, {Text: "b", URL: "https://example.kz"}}, {{Text: "c", CallbackData: sign.Sign(0, "2")}},
	}}
	for name, c := range map[string]struct {
		out  Message
		want models.ReplyMarkup
	}{
		"nothing":               {Message{}, nil},
		"buttons":               {Message{Keyboard: keys}, inline},
		"a question":            {Message{Ask: true}, &models.ForceReply{ForceReply: true}},
		"a question to someone": {Message{Ask: true, ReplyTo: 7}, &models.ForceReply{ForceReply: true, Selective: true}},
		"buttons and question":  {Message{Keyboard: keys, Ask: true}, inline},
	} {
		if diff := cmp.Diff(c.want, c.out.markup(sign)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
