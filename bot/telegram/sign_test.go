package telegram

import (
	"math"
	"onaybot/bot/internal/testkit"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestSignedDataComesBack(t *testing.T) {
	t.Parallel()
	s := NewSigner(testkit.Token)
	for _, want := range [][]string{{"cards"}, {"trips", "7", "30", "2"}, {"card", "9223372036854775807", "remove", "yes"}} {
		verb, args, ok := s.Verify(-100500, s.Sign(-100500, strings.Join(want, " ")))
		if !ok || verb != want[0] || !slices.Equal(args, want[1:]) {
			t.Errorf("%v came back as %s %v, %v", want, verb, args, ok)
		}
	}
}

func TestForeignDataIsNotTaken(t *testing.T) {
	t.Parallel()
	s := NewSigner(testkit.Token)
	good := s.Sign(1, "limit 7 500")
	for name, data := range map[string]string{
		"another chat's":    s.Sign(2, "limit 7 500"),
		"another bot's":     NewSigner("1:other").Sign(1, "limit 7 500"),
		"changed":           strings.Replace(good, "500", "100", 1),
		"longer":            good + "0",
		"shorter":           good[:len(good)-1],
		"another version's": "2" + good[1:],
		"unsigned":          "limit 7 500",
		"cut":               good[:8],
		"empty":             "",
		"signature alone":   good[:len(dataVersion)+1+macLen],
	} {
		if verb, args, ok := s.Verify(1, data); ok {
			t.Errorf("%s is taken: %s %v", name, verb, args)
		}
	}
}

func TestChatAndPayloadAreNotMixedUp(t *testing.T) {
	t.Parallel()
	s := NewSigner(testkit.Token)
	if s.mac(1, "2 cards") == s.mac(12, " cards") || s.mac(1, "a") == s.mac(-1, "a") {
		t.Error("two payloads have one signature")
	}
}

// Telegram takes 64 bytes.
func TestLongestDataFits(t *testing.T) {
	t.Parallel()
	s := NewSigner(testkit.Token)
	id, message := strconv.FormatInt(math.MaxInt64, 10), strconv.Itoa(math.MaxInt32)
	for _, data := range []string{
		s.Sign(math.MinInt64, "name "+id+" skip "+message),
		s.Sign(math.MinInt64, "card "+id+" remove yes"),
		s.Sign(math.MinInt64, "trips "+id+" 30 "+message),
		s.Sign(math.MinInt64, "threshold "+id+" tenge 100000 "+message),
		s.Sign(math.MinInt64, "erase "+message),
	} {
		if len(data) > 64 {
			t.Errorf("%d bytes: %q", len(data), data)
		}
	}
}

func TestButtonsDoNotTellTheToken(t *testing.T) {
	t.Parallel()
	testkit.WantSilent(t, "a button", NewSigner(testkit.Token).Sign(1, "cards"))
}
