package bot

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
	b, link := followed(t)
	amend := event(t, link, store.EventAmend, watch.TransactionIDs{IDs: []int64{1}})
	if o, err := render(t, b, amend); err != nil || o != nil {
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
	if err := b.Store.Tx(t.Context(), func(tx *store.Tx) error {
		return noteRides(ride)(t.Context(), tx, outbox.Told{MessageID: 77, At: start, Events: []store.Event{ride}})
	}); err != nil {
		t.Fatal(err)
	}
	o, err := render(t, b, amend)
	if err != nil || o == nil {
		t.Fatalf("%+v, %v", o, err)
	}
	want := texts.HTML("🚌 Мама &amp; &lt;я&gt; ·" + number(t, 1).Last4() + " · маршрут &lt;92&gt; · 08:12 · \u2212120\u202f₸")
	if o.Text != want || o.Edit != 77 || !o.OnlyEdit {
		t.Errorf("%+v, want %q", o, want)
	}
}
