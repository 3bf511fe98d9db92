package telegramsim

import (
	"context"
	"slices"
	"testing"
)

func TestASubscriberSeesBothSidesAndAnswers(t *testing.T) {
	t.Parallel()
	b := strict(t)
	ctx, cancel := context.WithCancel(t.Context())
	events := b.Subscribe(ctx)
	c := b.aida()
	m := b.send(c, "x", params{"reply_markup": inline(params{"text": "a", "callback_data": "x"})})
	p := c.Press(t, m, "a")
	b.must("answerCallbackQuery", params{"callback_query_id": p.ID, "text": "ok"})
	b.must("deleteMessage", params{"chat_id": c.ID(), "message_id": m.ID})
	cancel()
	var kinds []Kind
	for e := range events {
		kinds = append(kinds, e.Kind)
		if e.Kind == KindAnswer && (e.QueryID != p.ID || e.Answer.Text != "ok" || e.ChatID != c.ID()) {
			t.Errorf("answer %+v", e)
		}
	}
	if want := []Kind{KindMessage, KindMessage, KindAnswer, KindDelete}; !slices.Equal(kinds, want) {
		t.Errorf("events %v, want %v", kinds, want)
	}
}

func TestASlowSubscriberLosesEventsAndIsTold(t *testing.T) {
	t.Parallel()
	b := strict(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	events := b.Subscribe(ctx)
	c := b.aida()
	for range subscriberBuffer + 9 {
		c.Say("x")
	}
	for range subscriberBuffer {
		if e := <-events; e.Missed != 0 {
			t.Fatalf("missed %d too early", e.Missed)
		}
	}
	c.Say("last")
	if e := <-events; e.Missed != 10 || e.Message.Text != "last" {
		t.Errorf("event %+v", e)
	}
}
