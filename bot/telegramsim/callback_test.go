package telegramsim

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

// pressed is a bench with a message that has one button.
func pressed(t *testing.T, opts ...Option) (*bench, *Chat, Message) {
	t.Helper()
	b := strict(t, opts...)
	c := b.aida()
	m := b.send(c, "x", params{"reply_markup": inline(params{"text": "🔄 Обновить", "callback_data": "refresh:1"})})
	return b, c, m
}

func TestAPressAndItsAnswer(t *testing.T) {
	t.Parallel()
	b, c, m := pressed(t)
	p := c.Press(t, m, "Обновить")
	query := decode[map[string]json.RawMessage](t, b.updates()[0]["callback_query"])
	if string(query["data"]) != `"refresh:1"` || string(query["id"]) != `"`+p.ID+`"` || len(query["chat_instance"]) < 3 {
		t.Errorf("query %s", query)
	}
	if message := decode[wireMessage](t, query["message"]); message.ID != m.ID || message.Markup == nil {
		t.Errorf("message %+v", message)
	}
	if from := decode[wireUser](t, query["from"]); from.Language != "kk" || from.ID != c.ID() {
		t.Errorf("from %+v", from)
	}
	b.must("answerCallbackQuery", params{"callback_query_id": p.ID, "text": "540 ₸", "show_alert": true})
	b.must("answerCallbackQuery", params{"callback_query_id": p.ID, "text": "second"})
	if got := p.Answer(t); got != (CallbackAnswer{Text: "540 ₸", Alert: true}) {
		t.Errorf("answer %+v", got)
	}
}

func TestCallbackAnswersAreRefused(t *testing.T) {
	t.Parallel()
	now := newClock()
	b, c, m := pressed(t, WithNow(now.now))
	p := c.Press(t, m, "Обновить")
	answer := func(more params) params {
		more["callback_query_id"] = p.ID
		return more
	}
	b.refused("answerCallbackQuery", answer(params{"text": strings.Repeat("я", 201)}), "MESSAGE_TOO_LONG")
	b.refused("answerCallbackQuery", answer(params{"url": "https://onay.kz"}), "URL_INVALID")
	old := "query is too old and response timeout expired or query ID is invalid"
	b.refused("answerCallbackQuery", params{"callback_query_id": "5"}, old)
	now.add(answerable + time.Second)
	b.refused("answerCallbackQuery", answer(params{}), old)
	now.add(-time.Minute)
	b.must("answerCallbackQuery", answer(params{"url": "t.me/onay_test_bot?start=x"}))
}

func TestAPressThatIsNotAnswered(t *testing.T) {
	t.Parallel()
	b, c, m := pressed(t)
	b.patience = time.Millisecond
	p := c.Press(t, m, "Обновить")
	fake := &fakeTB{}
	p.Answer(fake)
	fake.wantFailure(t, "no answer to the pressed button within 1ms; 1 updates are not confirmed")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestAPressOfADeletedMessageIsInaccessible(t *testing.T) {
	t.Parallel()
	b, c, m := pressed(t)
	b.must("deleteMessage", params{"chat_id": c.ID(), "message_id": m.ID})
	c.PressData(c.ID(), m, "forged")
	query := decode[map[string]json.RawMessage](t, b.updates()[0]["callback_query"])
	if got := decode[map[string]any](t, query["message"]); got["date"] != 0.0 || got["message_id"] != float64(m.ID) {
		t.Errorf("message %v", got)
	}
}

func TestPressesAreBounded(t *testing.T) {
	t.Parallel()
	b, c, m := pressed(t)
	first := c.PressData(c.ID(), m, "x")
	for range maxPresses {
		c.PressData(c.ID(), m, "x")
	}
	b.refused("answerCallbackQuery", params{"callback_query_id": first.ID}, "query is too old and response timeout expired or query ID is invalid")
	if len(b.presses) != maxPresses {
		t.Errorf("%d presses kept", len(b.presses))
	}
}
