package bot

import (
	"context"
	"encoding/json"
	"testing"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

func TestJoinedKeepsTheButtonsOfOnePart(t *testing.T) {
	t.Parallel()
	plain := outgoing{ChatID: 1, Text: "a"}
	low := outgoing{ChatID: 1, Text: "b\nc", Keyboard: keyboard{{{Text: "x"}}}}
	for _, c := range []struct {
		parts   []outgoing
		text    texts.HTML
		buttons int
	}{
		{[]outgoing{low}, "b\nc", 1},
		{[]outgoing{plain, low}, "a\nb\nc", 1},
		{[]outgoing{low, plain, low}, "b\nc\na\nb\nc", 0},
	} {
		got := joined(c.parts)
		if got.Text != c.text || len(got.Keyboard) != c.buttons || got.ChatID != 1 {
			t.Errorf("joined %+v, want %q with %d rows", got, c.text, c.buttons)
		}
	}
}

func TestToldRidesNameTheirMessage(t *testing.T) {
	t.Parallel()
	events := []store.Event{
		event(t, 7, store.EventLow, watch.Low{}),
		event(t, 7, store.EventRides, watch.TransactionIDs{IDs: []int64{1, 2}}),
	}
	rides := toldRides(events, 77, start)
	if len(rides) != 2 || rides[1].TransactionID != 2 || rides[1].MessageID != 77 || rides[1].LinkID != 7 || !rides[1].At.Equal(start) {
		t.Fatalf("told %+v", rides)
	}
	var message []told
	if err := json.Unmarshal(rides[0].Data, &message); err != nil || len(message) != 2 || message[1].Kind != store.EventRides {
		t.Errorf("message %+v, %v", message, err)
	}
	if rides := toldRides(events, 0, start); len(rides) > 0 {
		t.Errorf("of no message: %+v", rides)
	}
}

func TestAmendmentOfAnUntoldRideIsDropped(t *testing.T) {
	t.Parallel()
	b, link := followed(t)
	amend := event(t, link, store.EventAmend, watch.TransactionIDs{IDs: []int64{1}})
	if o, err := b.renderEvent(t.Context(), amend); err != nil || o != nil {
		t.Errorf("never told: %+v, %v", o, err)
	}
	ride := event(t, link, store.EventRides, watch.TransactionIDs{IDs: []int64{1, 404}})
	write(t, b.Store, func(ctx context.Context, tx *store.Tx) error {
		l, err := b.Store.Link(ctx, 1, link)
		if err != nil {
			return err
		}
		_, err = tx.SaveTransactions(ctx, l.Card.ID, []onayclient.Transaction{
			{ID: "a", At: start, Kind: onayclient.KindRide, Route: "<92>", Amount: -12000},
		}, start, start)
		return err
	})
	if err := b.outbox.note(t.Context(), nil, toldRides([]store.Event{ride}, 77, start), nil); err != nil {
		t.Fatal(err)
	}
	o, err := b.renderEvent(t.Context(), amend)
	if err != nil || o == nil {
		t.Fatalf("%+v, %v", o, err)
	}
	want := texts.HTML("🚌 Мама &amp; &lt;я&gt; ·" + number(t, 1).Last4() + " · маршрут &lt;92&gt; · 08:12 · \u2212120\u202f₸")
	if o.Text != want || o.Edit != 77 || !o.Gone {
		t.Errorf("%+v, want %q", o, want)
	}
}
