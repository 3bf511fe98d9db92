package watch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
)

// What makes a balance doubtful, see [Doubtful].
const (
	leastDoubted = 100 * tenge     // nothing is in doubt that was less
	hundredfold  = 100             // so many times too much is a figure in the wrong unit, or too little
	nearRides    = 10              // by which rides may have taken it from that
	muchMore     = 20_000 * tenge  // that nobody tops up at once
	farAway      = 100_000 * tenge // that nobody tops up in a day
	tenge        = onayclient.Money(100)
)

// When a card is read whose balance is in doubt, at the latest, and when it is believed after all.
const (
	doubtSoon     = 30 * time.Minute // after the first reading; as long again it may wait
	doubtThen     = 6 * time.Hour
	believedAfter = 24 * time.Hour
)

// Doubtful tells whether a balance that follows another is hardly the card's: it is a hundred times as much or as
// little, or has changed by more than cards hold. It is pure.
func Doubtful(before, read, fare onayclient.Money) bool {
	lost := before - read
	wholeRides := fare > 0 && lost%fare == 0
	switch {
	case before < leastDoubted:
		return false
	case near(read, hundredfold*before, nearRides*fare) && -lost > muchMore:
		return true
	case near(before, hundredfold*read, nearRides*fare) && !wholeRides:
		return true
	}
	return !near(before, read, farAway)
}

func near(a, b, by onayclient.Money) bool { return max(a-b, b-a) <= by }

// withAsker are the links of those who see what comes of a reading: a card's followers, and who is about to follow it.
func withAsker(links []store.Link, asker int64) []store.Link {
	if asker == 0 || slices.ContainsFunc(links, func(l store.Link) bool { return l.ChatID == asker }) {
		return links
	}
	return append(slices.Clip(links), store.Link{ChatID: asker})
}

// doubt is a card's after a reading of it; zero: the balance that was read is believed. That is one which may follow
// the one that was believed last, one that the transactions explain, or one that was read a day ago already.
func (w *Watcher) doubt(ctx context.Context, tx *store.Tx, known store.Card, links []store.Link, read onayclient.Card) (
	store.Doubt, error) {
	d, fare := known.Doubt, w.fares.paid(known.Class(), read.At)
	switch {
	case known.At.IsZero() || !Doubtful(known.Balance, read.Balance, fare):
		return store.Doubt{}, nil
	case !agree(d, read, fare):
		d = store.Doubt{Balance: read.Balance, Since: read.At}
	case read.At.Sub(d.Since) >= believedAfter:
		return store.Doubt{}, nil
	}
	d.ReadAt = read.At
	if explained, err := w.explained(ctx, tx, known, links, read); explained || err != nil {
		return store.Doubt{}, err
	}
	return d, nil
}

// agree tells whether a reading tells the balance that is in doubt: the same, or less by what rides can have cost
// since. A greater one may be another fault.
func agree(d store.Doubt, read onayclient.Card, fare onayclient.Money) bool {
	lost, since := d.Balance-read.Balance, read.At.Sub(d.Since)
	return !d.Since.IsZero() && since >= 0 && lost >= 0 && policy.PaidRides(lost, since, fare)
}

// explained tells whether the transactions that are known explain how a card's balance has become the one that was
// read: the newest tells it, or together they come to the change. Where a follower may not view the rides they explain
// nothing, so that by what is believed, and when, that chat does not learn which transactions there are.
func (w *Watcher) explained(ctx context.Context, tx *store.Tx, known store.Card, links []store.Link,
	read onayclient.Card) (bool, error) {
	if !w.allMayViewRides(links) {
		return false, nil
	}
	list, err := tx.Transactions(ctx, known.ID, known.At.Truncate(time.Second), read.At.Add(time.Minute))
	if err != nil {
		return false, err
	}
	if c, told := byTransactions(known.Card, list, read.At); told && c.Balance == read.Balance {
		return true, nil
	}
	sum := known.Balance
	for _, x := range list {
		if x.At.After(known.At) {
			sum += x.Amount
		}
	}
	return sum == read.Balance, nil
}

// moneyWaits leaves of what a reading means to a link what does not depend on the balance, which is in doubt.
func moneyWaits(knew, knows store.Link, events []Event) (store.Link, []Event) {
	knew.Card, knew.Stopped = knows.Card, knows.Stopped
	var others []Event
	for _, e := range events {
		if e.Kind == store.EventBlocked || e.Kind == store.EventType {
			others = append(others, e)
		}
	}
	return knew, others
}

// planDoubt is the plan for a card whose balance is in doubt: that of the policy, or sooner.
func planDoubt(d store.Doubt, p store.Plan) store.Plan {
	due, mayWait := earlier(d.ReadAt.Add(doubtThen), d.Since.Add(believedAfter)), time.Duration(0)
	if d.ReadAt.Equal(d.Since) {
		due, mayWait = d.ReadAt.Add(doubtSoon), doubtSoon
	}
	urgent := earlier(p.NextAt.Add(p.MayWait), due.Add(mayWait))
	p.NextAt = earlier(p.NextAt, due)
	p.MayWait = urgent.Sub(p.NextAt)
	return p
}

const (
	manyDoubts  = 3                // so many cards that came to be in doubt
	doubtsSpan  = time.Hour        // within this are no chance
	doubtsNoted = "cabinet.doubts" // the store's key for when the operators were told
)

// noteDoubts tells the operators when many balances have come to be in doubt at a time: that is the cabinet's doing.
// They are told once, until none has for a while.
func (w *Watcher) noteDoubts(ctx context.Context) error {
	cards, err := w.store.DoubtedSince(ctx, w.now().Add(-doubtsSpan))
	if err != nil {
		return fmt.Errorf("count doubts: %w", err)
	}
	noted, err := w.store.Get(ctx, doubtsNoted)
	switch {
	case err != nil:
		return fmt.Errorf("look up the notice of doubts: %w", err)
	case cards >= manyDoubts && noted == "":
		return w.tellDoubts(ctx)
	case cards == 0 && noted != "":
		return w.store.Set(ctx, doubtsNoted, "")
	}
	return nil
}

func (w *Watcher) tellDoubts(ctx context.Context) error {
	err := w.store.Tx(ctx, func(tx *store.Tx) error {
		if err := w.doubted(ctx, tx); err != nil {
			return err
		}
		return tx.Set(ctx, doubtsNoted, w.now().UTC().Format(time.RFC3339))
	})
	if err != nil {
		return fmt.Errorf("tell of doubts: %w", err)
	}
	w.wake()
	return nil
}
