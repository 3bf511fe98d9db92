package alerts

import (
	"context"
	"testing"

	"onaybot/bot/outbox"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

func TestAmendmentOfAnUntoldRideIsDropped(t *testing.T) {
	t.Parallel()
	f := newFeature(t, watch.Access{Account: true})
	amend := f.event(t, store.EventAmend, watch.TransactionIDs{IDs: []int64{1}})
	if o, err := f.render(t, amend); err != nil || o != nil {
		t.Errorf("never told: %+v, %v", o, err)
	}
	ride := f.event(t, store.EventRides, watch.TransactionIDs{IDs: []int64{1, 404}})
	card := f.linked(t).Card.ID
	f.write(t, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.SaveTransactions(ctx, card, []onayclient.Transaction{
			{ID: "a", At: start, Kind: onayclient.KindRide, Route: "<92>", Amount: -12000},
		}, start, start)
		return err
	})
	told, err := f.render(t, ride)
	if err != nil || told == nil {
		t.Fatalf("%+v, %v", told, err)
	}
	f.write(t, func(ctx context.Context, tx *store.Tx) error {
		return told.Sent(ctx, tx, outbox.Delivered{MessageID: 77, At: start, Events: []store.Event{ride}})
	})
	o, err := f.render(t, amend)
	if err != nil || o == nil {
		t.Fatalf("%+v, %v", o, err)
	}
	want := texts.HTML("🚌 Мама &amp; &lt;я&gt; ·" + pan.Last4() + " · маршрут &lt;92&gt; · 08:12 · \u2212120\u202f₸")
	if o.Text != want || o.Edit != 77 || !o.OnlyEdit {
		t.Errorf("%+v, want %q", o, want)
	}
}
