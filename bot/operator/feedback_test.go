package operator

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"onaybot/bot/chat"
	"onaybot/bot/outbox"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// writer is a writer of a chat of a kind.
func writer(t *testing.T, lang texts.Lang, kind string) *chat.Writer {
	t.Helper()
	catalogue, err := texts.Load(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return chat.New(chat.Config{Texts: catalogue, Now: time.Now}).WriterOf(store.Chat{ID: 1, Kind: kind, Lang: string(lang)})
}

func TestTheLongestFeedbackFits(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("\U0001f68c&", maxFeedback/3)
	if tooLong(text) || !tooLong(text+"....") {
		t.Error("what is too long is not measured as Telegram does")
	}
	data, err := json.Marshal(feedback{Kind: store.Group, Name: strings.Repeat("<", chat.MaxName), Text: text})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range texts.Langs() {
		m, err := renderFeedback(t.Context(), writer(t, lang, store.Private), store.Event{Data: data})
		if err != nil {
			t.Fatal(err)
		}
		if !telegram.Fits(m.Text) {
			t.Errorf("%s: the feedback is cut", lang)
		}
	}
}

// In a group a reply stands under the feedback, in its topic.
func TestWhereAReplyStands(t *testing.T) {
	t.Parallel()
	f := &Feedback{}
	e := store.Event{Data: []byte(`{"admin":50,"thread":3,"reply_to":9,"text":"a <b>"}`)}
	for kind, replyTo := range map[string]int{store.Private: 0, store.Supergroup: 9} {
		m, err := f.renderReply(t.Context(), writer(t, texts.EN, kind), e)
		if err != nil || m.ReplyTo != replyTo || m.ThreadID != 3 || !strings.Contains(string(m.Text), "a &lt;b&gt;") {
			t.Errorf("%s: %+v, %v", kind, m, err)
		}
	}
	_, err := f.renderReply(t.Context(), writer(t, texts.EN, store.Private), store.Event{Data: []byte(`garbled`)})
	if !errors.Is(err, outbox.ErrGarbled) {
		t.Error(err)
	}
}

func TestContactAsFarAsConfigured(t *testing.T) {
	t.Parallel()
	w := writer(t, texts.EN, store.Private)
	for c, want := range map[Contact]texts.HTML{
		{}:                   "",
		{Name: "School <5>"}: w.T("help.operator", texts.Args{"Name": "School <5>"}),
		{Contact: "@school"}: w.T("help.operator", texts.Args{"Name": "@school"}),
		{Name: "School 5", Contact: "a&b@school.kz"}: w.T("help.operator_contact",
			texts.Args{"Name": "School 5", "Contact": "a&b@school.kz"}),
	} {
		if got := c.Line(w); got != want {
			t.Errorf("%+v: %q, want %q", c, got, want)
		}
	}
}
