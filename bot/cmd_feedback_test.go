package bot

import (
	"encoding/json"
	"strings"
	"testing"

	"onaybot/bot/texts"
	"onaybot/store"
)

func TestTheLongestLetterFits(t *testing.T) {
	t.Parallel()
	b := newBot(t, &telegram{}, quiet)
	text := strings.Repeat("\U0001f68c&", maxLetter/3)
	if tooLong(text) || !tooLong(text+"....") {
		t.Error("what is too long is not measured as Telegram does")
	}
	data, err := json.Marshal(letter{Kind: store.Group, Name: strings.Repeat("<", maxName), Text: text})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range texts.Langs() {
		o, err := turnIn(t, b, lang).letterText(store.Event{Data: data})
		if err != nil {
			t.Fatal(err)
		}
		if fit(o.Text) != string(o.Text) {
			t.Errorf("%s: the letter is cut", lang)
		}
	}
}

func TestOnlyLettersAreKeptAsLetters(t *testing.T) {
	t.Parallel()
	events := []store.Event{
		{ChatID: 50, Kind: store.EventReply, Data: []byte(`{}`)},
		{ChatID: 50, From: 1, Kind: store.EventFeedback, Data: []byte(`{"thread":3,"reply_to":9}`)},
		{ChatID: 50, Kind: store.EventFeedback, Data: []byte(`garbled`)},
	}
	got := toldLetters(events, 77, start)
	want := store.Feedback{ChatID: 50, MessageID: 77, From: 1, ThreadID: 3, ReplyTo: 9, At: start}
	if len(got) != 1 || got[0] != want {
		t.Errorf("kept %+v, want %+v", got, want)
	}
	if got := toldLetters(events, 0, start); len(got) != 0 {
		t.Errorf("of a message that was not sent, %+v", got)
	}
}
