package watch

import (
	"context"
	"errors"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

func TestFreshFiguresAreServedAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 900)
	b.follow(1, 10)
	b.holds(1, "01.01", 800)
	for _, c := range []struct {
		after        time.Duration
		want         int64
		wantRequests int
	}{
		{0, 900, 0},
		{fresh - time.Millisecond, 900, 0},
		{time.Millisecond, 800, 1},
		{time.Millisecond, 800, 1},
	} {
		b.clock.add(c.after)
		got := b.read(pan, 10)
		if got.Balance != onayclient.Tenge(c.want) || b.cabinet.total() != c.wantRequests {
			t.Errorf("after %v: %d ₸ and %d requests, want %d and %d",
				c.after, got.Balance.Tenge(), b.cabinet.total(), c.want, c.wantRequests)
		}
	}
}

func TestFiguresFromTheFutureAreNotFresh(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 900)
	b.follow(1, 10)
	b.clock.add(-24 * time.Hour) // the clock is set back
	b.holds(1, "01.01", 300)
	if got := b.read(pan, 0); got.Balance != onayclient.Tenge(300) {
		t.Errorf("served %d ₸ of tomorrow", got.Balance.Tenge())
	}
	if c := b.card(pan); !c.At.Equal(b.clock.now()) || !c.NextAt.Equal(b.clock.now().Add(every)) {
		t.Errorf("recorded %+v", c)
	}
	b.wantKinds(10, store.EventLow)
}

func TestFetchWritesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 900)
	if _, err := b.Fetch(t.Context(), pan); err != nil {
		t.Fatal(err)
	}
	if _, err := b.db.CardByPAN(t.Context(), pan); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the card is in the file: %v", err)
	}
}

func TestCrossingIsPushedOnceAndArmedAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 480)
	b.follow(1, 10) // linked while low: the chat sees it then
	for _, c := range []struct {
		balance int64
		want    []store.EventKind
	}{
		{480, nil}, {520, nil}, {480, []store.EventKind{store.EventLow}}, {360, nil}, {500, nil},
		{499, []store.EventKind{store.EventLow}}, {2000, nil},
	} {
		b.holds(1, "01.01", c.balance)
		b.restart()
		b.tick(every)
		b.wantKinds(10, c.want...)
	}
}

func TestAskerKnowsAndOthersAreTold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10, 20)
	b.holds(1, "01.01", 400)
	b.clock.add(time.Hour)
	woken := b.woken.Load()
	b.read(pan, 20)
	if b.woken.Load() == woken {
		t.Error("the outbox is not woken")
	}
	b.wantKinds(10, store.EventLow)
	b.tick(every)
	b.wantKinds(20)
}

func TestUnsentPushIsTakenBackWhenItIsNoLongerTrue(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10, 20)
	for _, balance := range []int64{400, 1400} {
		b.holds(1, "01.01", balance)
		b.clock.add(time.Hour)
		b.read(pan, 20)
	}
	b.wantKinds(10)
}

func TestOlderReadingChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	known := b.follow(1, 10)
	old := known.Card
	old.At, old.Balance = old.At.Add(-time.Second), onayclient.Tenge(100)
	b.write(func(ctx context.Context, tx *store.Tx) error {
		card, err := b.Record(ctx, tx, old, 0)
		if card.ID != known.ID {
			t.Errorf("card %d, want %d", card.ID, known.ID)
		}
		return err
	})
	if c := b.card(known.PAN); c != known {
		t.Errorf("recorded %+v over %+v", c, known)
	}
	b.wantKinds(10)
}

func TestFailedReadingChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	known := b.follow(1, 10)
	b.clock.add(time.Hour)
	b.cabinet.set(func(c *cabinet) { c.fail = onayclient.ErrUnavailable })
	if _, err := b.Read(t.Context(), pan, 10); !errors.Is(err, onayclient.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
	if c := b.card(pan); c != known {
		t.Errorf("recorded %+v over %+v", c, known)
	}
}

// A card that nobody follows any more would be read for ever.
func TestCardRemovedWhileItIsReadStaysRemoved(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	l := b.link(1, 10)
	b.clock.add(time.Hour)
	b.cabinet.set(func(c *cabinet) {
		c.asked = func(onayclient.PAN) {
			b.write(func(ctx context.Context, tx *store.Tx) error { return tx.RemoveLink(ctx, 10, l.ID, start) })
		}
	})
	if got := b.read(pan, 10); got.Balance != onayclient.Tenge(600) {
		t.Errorf("read %+v", got)
	}
	if _, err := b.db.CardByPAN(t.Context(), pan); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the card is kept: %v", err)
	}
}
