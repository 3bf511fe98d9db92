package watch

import (
	"context"
	"slices"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
	"onaybot/store/storetest"
)

// told takes the alarms that are due to a chat out of the outbox, as told in a message.
func (b *bench) told(chat int64, message int) {
	b.t.Helper()
	for _, e := range b.pushes(chat) {
		var n NoRide
		b.decode(e, store.EventNoRide, &n)
		b.write(func(ctx context.Context, tx *store.Tx) error {
			return AlarmTold(ctx, tx, e, n, b.clock.now(), message)
		})
	}
}

// A look for a ride, and the check before it, read no balance and leave the card's plan alone: a chat without proof
// shall not learn by what it is told, and when, that there was no ride.
func TestALookForARideReadsNoBalance(t *testing.T) {
	t.Parallel()
	b := expected(t, 0)
	b.followUnproved(1, 20)
	b.setTo(at(23, 8, 20))
	before := b.card(storetest.Number(1))
	b.holds(1, "01.01", 100)
	b.setTo(at(23, 8, 30))
	b.wantKinds(10, store.EventNoRide)
	b.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.Postpone(ctx, before.ID, at(23, 12, 0), 0)
	})
	before.NextAt = at(23, 12, 0).UTC()
	b.setTo(at(23, 8, 41))
	b.setTo(at(23, 8, 52))
	after := b.card(storetest.Number(1))
	if !after.RidesAt.Equal(at(23, 8, 52)) {
		t.Errorf("rides read at %v", after.RidesAt)
	}
	after.RidesAt, after.RidesFrom, before.RidesAt, before.RidesFrom = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	if after != before {
		t.Errorf("the card is %+v, it was %+v", after, before)
	}
	b.wantKinds(20)
	b.setTo(at(23, 12, 0))
	b.wantKinds(20, store.EventLow)
}

// A ride that comes to light while the alarm is on its way ends it once it is told.
func TestARideThatOvertakesItsAlarmIsTold(t *testing.T) {
	t.Parallel()
	b := expected(t, 0)
	b.setTo(at(23, 8, 30))
	b.rode(ride("a", at(23, 8, 20)))
	b.setTo(at(23, 8, 41))
	b.told(10, 7)
	var clear AllClear
	b.only(10, store.EventAllClear, &clear)
	if clear.Ride == 0 || clear.ReplyTo != 7 {
		t.Errorf("told %+v", clear)
	}
}

// What is no ride of the day, or comes before it counts, does not end an alarm.
func TestOnlyARideOfItsSpanEndsAnAlarm(t *testing.T) {
	t.Parallel()
	b := expected(t, 0)
	b.subscribe(1, 10, store.SubscribeNoRide, func(a *store.Alerts) { a.NoRideBy = 14 * 60 })
	b.setTo(at(23, 14, 0))
	b.told(10, 0)
	fee := ride("fee", at(23, 13, 0))
	fee.Kind = onayclient.KindCharge
	for i, x := range []onayclient.Transaction{fee, ride("before", at(23, 11, 59)), ride("next day", at(24, 0, 0))} {
		b.rode(x)
		b.setTo(at(23, 14, 11+11*i))
		b.wantKinds(10)
	}
	b.rode(ride("last", at(23, 23, 59)))
	b.setTo(at(24, 0, 10))
	b.wantKinds(10, store.EventAllClear) // by a poll; nobody looks for it on the next day
}

// Alarms of many cards hold up no card that is due, and a cabinet that wants peace is left in it.
func TestLooksAreFewBetweenBatches(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const cards = looksAtOnce + 8
	for n := range cards {
		b.holds(n, "01.01", 2000)
		b.follow(n, 10)
		b.subscribe(n, 10, store.SubscribeNoRide, byHalfPastEight)
	}
	b.setTo(at(23, 8, 30))
	b.clock.add(lookSoon)
	n, err := b.lookForRides(t.Context())
	if n != looksAtOnce || err != nil {
		t.Errorf("looked at %d cards, %v", n, err)
	}
	b.cabinet.set(func(c *cabinet) { c.transactionsFail = &onayclient.Error{Kind: onayclient.ErrBusy} })
	if _, err := b.lookForRides(t.Context()); err == nil {
		t.Error("a busy cabinet is asked on")
	}
	if n, err := b.lookForRides(t.Context()); n != 0 || err != nil {
		t.Errorf("then %d more, %v", n, err)
	}
}

func TestWhichRidesCountForATime(t *testing.T) {
	t.Parallel()
	const h = 60
	for _, c := range []struct{ first, second, by, want int }{
		{8 * h, 0, 8 * h, 0},
		{12 * h, 0, 12 * h, 0},
		{12*h + 1, 0, 12*h + 1, 12 * h},
		{8 * h, 14 * h, 8 * h, 0},
		{8 * h, 14 * h, 14 * h, 11 * h},
		{7 * h, 9 * h, 9 * h, 8 * h},
		{13 * h, 18 * h, 13 * h, 12 * h},
		{13 * h, 18*h + 1, 18*h + 1, 15*h + 30},
	} {
		if got := RideCountsFrom(store.Alerts{NoRideBy: c.first, NoRideBy2: c.second}, c.by); got != c.want {
			t.Errorf("%+v: from %d on", c, got)
		}
	}
}

// A silence that is longer than it ever can be was set by a wrong clock.
func TestASilenceEnds(t *testing.T) {
	t.Parallel()
	l := store.Link{Alerts: store.Alerts{Subscriptions: store.SubscribeNoRide, NoRideBy: 510, NoRideBy2: 900}}
	b := newBench(t)
	for until, want := range map[time.Time]time.Time{
		{}:                            at(25, 8, 30), // 24 is a holiday
		at(20, 0, 0):                  at(25, 8, 30),
		at(27, 0, 0):                  at(27, 8, 30),
		at(28, 0, 0):                  at(30, 8, 30),
		at(24, 0, 0).AddDate(9, 0, 0): at(25, 8, 30),
	} {
		l.NoRideSilentUntil = until
		if got := b.nextCheck(l, store.CheckNoRide, at(24, 9, 0)); !got.Equal(want) {
			t.Errorf("silent until %v: next at %v, want %v", until, got, want)
		}
		if got, want := b.nextCheck(l, store.CheckNoRide2, at(24, 9, 0)), want.Add(390*time.Minute); !got.Equal(want) {
			t.Errorf("silent until %v: the second at %v, want %v", until, got, want)
		}
	}
}

func TestHowSoonIsAMedianOfTheLast(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	add := func(seconds int64, times int) {
		if _, err := b.heard.add(slices.Repeat([]int64{seconds}, times)); err != nil {
			t.Fatal(err)
		}
	}
	add(60, heardLeast-1)
	if soon, known := b.HowSoon(); known {
		t.Errorf("too few tell %v", soon)
	}
	add(120, heardLeast-1)
	if soon, _ := b.HowSoon(); soon != 90*time.Second {
		t.Errorf("the median is %v", soon)
	}
	add(600, heardMost)
	if soon, _ := b.HowSoon(); soon != 10*time.Minute || len(b.heard.after) != heardMost {
		t.Errorf("%d rides tell %v", len(b.heard.after), soon)
	}
}
