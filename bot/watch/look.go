package watch

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"onaybot/bot/panics"
	"onaybot/store"
)

// After an alarm the card's rides are looked for, up to the end of the day.
const (
	lookSoon    = 10 * time.Minute // apart, in the first hour
	lookSoonFor = time.Hour
	lookLater   = 30 * time.Minute // apart, from then on
	looksAtOnce = 32               // between two batches of cards, so that alarms of many hold up no card
)

// lookForRides looks for the rides that are to end an alarm, of a few of the cards that are due, and says of how many.
// It is apart from the plan of the card: when that is polled shall not depend on a ride that was not made, see
// [Watcher.plan].
func (w *Watcher) lookForRides(ctx context.Context) (int, error) {
	due, err := w.store.DueLooks(ctx, w.now(), looksAtOnce)
	if err != nil {
		return 0, err
	}
	var group errgroup.Group
	group.SetLimit(readers)
	for _, l := range due {
		group.Go(func() error { return w.look(ctx, l) })
	}
	return len(due), group.Wait()
}

// look reads a card's newest rides, unless they were read a moment ago. Whatever comes of it, it is looked at again
// only later. An error ends the sweep.
func (w *Watcher) look(ctx context.Context, l store.Look) (err error) {
	defer panics.Recover(w.log, "look for rides", &err)
	card, err := w.store.CardByID(ctx, l.CardID)
	if errors.Is(err, store.ErrNotFound) {
		return nil // the alarm went with it
	}
	if err != nil {
		return err
	}
	links, err := w.store.Followers(ctx, l.CardID)
	if err != nil {
		return err
	}
	wanted := slices.ContainsFunc(links, w.wantsTransactions)
	next, read := w.nextLook(l, card.RidesAt)
	if !wanted {
		next = time.Time{}
	}
	err = w.store.Tx(ctx, func(tx *store.Tx) error { return tx.LookAgain(ctx, l.CardID, next) })
	if err != nil || !wanted || !read {
		return err
	}
	unread := w.readNew(ctx, &card, w.days.Clock(l.By, 0, 0), w.now(), 0)
	switch {
	case unread == nil || ctx.Err() != nil:
		return nil
	case wantsPeace(unread):
		return unread
	}
	w.log.Info("no look for rides", "card", card.PAN, "err", unread)
	return nil
}

// nextLook is when to look again at a card whose rides were read last at a moment, and whether to look now; zero: the
// day is over by then.
func (w *Watcher) nextLook(l store.Look, readAt time.Time) (next time.Time, now bool) {
	apart := lookLater
	if w.now().Sub(l.RaisedAt) < lookSoonFor {
		apart = lookSoon
	}
	age := w.now().Sub(readAt)
	now = age < 0 || age >= lookSoon/2
	next = w.now().Add(apart)
	if !now {
		next = readAt.Add(apart)
	}
	if over := w.days.Clock(l.By, 1, 0); !next.Before(over) {
		next = time.Time{}
	}
	return next, now
}
