package simulate

import (
	"time"

	"onaybot/onayclient"
)

// tooLate is the age from which what has not been told is missed.
const tooLate = 24 * time.Hour

// spell is a time below the threshold.
type spell struct {
	open  bool
	since time.Time // the crossing
	done  bool      // told, or not to be: known since the card was linked, or unseen
}

// low is the truth that the detector is held against.
func (f *follower) low(balance onayclient.Money) bool { return f.pays && balance < f.setup.Threshold }

// passBalance begins a spell with a crossing, or ends it. A crossing is unseen
// when the reading before it was below the threshold as the one after it will be.
func (f *follower) passBalance(x Row) {
	low := f.low(x.Balance)
	switch {
	case low && !f.spell.open:
		f.tally.happened++
		f.spell = spell{open: true, since: x.At, done: f.low(f.reading.Card.Balance)}
		if f.spell.done {
			f.tally.unseen++
		}
	case !low && f.spell.open:
		f.spell.open = false
		if !f.spell.done && !f.missed(x.At) {
			f.tally.unseen++
		}
	}
}

// missed tells whether a spell was long enough to be told, and counts it if so.
func (f *follower) missed(until time.Time) bool {
	if until.Sub(f.spell.since) <= tooLate {
		return false
	}
	f.tally.missed++
	return true
}

// tellLow tells of the spell that the reading found. It is false when the
// reading is not below the threshold; that a spell goes on to fall below zero
// is told too, and no lateness.
func (f *follower) tellLow() {
	switch {
	case !f.low(f.reading.Card.Balance):
		f.tally.falsely++
	case !f.spell.done:
		f.spell.done = true
		f.tally.tell(f.spell.since, f.reading.Card.At.Sub(f.spell.since), f.setup.Zone)
	}
}
