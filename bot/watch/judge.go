package watch

import (
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// judge decides by a reading what a link's chat knows of too little money, at a threshold and a fare. A balance that
// moves below a bound, the threshold or zero, is told once. It may be told again (its flag is cleared) as soon as the
// balance is at the bound or above because of a top-up, or a whole fare above it: a fare that is given back does not
// make it told twice. Where only the fare, the class, the city or the threshold has changed, the balance has not moved,
// and nothing is told, nor may it be told again.
func judge(l store.Link, r Reading, threshold, fare onayclient.Money) store.Link {
	moved := !l.HasJudged || l.Judged != r.Card.Balance
	c := change{moved: moved, toppedUp: toppedUp(l, r, fare), balance: r.Card.Balance, fare: fare}
	pays := PaysByRide(l.Class())
	if threshold > 0 {
		l.Low = c.judge(l.Low, threshold, pays)
	}
	l.Negative = c.judge(l.Negative, 0, pays)
	l.Judged, l.HasJudged = r.Card.Balance, true
	return l
}

// change is what has become of a balance since a link was judged last.
type change struct {
	moved, toppedUp bool
	balance, fare   onayclient.Money
}

// judge tells whether the chat, told or not told before that the balance is below a bound, is told after it. Where rides
// cost nothing, it is not told.
func (c change) judge(told bool, bound onayclient.Money, pays bool) bool {
	switch {
	case c.balance < bound:
		return told || pays && c.moved
	case c.toppedUp || c.moved && c.balance >= bound+c.fare:
		return false
	}
	return told
}

// ArmsByRiding tells whether a link that was told of a low balance is told again without more money: its threshold was
// lowered by so much that the next ride leaves the balance a fare above it.
func (f Fares) ArmsByRiding(l store.Link, at time.Time) bool {
	return l.Card.Balance >= ThresholdOf(l, f, at)+2*f.assumed(l, at)
}

// toppedUp tells whether a top-up has raised the balance. Where the chat's rows tell top-ups and such a reading has rows
// of credits, they say so; else a rise does that may be no fares given back.
func toppedUp(l store.Link, r Reading, fare onayclient.Money) bool {
	since, credits := r.Before.At, false
	if !l.LowAt.IsZero() {
		since = earlier(since, l.LowAt) // another reading may have come between the top-up and its row
	}
	for _, x := range r.Transactions {
		if !r.TellsTopUps || x.Amount <= 0 || x.At.Before(since.Truncate(time.Second)) {
			continue
		}
		if x.Kind == onayclient.KindTopUp {
			return true
		}
		credits = true
	}
	rise := r.Card.Balance - r.Before.Balance
	return !credits && !r.Before.At.IsZero() && rise > 0 && !isFares(rise, fare)
}

// fewFares is how many fares may be given back at once.
const fewFares = 3

// isFares tells whether a rise of the balance may be fares that were given back: it is one to three whole ones. The
// balance alone does not tell these from a top-up of the same amount: at a fare of 100 tenge one of 200 reads so.
func isFares(rise, fare onayclient.Money) bool {
	return fare > 0 && rise > 0 && rise%fare == 0 && rise <= fewFares*fare
}
