package watch

import (
	"context"
	"errors"
	"slices"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// What a card's fare is learned from.
const (
	learnBoardings = 10  // the last ones
	learnDays      = 3   // on so many days a fare must have been paid
	learnRides     = 100 // are enough to find those boardings among: friends are paid for
)

// learnFare learns what a ride costs with a card from the rides that are saved. A threshold in rides that moves by it
// is not told of, see [change].
func (w *Watcher) learnFare(ctx context.Context, tx *store.Tx, cardID int64) error {
	card, err := tx.CardByID(ctx, cardID)
	if errors.Is(err, store.ErrNotFound) {
		return nil // everybody has unlinked it
	}
	if err != nil {
		return err
	}
	rides, err := tx.LastRides(ctx, cardID, w.fares.since(w.now()), learnRides)
	if err != nil {
		return err
	}
	fare, since := w.days.fareOf(rides)
	if fare == card.LearnedFare && since.Equal(card.LearnedSince) {
		return nil
	}
	if err := tx.SetLearnedFare(ctx, cardID, fare, since); err != nil {
		return err
	}
	return w.hastenMoved(ctx, tx, cardID, card)
}

// hastenMoved has a card polled sooner if its fare has moved a threshold, and that asks for it. before is the card with
// the fare that counted until now. A chat that may not view the rides shall not learn of it by the time of a poll.
func (w *Watcher) hastenMoved(ctx context.Context, tx *store.Tx, cardID int64, before store.Card) error {
	links, err := tx.Followers(ctx, cardID)
	if err != nil || !w.allMayViewRides(links) {
		return err
	}
	moved := func(l store.Link) bool {
		was := l
		was.Card = before
		return ThresholdOf(l, w.fares, w.now()) != ThresholdOf(was, w.fares, w.now())
	}
	if !slices.ContainsFunc(links, moved) {
		return nil
	}
	return w.Reconsider(ctx, tx, cardID)
}

// boarding is when a card was used on a vehicle, and what a ride cost.
type boarding struct {
	minute  time.Time
	vehicle string
	fare    onayclient.Money
}

// fareOf is what a ride costs by a card's rides, newest first, and when the oldest ride that tells it was made: what
// the last boardings cost on several days, and of several such fares the dearest. It is zero where they do not agree.
func (c Calendar) fareOf(rides []store.Transaction) (fare onayclient.Money, since time.Time) {
	paidOn := map[onayclient.Money]map[int]bool{}
	for _, b := range lastBoardings(rides) {
		if paidOn[b.fare] == nil {
			paidOn[b.fare] = map[int]bool{}
		}
		paidOn[b.fare][c.day(b.minute)] = true
		since = b.minute
	}
	for paid, days := range paidOn {
		if len(days) >= learnDays {
			fare = max(fare, paid)
		}
	}
	if fare == 0 {
		return 0, time.Time{}
	}
	return fare, since
}

// lastBoardings are the newest boardings of a listing. Rides of one minute on one vehicle are one: friends are paid
// for, some of whom pay more than the card does.
func lastBoardings(rides []store.Transaction) (list []boarding) {
	for _, x := range rides {
		b := boarding{x.At.Truncate(time.Minute), x.Vehicle, -x.Amount}
		at := slices.IndexFunc(list, func(o boarding) bool { return o.minute.Equal(b.minute) && o.vehicle == b.vehicle })
		switch {
		case at >= 0:
			list[at].fare = min(list[at].fare, b.fare)
		case len(list) == learnBoardings:
			return list
		default:
			list = append(list, b)
		}
	}
	return list
}
