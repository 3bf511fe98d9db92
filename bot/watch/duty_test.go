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
	if len(events) != 1 || events[0].Kind != kind {
		b.t.Fatalf("events %+v, want one %s", events, kind)
	}
	if err := json.Unmarshal(events[0].Data, data); err != nil {
		b.t.Fatal(err)
	}
}

func byHalfPastEight(a *store.Alerts) { a.NoRideBy = 510 }

func TestNoRideByTheSetTimeIsToldOnceADay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.follow(1, 10)
	b.wishes(1, 10, store.SubscribeNoRide, byHalfPastEight)
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
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.follow(1, 10)
	b.wishes(1, 10, store.SubscribeNoRide, byHalfPastEight)
	b.cabinet.set(func(c *cabinet) { c.fail = onayclient.ErrUnavailable })
	b.setTo(at(23, 8, 30))
	var n NoRide
	b.only(10, store.EventNoRide, &n)
	if !n.Unknown {
		t.Error("an unread card alarms")
	}
}

func TestLateDutyOfAnotherDayIsLeftOut(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 2000)
	b.follow(1, 10)
	b.wishes(1, 10, store.SubscribeNoRide|store.SubscribeDigest, byHalfPastEight)
	b.setTo(at(24, 12, 0)) // the bot was off on Monday; Tuesday is a holiday
	b.wantKinds(10)
	b.setTo(at(25, 8, 30))
	b.wantKinds(10, store.EventNoRide)
}

// commuter spends 240 tenge on each working day before a moment.
func (b *bench) commuter(before time.Time) {
	var rows []onayclient.Transaction
	for ago := range 60 {
		day := days.Clock(before, -ago, 8*60)
		if day.After(before) || !days.Works(day) {
			continue
		}
		x := ride(day.String(), day)
		x.Amount = -24000
		rows = append(rows, x)
	}
	b.rode(rows...)
}

func TestEveningTellsWhatWillNotLast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		balance int64
		evening time.Time
		hidden  bool
		kind    []store.EventKind
	}{
		{"before Monday", 200, at(22, 19, 0), false, []store.EventKind{store.EventShort}},
		{"enough", 240, at(22, 19, 0), false, nil},
		{"before a holiday", 200, at(23, 19, 0), false, []store.EventKind{store.EventShort}}, // told on Sunday
		{"no habit known", 200, at(22, 19, 0), true, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := homeward(t, c.balance)
			b.hidden[10] = c.hidden
			b.setTo(at(22, 19, 0))
			b.setTo(c.evening)
			b.wantKinds(10, c.kind...)
		})
	}
}

// homeward is a bench whose card 1 has been ridden on working days up to the
// evening, and the lack of money for the next one is to be told.
func homeward(t *testing.T, balance int64) *bench {
	t.Helper()
	b := newBench(t)
	b.holds(1, "01.01", balance)
	b.follow(1, 10)
	b.wishes(1, 10, store.SubscribeShort)
	b.commuter(at(22, 19, 0))
	return b
}

func TestEveningSaysWhatADayCosts(t *testing.T) {
	t.Parallel()
	b := homeward(t, 200)
	b.setTo(at(22, 19, 0))
	var got Short
	b.only(10, store.EventShort, &got)
	want := Short{Balance: onayclient.Tenge(200), Need: onayclient.Tenge(240), ByRides: true, Type: "01.01", At: at(22, 19, 0).UTC()}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEveningIsSilentAboutWhatWasToldToday(t *testing.T) {
	t.Parallel()
	b := homeward(t, 600)
	b.holds(1, "01.01", 200)
	b.setTo(at(22, 12, 0))
	b.wantKinds(10, store.EventLow)
	b.setTo(at(22, 19, 0))
	b.wantKinds(10)
}

func TestLackFoundInTheEveningIsToldAsOneThing(t *testing.T) {
	t.Parallel()
	b := homeward(t, 600)
	b.holds(1, "01.01", 200) // read for the first time in the evening
	b.setTo(at(22, 19, 0))
	b.wantKinds(10, store.EventLow)
}

// A chat without proof is told by the days its balance changed on, since it
// follows the card.
func TestHabitFromTheBalance(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	balance := int64(5000)
	b.holds(1, "01.01", balance)
	b.follow(1, 10)
	b.hidden[10] = true
	b.wishes(1, 10, store.SubscribeShort|store.SubscribeDigest)
	live := func(from, to int) {
		for day := from; day <= to; day++ {
			if days.Works(at(day, 0, 0)) {
				balance -= 240
				b.holds(1, "01.01", balance)
			}
			b.setTo(at(day, 9, 0))
			b.beats(9 * time.Hour)
		}
	}
	live(23, 29)
	var week Digest
	b.only(10, store.EventDigest, &week)
	if week.HasRides || week.Spent != onayclient.Tenge(4*240) || week.Balance != onayclient.Tenge(balance) {
		t.Errorf("week %+v", week)
	}
	live(30, 30)
	b.write(func(ctx context.Context, tx *store.Tx) error {
		l, err := b.db.LinkOf(ctx, 10, number(t, 1))
		if err != nil {
			return err
		}
		return tx.SetThreshold(ctx, 10, l.ID, 0, 0, false)
	})
	b.holds(1, "01.01", 200)
	b.setTo(at(31, 9, 0))
	b.setTo(at(31, 19, 0)) // five working days are known
	var short Short
	b.only(10, store.EventShort, &short)
	if short.Need != onayclient.Tenge(240) {
		t.Errorf("a day costs %d", short.Need)
	}
}

func TestDigestSumsTheWeekUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.holds(1, "01.01", 700)
	b.follow(1, 10)
	b.wishes(1, 10, store.SubscribeDigest)
	topUp := onayclient.Transaction{ID: "t", At: at(20, 9, 0), Kind: onayclient.KindTopUp, Amount: 50000}
	b.rode(ride("a", at(22, 9, 0)), topUp, ride("b", at(16, 0, 0)), ride("before", at(15, 23, 59)))
	b.setTo(at(22, 18, 0))
	var got Digest
	b.only(10, store.EventDigest, &got)
	want := Digest{
		Rides: 2, HasRides: true, Spent: onayclient.Tenge(240), Added: onayclient.Tenge(500),
		Balance: onayclient.Tenge(700), Type: "01.01", At: got.At,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
