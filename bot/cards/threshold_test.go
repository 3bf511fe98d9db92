package cards

import (
	"strings"
	"testing"

	"onaybot/bot/bottest"
	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/onayclient"
)

func TestEveryThresholdOfferedIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r, l := w.request(1), w.Follow(bottest.Private(1, texts.EN), bottest.Card(t, 1))
	thresholds := map[onayclient.Money]bool{}
	for _, m := range []telegram.Message{thresholdMenu(r, l), firstThreshold(r, l, naming{NumberAt: 9})} {
		for _, row := range m.Keyboard {
			for _, b := range row {
				words := strings.Fields(b.Call)
				if words[0] != chat.VerbThreshold || words[2] == "other" {
					continue
				}
				if err := w.cards.PressThreshold(r, chat.Call{Link: l, Args: words[2:]}); err != nil {
					t.Fatalf("%s (%s): %v", b.Text, b.Call, err)
				}
				thresholds[w.Link(1, l.Card.PAN).Threshold] = true
			}
		}
	}
	if len(thresholds) != 10 { // 0, five in tenge, and 240, 360, 600 and 1 200 tenge by rides
		t.Errorf("thresholds %v", thresholds)
	}
}

var units = []string{"тг", "тенге", "теңге", "tenge", "kzt"}

func TestParseTenge(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]int64{
		"700": 700, " 700 ": 700, "0": 0, "00700": 700, "1 500": 1500, "1\u00a0500": 1500, "1\u202f500\u202f₸": 1500,
		"700₸": 700, "700 тг": 700, "700 тг.": 700, "700 тенге": 700, "700 теңге": 700, "700 KZT": 700, "100 000": maxThreshold,
	} {
		if got, ok := parseTenge(typed, units); !ok || got != want {
			t.Errorf("parseTenge(%q) = %d, %v; want %d", typed, got, ok, want)
		}
	}
	for _, typed := range []string{
		"", " ", "₸", "тенге", "-700", "\u2212700", "+700", "700.50", "7,5", "100001", "99999999999999999999", "700 ₸ ₸",
		"700 800 тенге сразу", "１２３", "семьсот", "0x700", "7e2", "٧٠٠",
	} {
		if got, ok := parseTenge(typed, units); ok {
			t.Errorf("parseTenge(%q) = %d", typed, got)
		}
	}
}

func FuzzParseTenge(f *testing.F) {
	for _, s := range []string{"1 500 ₸", "-1", "99999999999999999999", "7тг.", "\xff", "0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := parseTenge(s, units); ok && (got < 0 || got > maxThreshold) {
			t.Errorf("parseTenge(%q) = %d", s, got)
		}
	})
}
