package watch

import (
	"context"
	"testing"

	"onaybot/onayclient"
	"onaybot/store"
)

// What cannot be written of one card costs no other that is written with it.
func TestWhatIsWrittenTogetherFailsAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var batch []write
	bad := number(t, 1)
	for n := range 3 {
		b.holds(n, "01.01", 600)
		card := b.follow(n, 10)
		read := card.Card
		read.Balance, read.At = onayclient.Tenge(400), b.clock.now().Add(every)
		batch = append(batch, write{card, func(ctx context.Context, tx *store.Tx) error {
			if err := b.recordKnown(ctx, tx, read, 0); err != nil {
				return err
			}
			if read.PAN == bad {
				panic("of one card")
			}
			return nil
		}})
	}
	b.clock.add(every)
	if err := b.writeBatch(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	b.wantPushes(10, 2)
	c := b.card(bad)
	if want := b.clock.now().Add(afterFailure); c.Balance != onayclient.Tenge(600) || !c.NextAt.Equal(want) {
		t.Errorf("the card is due at %v, want %v: %+v", c.NextAt, want, c)
	}
}

// A card that a person had read since the sweep picked it is not asked for again.
func TestSweepSparesWhatAPersonHasHadRead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for n := range sweepReaders + 1 {
		b.holds(n, "01.01", 600)
		b.follow(n, 10)
	}
	last := number(t, sweepReaders)
	reading, release := make(chan struct{}, sweepReaders), make(chan struct{})
	b.cabinet.set(func(c *cabinet) {
		c.asked = func(pan onayclient.PAN) {
			if pan != last {
				reading <- struct{}{}
				<-release
			}
		}
	})
	ended := make(chan error, 1)
	go func() { ended <- b.sweep() }()
	for range sweepReaders {
		<-reading
	}
	b.read(last, 10)
	close(release)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if n := b.cabinet.requests[last]; n != 1 {
		t.Errorf("the card is asked for %d times", n)
	}
	if want := b.clock.now().Add(every); !b.card(last).NextAt.Equal(want) {
		t.Errorf("it is due at %v, want %v", b.card(last).NextAt, want)
	}
}
