package telegramsim

import (
	"reflect"
	"strings"
	"testing"
)

func TestTextsAreParsedCleanedAndMeasured(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	m := b.send(c, "  \n<b> 540\u202f₸</b>\r\nтекст\u202e \x01")
	if m.Text != "540\u202f₸\nтекст" {
		t.Errorf("text %q", m.Text)
	}
	if want := []Entity{{Type: "bold", Length: 5}}; !reflect.DeepEqual(m.Entities, want) {
		t.Errorf("entities %+v, want %+v", m.Entities, want)
	}
	b.send(c, strings.Repeat("я", maxText))
	b.send(c, "<b>"+strings.Repeat("💳", maxText/2)+"</b>")
	b.refused("sendMessage", params{"chat_id": c.ID(), "text": strings.Repeat("я", maxText+1)}, "message is too long")
	b.refused("sendMessage", params{"chat_id": c.ID(), "text": strings.Repeat("💳", maxText/2) + "x"}, "message is too long")
}

func TestTextsAreRefused(t *testing.T) {
	t.Parallel()
	b := strict(t)
	id := b.aida().ID()
	b.refused("sendMessage", params{"chat_id": id, "text": ""}, "message text is empty")
	b.refused("sendMessage", params{"chat_id": id, "text": " \n "}, "text must be non-empty")
	b.refused("sendMessage", params{"chat_id": id, "text": "<b></b>", "parse_mode": "html"}, "text must be non-empty")
	b.refused("sendMessage", params{"chat_id": id, "text": "x", "parse_mode": "XML"}, "unsupported parse_mode")
	b.refused("sendMessage", params{"chat_id": id, "text": "\xff"}, "strings must be encoded in UTF-8")
	b.refused("sendMessage", params{"chat_id": id, "text": "<b>x", "parse_mode": "HTML"},
		`can't parse entities: Can't find end tag corresponding to start tag "b"`)
}

func TestMarkdownIsNotSimulatedAndSaysSo(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	b.call("sendMessage", params{"chat_id": b.aida().ID(), "text": "*x*", "parse_mode": "MarkdownV2"})
	if got := b.Problems(); len(got) != 1 || !strings.Contains(got[0], "not simulated") {
		t.Errorf("problems %q", got)
	}
}

func TestCommandEntities(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]Entity{
		"/balance":                   {{Type: "bot_command", Length: 8}},
		"💳 /start@onay_test_bot, да": {{Type: "bot_command", Offset: 3, Length: 20}},
		"/a /b":                      {{Type: "bot_command", Length: 2}, {Type: "bot_command", Offset: 3, Length: 2}},
		"92/121":                     nil,
		"https://onay.kz/a":          nil,
		"/":                          nil,
		"</b>":                       nil,
	} {
		if got := commandEntities(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func TestCommandAt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"/balance@Onay_Bot now": {"balance", "Onay_Bot"},
		"/trips":                {"trips", ""},
		"see /trips":            {"", ""},
	} {
		command, username := commandAt(text, commandEntities(text))
		if command != want[0] || username != want[1] {
			t.Errorf("%q: %q %q, want %q", text, command, username, want)
		}
	}
}
