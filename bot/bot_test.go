package bot

import (
	"context"
	"errors"
	"strings"
	"testing"

	tg "github.com/go-telegram/bot"

	"onaybot/bot/panics"
	"onaybot/bot/texts"
	"onaybot/store"
)

// polling is a Telegram whose first poll brings some updates; the ones after
// it wait until the test is over.
type polling struct {
	*telegram
	answered chan struct{} // a message was sent
	polled   chan struct{} // a second poll began
}

// start makes a bot that speaks to it.
func (p *polling) start(t *testing.T, updates string) *Bot {
	t.Helper()
	first := once("getUpdates", `{"ok":true,"result":[`+updates+`]}`)
	over := make(chan struct{})
	p.answered, p.polled = make(chan struct{}, 9), make(chan struct{}, 9)
	p.telegram = &telegram{answer: func(c call) string {
		switch c.method {
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
	b := newBot(t, p.telegram, quiet)
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
	sent := p.called("sendMessage")
	if !strings.HasPrefix(sent[0].params["text"], string(b.Texts.In(texts.EN).T("start.hello", nil))) ||
		!strings.Contains(sent[1].params["text"], "/balance") {
		t.Errorf("sent %v", sent)
	}
	if b.me.Load().Username != "onay_bot" {
		t.Errorf("its name is %+v", b.me.Load())
	}
}

func TestRunEndsWhenTheTokenIsRevoked(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"getMe", "getUpdates"} {
		tgm := &telegram{answer: once(method, refusal(401, "Unauthorized"))}
		if method == "getUpdates" { // and never again
			tgm.answer = func(c call) string {
				if c.method != method {
					return ""
				}
				return refusal(401, "Unauthorized")
			}
		}
		wantErr(t, newBot(t, tgm, quiet).Run(t.Context()), ErrUnauthorized)
	}
}

func TestRunOfAMissingBotEnds(t *testing.T) {
	t.Parallel()
	tgm := &telegram{answer: once("getMe", refusal(404, "Not Found"))}
	wantErr(t, newBot(t, tgm, quiet).Run(t.Context()), ErrUnauthorized)
}

func TestRunThatIsStoppedBeforeTelegramAnswers(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	tgm := &telegram{answer: func(call) string { cancel(); return refusal(500, "Internal Server Error") }}
	if err := newBot(t, tgm, quiet).Run(ctx); err != nil {
		t.Error(err)
	}
}

func TestUpdatesOfAnEarlierRunAreHandled(t *testing.T) {
	t.Parallel()
	var p polling
	b := p.start(t, "")
	left := []store.Update{{ID: 1, ChatID: 5, Body: []byte(`{"update_id":1,` + says("/start") + `}`)}}
	if _, err := b.Store.SaveUpdates(t.Context(), left, start); err != nil {
		t.Fatal(err)
	}
	runUntil(t, b, p.answered, 1)
}

func TestUpdatePassedOverIsLoggedByItsIDAlone(t *testing.T) {
	t.Parallel()
	j := &journal{}
	b := newBot(t, &telegram{}, j.logger())
	if err := b.receive(t.Context(), []incoming{toInbox(4242, []byte(undecodable["forward_origin"]))}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(j.String(), "update=4242") {
		t.Errorf("the log: %s", j)
	}
	wantSilent(t, "the log", j.String())
}

func TestPollErrorsAreToldApart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		logged string
		fatal  error
	}{
		{context.Canceled, "", nil},
		{errors.Join(errors.New("get updates"), tg.ErrorUnauthorized), "", ErrUnauthorized},
		{errors.Join(errors.New("get updates"), tg.ErrorConflict), "same token", nil},
		{errors.New("502"), "502", nil},
	} {
		j := &journal{}
		b := newBot(t, &telegram{}, j.logger())
		var fatal error
		b.fatal = func(err error) { fatal = err }
		b.pollError(c.err)
		if !strings.Contains(j.String(), c.logged) || c.logged == "" && j.String() != "" || !errors.Is(fatal, c.fatal) {
			t.Errorf("%v: fatal %v, the log: %s", c.err, fatal, j)
		}
	}
}

func TestPollingConfirmsWhatIsSavedAndAsksForWhatIsHandled(t *testing.T) {
	t.Parallel()
	var p polling
	b := p.start(t, `{"update_id":41,`+says("/start")+`}`)
	runUntil(t, b, p.polled, 1)
	for i, offset := range []string{"1", "42"} {
		params := p.called("getUpdates")[i].params
		if params["offset"] != offset || params["allowed_updates"] != `["message","callback_query","my_chat_member"]` {
			t.Errorf("poll %d: %v, want the offset %s", i+1, params, offset)
		}
	}
}

func TestPanicIsLoggedWithItsStackAlone(t *testing.T) {
	t.Parallel()
	j := &journal{}
	err := func() (err error) {
		defer panics.Recover(j.logger(), "handler", &err)
		panic(words)
	}()
	wantErr(t, err, panics.ErrPanic)
	wantSilent(t, "the log", j.String())
	if !strings.Contains(j.String(), "bot_test.go") || !strings.Contains(j.String(), "handler") {
		t.Errorf("the log does not tell where: %s", j)
	}
}
