package watch

import (
	"context"
	"testing"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// used is a card, followed since 22 November, that was debited on so many of the days up to 30 November.
func used(t *testing.T, typeCode string, debited int) *bench {
	t.Helper()
	b := newBench(t)
	b.holds(1, typeCode, 600)
	card := b.follow(1, 10)
	b.write(func(ctx context.Context, tx *store.Tx) error {
		for ago := range debited {
			d := store.Day{Day: days.day(at(30-ago, 12, 0)), Spent: onayclient.Tenge(120)}
			if err := tx.AddDay(ctx, card.ID, d); err != nil {
				return err
			}
		}
		return b.Follows(ctx, tx, b.link(1, 10))
	})
	return b
}

func TestOtherPeoplesDataStandsStillAfterRealUse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		typeCode string
		debited  int
		day      int // of November, on
		want     time.Time
	}{
		{"long enough", "01.01", 6, 44, at(30, 12, 0)},
		{"a day less", "01.01", 6, 43, time.Time{}},
		{"seldom used", "01.01", 5, 60, time.Time{}},
		{"for months", "01.01", 8, 200, at(30, 12, 0)},
		{"no type known", "", 6, 44, at(30, 12, 0)},
		{"a pass, whose rides are not read", "01.01.02", 8, 60, time.Time{}},
		{"a free card", "02.04", 8, 60, time.Time{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := used(t, c.typeCode, c.debited)
			l := b.link(1, 10)
			l.Card.At = at(c.day, 13, 0)
			b.clock.add(l.Card.At.Sub(b.clock.now()))
			got, err := b.StillSince(t.Context(), l)
			if err != nil || !got.Equal(c.want) {
				t.Errorf("still since %v, %v; want %v", got, err, c.want)
			}
		})
	}
}

func TestAStandstillIsAskedOfOnceByANewReading(t *testing.T) {
	t.Parallel()
	b := used(t, "01.01", 6)
	b.setTo(at(43, 13, 0))
	b.wantKinds(10)
	b.cabinet.set(func(c *cabinet) { c.fail = &onayclient.Error{Kind: onayclient.ErrUnavailable} })
	b.setTo(at(44, 13, 0))
	b.wantKinds(10) // it may have moved
	b.cabinet.set(func(c *cabinet) { c.fail = nil })
	b.restart()
	b.setTo(at(45, 13, 0))
	b.wantKinds(10, store.EventStill)
	b.write(func(ctx context.Context, tx *store.Tx) error { // a row that comes late
		return tx.AddDay(ctx, b.link(1, 10).Card.ID, store.Day{Day: days.day(at(31, 12, 0)), Spent: 12000})
	})
	for day := 46; day < 80; day++ {
		b.setTo(at(day, 13, 0))
	}
	b.wantKinds(10)
}
