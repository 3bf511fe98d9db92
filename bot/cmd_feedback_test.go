package bot

import (
	"encoding/json"
	"strings"
	"testing"

	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

func TestTheLongestLetterFits(t *testing.T) {
	t.Parallel()
	b := newBot(t, &fakeAPI{}, quiet)
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
		if !telegram.Fits(o.Text) {
			t.Errorf("%s: the letter is cut", lang)
		}
	}
}
