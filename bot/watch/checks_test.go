package watch

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
	"onaybot/store"
)

// only takes the one event that is due to a chat and reads its data.
func (b *bench) only(chat int64, kind store.EventKind, data any) {
	b.t.Helper()
	events := b.pushes(chat)
	if len(events) != 1 {
		b.t.Fatalf("events %+v, want one %s", events, kind)
	}
	b.decode(events[0], kind, data)
}

// decode reads the data of an event of a kind.
func (b *bench) decode(e store.Event, kind store.EventKind, data any) {
	b.t.Helper()
	if e.Kind != kind {
		b.t.Fatalf("event %+v, want %s", e, kind)
	}
	if err := json.Unmarshal(e.Data, data); err != nil {
		b.t.Fatal(err)
	}
}

func byHalfPastEight(a *store.Alerts) { a.NoRideBy = 510 }

// expected is a bench whose card 1 is to be ridden by half past eight.
func expected(t *testing.T, more store.Subscriptions) *bench {
	t.Helper()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.follow(1, 10)
	b.subscribe(1, 10, store.SubscribeNoRide|more, byHalfPastEight)
	return b
}

func TestNoRideByTheSetTimeIsToldOnceADay(t *testing.T) {
	t.Parallel()
	b := expected(t, 0)
	b.setTo(at(23, 8, 29))
	b.wantKinds(10)
	b.setTo(at(23, 8, 30))
	var n NoRide
	b.only(10, store.EventNoRide, &n)
	if !n.By.Equal(at(23, 8, 30)) || n.Unknown {
		t.Errorf("told %+v", n)
	}
	b.restart()
	b.setTo(at(23, 8, 45))
	b.setTo(at(24, 8, 30)) // a holiday
	b.wantKinds(10)

	b.rode(ride("a", at(25, 8, 29)))
	b.setTo(at(25, 8, 30)) // known by the reading at that time
	b.wantKinds(10)
}

func TestNoRideIsNotKnownWhileTheCabinetFails(t *testing.T) {
	t.Parallel()
	b := expected(t, 0)
	b.fails(onayclient.ErrUnavailable)
	b.setTo(at(23, 8, 30))
	var n NoRide
	b.only(10, store.EventNoRide, &n)
	if !n.Unknown {
		t.Error("an unread card alarms")
	}
}

func TestLateCheckOfAnotherDayIsLeftOut(t *testing.T) {
	t.Parallel()
	b := expected(t, store.SubscribeDigest)
	b.setTo(at(24, 12, 0)) // the bot was off on Monday; Tuesday is a holiday
	b.wantKinds(10)
	b.setTo(at(25, 8, 30))
	b.wantKinds(10, store.EventNoRide)
}

// evening is a bench at Sunday's evening check: card 1 cost 240 tenge on each of so many working days before, and the
// lack of money for the next one is to be told. change is made just before the check.
func evening(t *testing.T, balance int64, workdays int, change func(*bench)) *bench {
	t.Helper()
	b := newBench(t)
	b.holds(1, "01.01", balance)
	b.follow(1, 10)
	b.subscribe(1, 10, store.SubscribeShort)
	var list []onayclient.Transaction
	for day := at(22, 8, 0); len(list) < workdays; day = day.AddDate(0, 0, -1) {
		if days.Works(day) {
			x := ride(day.String(), day)
			x.Amount = onayclient.Tenge(-240)
			list = append(list, x)
		}
	}
	b.rode(list...)
	if change != nil {
		change(b)
	}
	b.setTo(at(22, 19, 0))
	return b
}

func TestEveningTellsWhatWillNotLast(t *testing.T) {
	t.Parallel()
	const many = 30
	short, low := []store.EventKind{store.EventShort}, []store.EventKind{store.EventLow}
	spent := func(b *bench) { b.holds(1, "01.01", 200) }
	for name, c := range map[string]struct {
		balance  int64
		workdays int
		change   func(*bench)
		want     []store.EventKind
	}{
		"too little":                     {200, many, nil, short},
		"enough":                         {240, many, nil, nil},
		"little is known":                {200, 5, nil, nil},
		"on few working days it rides":   {200, 11, nil, nil},
		"found low by the evening's own": {600, many, spent, low},
		"told of it at noon": {600, many, func(b *bench) {
			spent(b)
			b.setTo(at(22, 12, 0))
		}, low},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := evening(t, c.balance, c.workdays, c.change)
			b.wantKinds(10, c.want...)
			b.setTo(at(23, 19, 0)) // before a holiday
			b.wantKinds(10)
		})
	}
}

func TestEveningSaysWhatADayCosts(t *testing.T) {
	t.Parallel()
	b := evening(t, 200, 30, nil)
	var got Short
	b.only(10, store.EventShort, &got)
	want := Short{
		Balance: onayclient.Tenge(200), Need: onayclient.Tenge(240), ByRides: true, Type: "01.01", At: at(22, 19, 0).UTC(),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A chat without proof is told by the days on which the balance changed since it follows the card.
func TestChecksWithoutProofGoByTheBalance(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	balance := int64(5000)
	b.holds(1, "01.01", balance)
	b.followUnproved(1, 10)
	b.subscribe(1, 10, store.SubscribeShort|store.SubscribeDigest)
	live := func(from, to int) {
		for day := from; day <= to; day++ {
			if days.Works(at(day, 0, 0)) {
				balance -= 240
				b.holds(1, "01.01", balance)
			}
			b.setTo(at(day, 9, 0))
			b.tick(9 * time.Hour)
		}
	}
	live(23, 29)
	var week Digest
	b.only(10, store.EventDigest, &week)
	if week.HasRides || week.Spent != onayclient.Tenge(4*240) || week.Balance != onayclient.Tenge(balance) {
		t.Errorf("week %+v", week)
	}
	live(30, 36)
	b.wantKinds(10, store.EventDigest)
	b.write(func(ctx context.Context, tx *store.Tx) error {
		l := b.link(1, 10)
		l.Threshold, l.ThresholdRides, l.Low = 0, 0, false
		return tx.SetThreshold(ctx, l)
	})
	b.holds(1, "01.01", 200)
	b.setTo(at(37, 9, 0))
	b.setTo(at(37, 19, 0)) // a fortnight is known
	var short Short
	b.only(10, store.EventShort, &short)
	if short.Need != onayclient.Tenge(240) || short.ByRides {
		t.Errorf("told %+v", short)
	}
}

func TestDigestSumsTheWeekUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 700)
	b.follow(1, 10)
	b.subscribe(1, 10, store.SubscribeDigest)
	topUp := onayclient.Transaction{ID: "t", At: at(20, 9, 0), Kind: onayclient.KindTopUp, Amount: 50000}
	b.rode(ride("a", at(22, 9, 0)), topUp, ride("b", at(16, 0, 0)), ride("before", at(15, 23, 59)))
	b.setTo(at(22, 18, 0))
	var got Digest
	b.only(10, store.EventDigest, &got)
	want := Digest{
		Rides: 2, HasRides: true, Spent: onayclient.Tenge(240), Added: onayclient.Tenge(500),
		Balance: onayclient.Tenge(700), At: got.At,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
