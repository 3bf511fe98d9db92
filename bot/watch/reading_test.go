package watch

import (
	"context"
	"encoding/json"
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
	if c := b.card(pan); c.Balance != onayclient.Tenge(300) || !c.At.Equal(b.clock.now()) || !c.NextAt.Equal(b.clock.now().Add(every)) {
		t.Errorf("recorded %+v", c)
	}
	b.wantPushes(10, 1)
}

func TestLookWritesNothing(t *testing.T) {
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
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	for _, c := range []struct {
		balance int64
		want    int
	}{{520, 0}, {500, 0}, {480, 1}, {360, 0}, {0, 0}, {500, 0}, {499, 1}, {120, 0}, {2000, 0}, {2000, 0}, {80, 1}} {
		b.holds(1, "01.01", c.balance)
		if err := b.sweep(); err != nil {
			t.Fatal(err)
		}
		events := b.pushes(10)
		if len(events) != c.want {
			t.Errorf("at %d ₸ there are %d pushes, want %d", c.balance, len(events), c.want)
		}
		for _, e := range events {
			want := Low{Balance: onayclient.Tenge(c.balance), Threshold: threshold, Type: "01.01", At: b.clock.now()}
			var got Low
			if err := json.Unmarshal(e.Data, &got); err != nil || got != want || e.Kind != store.EventLow || e.LinkID == 0 {
				t.Errorf("event %+v with %+v, %v; want %+v", e, got, err, want)
			}
		}
	}
	if c := b.card(pan); c.Balance != onayclient.Tenge(80) {
		t.Errorf("recorded %+v", c)
	}
}

func TestStateSurvivesARestart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 480)
	b.follow(1, 10)
	for range 3 {
		b.restart()
		if err := b.sweep(); err != nil {
			t.Fatal(err)
		}
	}
	b.wantPushes(10, 0) // linked while low: the chat saw it then
}

func TestAskerKnowsAndOthersAreTold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10, 20, 30)
	b.holds(1, "01.01", 400)
	b.clock.add(time.Hour)
	told := b.woken.Load()
	b.read(pan, 20)
	if b.woken.Load() == told {
		t.Error("the outbox is not woken")
	}
	b.wantPushes(10, 1)
	b.wantPushes(20, 0)
	b.wantPushes(30, 1)
	if err := b.sweep(); err != nil {
		t.Fatal(err)
	}
	b.wantPushes(20, 0)
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
	b.wantPushes(10, 0)
}

func TestPassAndFreeCardsArePushedNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for n, typeCode := range []string{"01.03.02", "02.04"} {
		b.holds(n, typeCode, 600)
		b.follow(n, 10)
		b.holds(n, typeCode, -80)
	}
	if err := b.sweep(); err != nil {
		t.Fatal(err)
	}
	b.wantPushes(10, 0)
}

func TestThresholdOfNoughtIsNone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	link, err := b.db.LinkOf(t.Context(), 10, pan)
	if err != nil {
		t.Fatal(err)
	}
	b.write(func(ctx context.Context, tx *store.Tx) error { return tx.SetThreshold(ctx, 10, link.ID, 0, 0, false) })
	b.holds(1, "01.01", 0)
	if err := b.sweep(); err != nil {
		t.Fatal(err)
	}
	b.wantPushes(10, 0)
}

func TestOlderReadingChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 600)
	known := b.follow(1, 10)
	old := known.Card
	old.At, old.Balance = old.At.Add(-time.Second), onayclient.Tenge(100)
	b.write(func(ctx context.Context, tx *store.Tx) error {
		id, err := b.Record(ctx, tx, old, 0)
		if id != known.ID {
			t.Errorf("card %d, want %d", id, known.ID)
		}
		return err
	})
	if c := b.card(known.PAN); c != known {
		t.Errorf("recorded %+v over %+v", c, known)
	}
	b.wantPushes(10, 0)
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

func TestCardRemovedWhileItIsReadStaysRemoved(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	link, err := b.db.LinkOf(t.Context(), 10, pan)
	if err != nil {
		t.Fatal(err)
	}
	b.clock.add(time.Hour)
	b.cabinet.set(func(c *cabinet) {
		c.asked = func(onayclient.PAN) {
			b.write(func(ctx context.Context, tx *store.Tx) error { return tx.RemoveLink(ctx, 10, link.ID, start) })
		}
	})
	if got := b.read(pan, 10); got.Balance != onayclient.Tenge(600) {
		t.Errorf("read %+v", got)
	}
	if _, err := b.db.CardByPAN(t.Context(), pan); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a card nobody follows is kept, and will be read for ever: %v", err)
	}
}
