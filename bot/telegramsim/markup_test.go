package telegramsim

import (
	"reflect"
	"strings"
	"testing"
)

func TestKeyboards(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	m := b.send(c, "x", params{"reply_markup": params{"inline_keyboard": [][]params{
		{{"text": "Обновить", "callback_data": "r"}, {"text": "Сайт", "url": "https://onay.kz"}},
		{},
		{{"text": "Копия", "copy_text": params{"text": "9643"}}},
	}}})
	want := [][]Button{{{Text: "Обновить", Data: "r"}, {Text: "Сайт", URL: "https://onay.kz"}}, {{Text: "Копия"}}}
	if !reflect.DeepEqual(m.Buttons, want) {
		t.Errorf("buttons %+v, want %+v", m.Buttons, want)
	}
	m = b.send(c, "x", params{"reply_markup": params{"keyboard": [][]any{{"Мама", params{"text": "Папа"}}}}})
	if want := [][]string{{"Мама", "Папа"}}; !reflect.DeepEqual(m.ReplyKeyboard, want) {
		t.Errorf("reply keyboard %q, want %q", m.ReplyKeyboard, want)
	}
	if m = b.send(c, "x", params{"reply_markup": params{"force_reply": true}}); !m.ForceReply {
		t.Error("force reply is lost")
	}
	if m = b.send(c, "x", params{"reply_markup": params{"inline_keyboard": [][]params{}}}); m.Buttons != nil {
		t.Errorf("an empty keyboard made %+v", m.Buttons)
	}
}

func TestKeyboardsAreRefused(t *testing.T) {
	t.Parallel()
	button := func(p params) string {
		p["text"] = "b"
		return text(t, inline(p))
	}
	tests := map[string]string{
		button(params{"callback_data": strings.Repeat("x", 65)}): "BUTTON_DATA_INVALID",
		button(params{"callback_data": strings.Repeat("ы", 33)}): "BUTTON_DATA_INVALID",
		button(params{"callback_data": ""}):                      "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
		button(params{}):                                         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
		button(params{"url": "not-a-url"}):                       "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL",
		button(params{"url": "ftp://example.com"}):               "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
		button(params{"pay": true}):                              "BUTTON_TYPE_INVALID",
		`{"inline_keyboard":[[{"callback_data":"x"}]]}`:          "can't parse inline keyboard button: Can't find field \"text\"",
		`{"inline_keyboard":"bad"}`:                              `field "inline_keyboard" must be of type Array`,
		`{"inline_keyboard":[["bad"]]}`:                          `field "inline_keyboard" must be of type Object`,
		`{"force_reply":"yes"}`:                                  `field "force_reply" must be of type Boolean`,
		`{"keyboard":[[{"request_contact":true}]]}`:              "can't parse keyboard button: Can't find field \"text\"",
		`null`: "object expected as reply markup",
		`{`:    "can't parse reply keyboard markup JSON object",
		`{"inline_keyboard":[[` + strings.TrimSuffix(strings.Repeat(`{"text":"b","callback_data":"x"},`, 101), ",") + `]]}`: "reply markup is too long",
	}
	for markup, want := range tests {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			b := lenient(t)
			b.refused("sendMessage", params{"chat_id": b.aida().ID(), "text": "x", "reply_markup": markup}, want)
		})
	}
}

func TestSixtyFourBytesOfDataPass(t *testing.T) {
	t.Parallel()
	b := strict(t)
	m := b.send(b.aida(), "x", params{"reply_markup": inline(params{"text": "b", "callback_data": strings.Repeat("ы", 32)})})
	if len(m.Buttons[0][0].Data) != 64 {
		t.Errorf("data %q", m.Buttons[0][0].Data)
	}
}
