package watch

import (
	"context"
	"slices"
	"time"

	"onaybot/store"
)

// wishes sets what a chat wants to be told of card n; change may set more.
func (b *bench) wishes(n int, chat int64, w store.Subscriptions, change ...func(*store.Alerts)) store.Link {
	b.t.Helper()
	l, err := b.db.LinkOf(b.t.Context(), chat, number(b.t, n))
	if err != nil {
		b.t.Fatal(err)
	}
	l.Subscriptions = w
	if w.Has(store.SubscribeRides) && l.RidesSince.IsZero() {
		l.RidesSince = b.clock.now()
	}
	for _, f := range change {
		f(&l.Alerts)
	}
	b.write(func(ctx context.Context, tx *store.Tx) error { return b.Choose(ctx, tx, l) })
	return l
}

// kinds takes what is due to a chat and lists its kinds.
func (b *bench) kinds(chat int64) (list []store.EventKind) {
	b.t.Helper()
	for _, e := range b.pushes(chat) {
		list = append(list, e.Kind)
	}
	return list
}

func (b *bench) wantKinds(chat int64, want ...store.EventKind) {
	b.t.Helper()
	if got := b.kinds(chat); !slices.Equal(got, want) {
		b.t.Errorf("chat %d is pushed %v, want %v", chat, got, want)
	}
}

// beats lets some time pass and sweeps, which must succeed.
func (b *bench) beats(after time.Duration) {
	b.t.Helper()
	b.clock.add(after)
	if err := b.Sweep(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// setTo moves the clock to a moment of November 2026 in Almaty and sweeps.
func (b *bench) setTo(moment time.Time) {
	b.t.Helper()
	b.beats(moment.Sub(b.clock.now()))
}
