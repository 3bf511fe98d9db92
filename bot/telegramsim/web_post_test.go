package telegramsim

import (
	"net/http"
	"strings"
	"testing"
)

// act posts a deed to the phone.
func (p *phoneBench) act(what, deed, kind string) (int, string) {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.phone+what, strings.NewReader(deed))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	status, body, err := fetch(req)
	if err != nil {
		p.t.Error(err)
	}
	return status, string(body)
}

func TestAPersonWritesAndReplies(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	p := newPhone(t, b, c)
	asked := b.send(c, "Who?")
	status, _ := p.act("say", text(t, params{"chat": c.ID(), "as": 1001, "text": "Me\n<b>", "replyTo": asked.ID}), "application/json")
	if status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	list := c.Messages()
	if m := list[len(list)-1]; m.Text != "Me\n<b>" || m.ReplyTo != asked.ID || m.From.ID != 1001 {
		t.Errorf("message %+v", m)
	}
}

func TestAPressWaitsForTheBotsAnswer(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	p := newPhone(t, b, c)
	m := b.send(c, "x", params{"reply_markup": inline(params{"text": "a", "callback_data": "d"})})
	answered := make(chan string, 1)
	go func() {
		_, body := p.act("press", text(t, params{"chat": c.ID(), "as": 1001, "message": m.ID, "data": "d"}), "application/json")
		answered <- body
	}()
	var query struct{ ID, Data string }
	for query.ID == "" {
		for _, u := range decode[[]map[string]any](t, b.must("getUpdates", params{"timeout": 5})) {
			q, _ := u["callback_query"].(map[string]any)
			query.ID, _ = q["id"].(string)
			query.Data, _ = q["data"].(string)
		}
	}
	b.must("answerCallbackQuery", params{"callback_query_id": query.ID, "text": "done", "show_alert": true})
	if got := <-answered; !strings.Contains(got, `"alert":true`) || !strings.Contains(got, `"text":"done"`) || query.Data != "d" {
		t.Errorf("answer %s, data %q", got, query.Data)
	}
}

func TestThePhoneRefusesStrangersAndForms(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	b.Person(User{ID: 5, FirstName: "Elsewhere"})
	p := newPhone(t, b, c)
	before := len(c.Messages())
	for name, tc := range map[string]struct {
		what, deed, kind string
		status           int
	}{
		"a form":              {"say", "chat=1001", "application/x-www-form-urlencoded", http.StatusUnsupportedMediaType},
		"JSON as text":        {"say", `{"chat":1001,"as":1001,"text":"x"}`, "text/plain", http.StatusUnsupportedMediaType},
		"no JSON":             {"say", `{`, "application/json", http.StatusBadRequest},
		"no text":             {"say", `{"chat":1001,"as":1001,"text":" \n"}`, "application/json", http.StatusBadRequest},
		"too long":            {"say", `{"chat":1001,"as":1001,"text":"` + strings.Repeat("x", maxText+1) + `"}`, "application/json", http.StatusBadRequest},
		"a body too large":    {"say", `{"text":"` + strings.Repeat("x", maxPost) + `"}`, "application/json", http.StatusBadRequest},
		"another's chat":      {"say", `{"chat":5,"as":5,"text":"x"}`, "application/json", http.StatusNotFound},
		"not in the chat":     {"say", `{"chat":1001,"as":5,"text":"x"}`, "application/json", http.StatusNotFound},
		"the bot itself":      {"say", `{"chat":1001,"as":42,"text":"x"}`, "application/json", http.StatusNotFound},
		"no such message":     {"press", `{"chat":1001,"as":1001,"message":99,"data":"d"}`, "application/json", http.StatusBadRequest},
		"a button of nothing": {"press", `{"chat":1001,"as":1001,"message":1}`, "application/json", http.StatusBadRequest},
	} {
		if status, body := p.act(tc.what, tc.deed, tc.kind); status != tc.status {
			t.Errorf("%s: %d %s, want %d", name, status, body, tc.status)
		}
	}
	if after := len(c.Messages()); after != before {
		t.Errorf("%d messages, %d before", after, before)
	}
}
