package bot

import (
	"context"
	"strings"
	"testing"

	"onaybot/bot/internal/testkit"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

// polling is a Telegram whose first poll brings some updates; the ones after
// it wait until the test is over.
type polling struct {
	*testkit.API
	answered chan struct{} // a message was sent
	polled   chan struct{} // a second poll began
}

// start makes a bot that speaks to it.
func (p *polling) start(t *testing.T, updates string) *Bot {
	t.Helper()
	first := testkit.Once("getUpdates", `{"ok":true,"result":[`+updates+`]}`)
	over := make(chan struct{})
	p.answered, p.polled = make(chan struct{}, 9), make(chan struct{}, 9)
	p.API = &testkit.API{Answer: func(c testkit.Call) string {
		switch c.Method {
		case "sendMessage":
			p.answered <- struct{}{}
		case "getUpdates":
			if text := first(c); text != "" {
				return text
			}
			p.polled <- struct{}{}
			<-over
		}
		return ""
	}}
	b := newBot(t, p.API, testkit.Quiet)
	t.Cleanup(func() { close(over) })
	return b
}

// runUntil runs a bot until as many of the things have happened, and stops it.
func runUntil(t *testing.T, b *Bot, happened <-chan struct{}, n int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	for range n {
		<-happened
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestRunAnswersAndStops(t *testing.T) {
	t.Parallel()
	var p polling
	b := p.start(t, `{"update_id":1,`+says("/start")+`},{"update_id":2,`+says("/help")+`}`)
	runUntil(t, b, p.answered, 2)
	sent := p.Called("sendMessage")
	if !strings.HasPrefix(sent[0].Params["text"], string(b.Texts.In(texts.EN).T("start.hello", nil))) ||
		!strings.Contains(sent[1].Params["text"], "/balance") {
		t.Errorf("sent %v", sent)
	}
}

func TestRunEndsWhenTheTokenIsRevoked(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"getMe", "getUpdates"} {
		tgm := &testkit.API{Answer: testkit.Once(method, testkit.Refusal(401, "Unauthorized"))}
		if method == "getUpdates" { // and never again
			tgm.Answer = func(c testkit.Call) string {
				if c.Method != method {
					return ""
				}
				return testkit.Refusal(401, "Unauthorized")
			}
		}
		testkit.WantErr(t, newBot(t, tgm, testkit.Quiet).Run(t.Context()), telegram.ErrUnauthorized)
	}
}

func TestRunThatIsStoppedBeforeTelegramAnswers(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	tgm := &testkit.API{Answer: func(testkit.Call) string { cancel(); return testkit.Refusal(500, "Internal Server Error") }}
	if err := newBot(t, tgm, testkit.Quiet).Run(ctx); err != nil {
		t.Error(err)
	}
}

func TestUpdatesOfAnEarlierRunAreHandled(t *testing.T) {
	t.Parallel()
	var p polling
	b := p.start(t, "")
	left := []store.Update{{ID: 1, ChatID: 5, Body: []byte(`{"update_id":1,` + says("/start") + `}`)}}
	if _, err := b.Store.SaveUpdates(t.Context(), left, testkit.Start); err != nil {
		t.Fatal(err)
	}
	runUntil(t, b, p.answered, 1)
}

func TestUpdatePassedOverIsLoggedByItsIDAlone(t *testing.T) {
	t.Parallel()
	j := &testkit.Journal{}
	b := newBot(t, &testkit.API{}, j.Logger())
	if err := b.receive(t.Context(), []telegram.Update{{ID: 4242}}, false); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(j.String(), "update=4242") {
		t.Errorf("the log: %s", j)
	}
	testkit.WantSilent(t, "the log", j.String())
}
