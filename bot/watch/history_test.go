package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"onaybot/onayclient"
)

func ride(id string, at time.Time) onayclient.Transaction {
	return onayclient.Transaction{ID: id, At: at, Kind: onayclient.KindRide, Route: "92", Amount: -12000}
}

// rode sets the cabinet's list of rides.
func (b *bench) rode(list ...onayclient.Transaction) {
	b.cabinet.set(func(c *cabinet) { c.rides, c.from = list, time.Time{} })
}

// wantRides asks for a card's transactions from a moment on and compares their ids.
func (b *bench) wantRides(pan onayclient.PAN, from time.Time, readAt time.Time, want ...string) {
	b.t.Helper()
	got, err := b.History(b.t.Context(), b.card(pan), from, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	b.compareRides(got, readAt, want...)
}

func (b *bench) compareRides(got History, readAt time.Time, want ...string) {
	b.t.Helper()
	var ids []string
	for _, x := range got.List {
		ids = append(ids, x.ID)
	}
	if !slices.Equal(ids, want) || !got.At.Equal(readAt) {
		b.t.Errorf("rides %v of %v, want %v of %v", ids, got.At, want, readAt)
	}
}

func TestTransactionsAreServedAgainWhileFresh(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	week := start.AddDate(0, 0, -7)
	b.rode(ride("a", start.Add(-time.Hour)), ride("b", start.AddDate(0, 0, -8)))
	b.wantRides(pan, week, start, "a") // what lies before is not shown

	b.rode(ride("c", start.Add(-time.Minute)))
	b.clock.add(fresh - time.Millisecond)
	b.wantRides(pan, week, start, "a")
	b.wantRides(pan, week.Add(time.Hour), start, "a")
	if !b.cabinet.from.IsZero() {
		t.Errorf("fresh transactions are asked for again, from %v", b.cabinet.from)
	}
	b.clock.add(time.Millisecond)
	b.wantRides(pan, week, b.clock.now(), "c", "a")
}

func TestKnownTransactionsComeWithTheFailure(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	week := start.AddDate(0, 0, -7)
	b.rode(ride("a", start.Add(-time.Hour)))
	b.wantRides(pan, week, start, "a")

	b.clock.add(time.Hour)
	b.cabinet.set(func(c *cabinet) { c.fail = &onayclient.Error{Kind: onayclient.ErrUnavailable} })
	got, err := b.History(t.Context(), b.card(pan), week, 0)
	if !errors.Is(err, onayclient.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
	b.compareRides(got, start, "a")
	if !b.DownSince().Equal(b.clock.now()) {
		t.Errorf("down since %v, want now", b.DownSince())
	}
}

func TestAMissingAccountIsNoOutage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.cabinet.set(func(c *cabinet) { c.fail = onayclient.ErrNoLogin })
	got, err := b.History(t.Context(), b.card(pan), start, 0)
	if !errors.Is(err, onayclient.ErrNoLogin) || len(got.List) != 0 || !got.At.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
	if !b.DownSince().IsZero() {
		t.Error("a missing account is no outage")
	}
}

// A terminal's clock may run a little ahead of ours.
func TestRideOfTheNextMomentIsShown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	b.rode(ride("a", start.Add(30*time.Second)))
	b.wantRides(pan, start.AddDate(0, 0, -1), start, "a")
}

// ledger is a cabinet that knows so many rides a day, and notes which days it is asked for.
type ledger struct {
	*cabinet
	perDay int
	fail   int // the request that fails, counted from 1
	asked  []string
}

func (h *ledger) Transactions(_ context.Context, _ onayclient.PAN, from, to time.Time) (
	[]onayclient.Transaction, error) {
	day := func(at time.Time) int { return int(start.Sub(at).Hours() / 24) }
	h.asked = append(h.asked, fmt.Sprintf("%d-%d", day(from), day(to)))
	if len(h.asked) == h.fail {
		return nil, &onayclient.Error{Kind: onayclient.ErrUnavailable}
	}
	var list []onayclient.Transaction
	for at := to.Add(-time.Hour); !at.Before(from); at = at.AddDate(0, 0, -1) {
		for i := range h.perDay {
			list = append(list, ride(fmt.Sprintf("%s %d", at.Format(time.DateOnly), i), at.Add(-time.Duration(i)*time.Minute)))
		}
	}
	return list, nil
}

func newLedger(t *testing.T, perDay int) (*bench, *ledger, onayclient.PAN) {
	t.Helper()
	b := newBench(t)
	h := &ledger{cabinet: b.cabinet, perDay: perDay}
	b.Watcher.cabinet = h
	pan := b.holds(1, "01.01", 600)
	b.follow(1, 10)
	return b, h, pan
}

// asks has so many days read, and compares what the cabinet is asked for, in days before the start.
func (b *bench) asks(h *ledger, pan onayclient.PAN, days int, want ...string) History {
	b.t.Helper()
	h.asked = nil
	got, err := b.History(b.t.Context(), b.card(pan), start.AddDate(0, 0, -days), 0)
	if (err != nil) != (h.fail > 0) {
		b.t.Errorf("error %v", err)
	}
	if !slices.Equal(h.asked, want) {
		b.t.Errorf("asked for %v, want %v", h.asked, want)
	}
	return got
}

func TestOnlyWhatIsMissingIsRead(t *testing.T) {
	t.Parallel()
	b, h, pan := newLedger(t, 2)
	b.asks(h, pan, 7, "7-0")
	b.asks(h, pan, 30, "30-7")
	b.asks(h, pan, 30)
	b.clock.add(48 * time.Hour) // two days later: the week before the last reading is read again
	b.asks(h, pan, 30, "7--2")
	b.asks(h, pan, 1)
	if c := b.card(pan); !c.RidesFrom.Equal(start.AddDate(0, 0, -30)) {
		t.Errorf("known from %v", c.RidesFrom)
	}
}

func TestPastIsReadInSpansThatSuitIt(t *testing.T) {
	t.Parallel()
	b, h, pan := newLedger(t, 1)
	b.asks(h, pan, 365, "31-0", "62-31", "124-62", "186-124", "248-186", "310-248", "365-310")
	b, h, pan = newLedger(t, 12)
	b.asks(h, pan, 90, "31-0", "62-31", "77-62", "90-77")
}

func TestAFailureKeepsWhatWasRead(t *testing.T) {
	t.Parallel()
	b, h, pan := newLedger(t, 2)
	h.fail = 3
	got := b.asks(h, pan, 365, "31-0", "62-31", "93-62")
	if want := start.AddDate(0, 0, -62); !got.From.Equal(want) || len(got.List) < 120 || !got.At.Equal(start) {
		t.Errorf("%d rides from %v of %v", len(got.List), got.From, got.At)
	}
	h.fail = 0
	b.asks(h, pan, 93, "93-62")
}

func TestALongSilenceStartsAfresh(t *testing.T) {
	t.Parallel()
	b, h, pan := newLedger(t, 2)
	b.asks(h, pan, 30, "30-0")
	b.clock.add(40 * 24 * time.Hour)
	got := b.asks(h, pan, 0, "-9--40", "0--9")
	if !got.From.Equal(start) {
		t.Errorf("known from %v", got.From)
	}
}

func TestKnownTransactionsOutliveTheTimeToWait(t *testing.T) {
	t.Parallel()
	b, h, pan := newLedger(t, 2)
	b.asks(h, pan, 7, "7-0")
	b.clock.add(time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h.fail, h.asked = 1, nil
	got, err := b.History(ctx, b.card(pan), start.AddDate(0, 0, -7), 0)
	if err == nil || len(got.List) == 0 {
		t.Errorf("%d rides, %v", len(got.List), err)
	}
}

var _ Cabinet = (*ledger)(nil)
