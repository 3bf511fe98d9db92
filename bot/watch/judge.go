package watch

import (
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// change is what has become of a balance since a link was judged last.
//
// A balance that moves below a bound, the threshold or zero, is told once. It may be told again (its flag is cleared)
// as soon as it is at the bound or above because of a top-up, or moves to a whole fare above the bound or more, or down
// from there: a fare that is given back does not make it told twice. Where only the fare, the class, the city or the
// threshold has changed, the balance has not moved, and nothing is told, nor may it be told again.
type change struct {
	moved, toppedUp bool
	before, balance onayclient.Money // the same where nothing was judged before
	fare            onayclient.Money
}

func changeOf(l store.Link, r Reading, fare onayclient.Money) change {
	now := r.Card.Balance
	c := change{moved: true, toppedUp: toppedUp(l, r, fare), before: now, balance: now, fare: fare}
	if l.HasJudged {
		c.moved, c.before = l.Judged != now, l.Judged
	}
	return c
}

// arm is a link of which may be told again what the balance has stood well above.
func (c change) arm(l store.Link, threshold onayclient.Money) store.Link {
	stood := func(bound onayclient.Money) bool { return c.moved && max(c.before, c.balance) >= bound+c.fare }
	l.Low = l.Low && (threshold == 0 || !stood(threshold))
	l.Negative = l.Negative && !stood(0)
	return l
}

// judge is a link as its chat knows by the change of too little money.
func (c change) judge(l store.Link, threshold onayclient.Money) store.Link {
	pays := PaysByRide(l.Class())
	if threshold > 0 {
		l.Low = c.below(l.Low, threshold, pays)
	}
	l.Negative = c.below(l.Negative, 0, pays)
	l.Judged, l.HasJudged = c.balance, true
	return l
}

// below tells whether the chat, told or not told before that the balance is below a bound, is told after it. Where
// rides cost nothing, it is not told.
func (c change) below(told bool, bound onayclient.Money, pays bool) bool {
	if c.balance < bound {
		return told || pays && c.moved
	}
	return told && !c.toppedUp
}

// Told tells whether a link's chat was told of a low balance so that it is told again only after a top-up. Where it is
// not, though [store.Link.Low] holds, its threshold was lowered by so much that the balance stands a fare above it.
func (f Fares) Told(l store.Link, at time.Time) bool {
	return l.Low && l.Card.Balance < ThresholdOf(l, f, at)+f.assumed(l, at)
}

// toppedUp tells whether a top-up has raised the balance. Where the chat's rows tell top-ups and such a reading has
// rows of credits, they say so; else a rise does that may be no fares given back.
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
