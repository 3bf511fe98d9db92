package bot

import (
	"strings"
	"testing"

	"onaybot/bot/texts"
)

// A wrong number is told which check it failed, and costs no request.
func TestWrongNumbersAreToldWhy(t *testing.T) {
	t.Parallel()
	tgm := &fakeAPI{}
	b := newBot(t, tgm, quiet)
	en := b.Texts.In(texts.EN)
	good := number(t, 1).Digits()
	typo := good[:18] + string('0'+('9'-good[18])) // never the same digit
	for i, c := range []struct {
		typed string
		want  texts.HTML
	}{
		{good[:18], en.N("number.length", 18)},
		{good + "0", en.N("number.length", 20)},
		{typo, en.T("number.luhn", nil)},
		{"/add Mum", en.T("number.not_number", nil)},
		{"/add 1234", en.N("number.length", 4)},
	} {
		receive(t, b, int64(i+1), says(c.typed))
		sent := tgm.called("sendMessage")
		if got := sent[len(sent)-1].params["text"]; got != string(c.want) {
			t.Errorf("%q: %q, want %q", c.typed, got, c.want)
		}
		if strings.Contains(c.typed, good[:18]) && strings.Contains(sent[len(sent)-1].params["text"], good[:18]) {
			t.Errorf("the answer repeats the number: %v", sent)
		}
	}
	if !b.Watcher.DownSince().IsZero() {
		t.Error("the cabinet was asked")
	}
}

// A cabinet that does not answer must not look like a number it does not know.
func TestCardIsNotUnknownWhenTheCabinetIsDown(t *testing.T) {
	t.Parallel()
	tgm := &fakeAPI{}
	b := newBot(t, tgm, quiet)
	receive(t, b, 1, says(number(t, 1).Digits()))
	sent := tgm.called("sendMessage")
	en := b.Texts.In(texts.EN)
	got := sent[len(sent)-1].params["text"]
	if !strings.Contains(got, string(en.T("add.not_now", nil))) || strings.Contains(got, string(en.T("add.no_card", nil))) {
		t.Errorf("sent %q", got)
	}
}
