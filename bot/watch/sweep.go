package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"onaybot/bot/panics"
	"onaybot/onayclient"
	"onaybot/store"
)

const (
	batchSize    = 256              // cards picked at once
	orderLasts   = time.Minute      // until other cards may be more urgent than those picked
	readers      = 16               // at work side by side: they keep ten requests a second busy that take a second each
	afterFailure = 15 * time.Minute // until a card that could not be read is due again
	afterGone    = 24 * time.Hour   // the same for one that is gone, see [Watcher.noteUntold]
)

// Sweep runs the checks that are due, polls every card that is due, once however many chats follow it, and looks for
// the rides that are to end an alarm. It yields to people who wait. It ends early, leaving the rest due, when ctx ends
// or the cabinet wants to be left alone. While the operator's pause is on it does nothing.
func (w *Watcher) Sweep(ctx context.Context) error {
	if paused, err := w.isPaused(ctx); paused || err != nil {
		return err
	}
	ctx = onayclient.Background(ctx)
	err := w.sweep(ctx)
	if ctx.Err() != nil {
		return err
	}
	return errors.Join(err, w.pushOutage(ctx), w.noteDoubts(ctx))
}

func (w *Watcher) sweep(ctx context.Context) error {
	w.swept.change(func(s *Swept) { s.Began, s.Read = w.now(), 0 })
	defer w.swept.change(func(s *Swept) {
		s.Ended = w.now()
		s.Took = s.Ended.Sub(s.Began)
	})
	for ctx.Err() == nil && w.PausedUntil().IsZero() {
		// Checks are between two batches too, since a whole sweep may take long.
		if err := w.runChecks(ctx); err != nil && ctx.Err() == nil {
			w.log.Error("checks put off", "err", err)
		}
		due, err := w.store.DueCards(ctx, w.now(), batchSize)
		if err != nil {
			return fmt.Errorf("pick due cards: %w", err)
		}
		if err := w.pollBatch(ctx, due); err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		looked, err := w.lookForRides(ctx)
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("look for rides: %w", err)
		}
		if len(due) == 0 && looked == 0 {
			return nil
		}
	}
	return nil
}

// pollBatch polls cards, the most urgent first, by a few readers, so that one that hangs does not hold up the
// rest; one by one while the cabinet tells nothing of any card. After an error no further card is begun. What is
// under way is finished, since it may be the one request that finds out whether the cabinet is back.
func (w *Watcher) pollBatch(ctx context.Context, due []store.Card) error {
	var group errgroup.Group
	group.SetLimit(readers)
	if w.silent() {
		group.SetLimit(1)
	}
	var ended atomic.Bool
	until := w.now().Add(orderLasts)
	for _, card := range due {
		group.Go(func() error {
			if ended.Load() || !w.PausedUntil().IsZero() || !w.now().Before(until) {
				return nil
			}
			err := w.pollCard(ctx, card)
			if err != nil {
				ended.Store(true)
			}
			return err
		})
	}
	return group.Wait()
}

// pollCard polls one card. An error ends the sweep; what is wrong with this one card alone only puts it off.
func (w *Watcher) pollCard(ctx context.Context, card store.Card) error {
	err := w.poll(ctx, card.PAN)
	switch {
	case err == nil:
		w.swept.change(func(s *Swept) { s.Read++ })
		return nil
	case ctx.Err() != nil:
		return nil
	case wantsPeace(err):
		return err
	}
	w.log.Warn("card not read", "card", card.PAN, "err", err)
	putOff := w.putOff
	if tellsNothing(err) {
		putOff = w.noteUntold
	}
	failure := putOff(ctx, card)
	if w.silent() {
		return errors.Join(err, failure)
	}
	return failure
}

// putOff has a card that could not be read wait.
func (w *Watcher) putOff(ctx context.Context, card store.Card) error {
	now := w.now()
	err := w.store.Tx(ctx, func(tx *store.Tx) error { return tx.PutOff(ctx, card.ID, now, now.Add(afterFailure)) })
	if err != nil {
		return fmt.Errorf("put off card: %w", err)
	}
	return nil
}

// wantsPeace tells whether an error is about the cabinet as a whole and says when to come back, so that asking for
// other cards is of no use before.
func wantsPeace(err error) bool {
	var e *onayclient.Error
	return errors.Is(err, onayclient.ErrBusy) || errors.Is(err, onayclient.ErrBanned) ||
		errors.As(err, &e) && !e.Until.IsZero()
}

// transactionsLast is the age from which a card's transactions are read after its balance, not in place of it.
const transactionsLast = 48 * time.Hour

// poll reads a card, unless somebody had it read since it was picked: by its transactions where a follower wants
// them, else by its balance. Where these tell nothing, the balance says whether the cabinet still knows the card. What
// is wrong with the account leaves the balance read, and the next poll planned by it alone.
func (w *Watcher) poll(ctx context.Context, pan onayclient.PAN) (err error) {
	defer panics.Recover(w.log, "sweep", &err)
	card, links, err := w.store.Followed(ctx, pan)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil || card.NextAt.IsZero() || card.NextAt.After(w.now()) {
		return err
	}
	if !slices.ContainsFunc(links, w.wantsTransactions) {
		return w.pollBalance(ctx, card)
	}
	balanceFirst := w.now().Sub(card.RidesAt) >= transactionsLast
	if balanceFirst {
		if err := w.pollBalance(ctx, card); err != nil {
			return err
		}
		if card, err = w.store.CardByPAN(ctx, pan); err != nil {
			return err
		}
	}
	err = w.pollTransactions(ctx, card)
	switch {
	case tellsNothing(err):
		return w.pollBalance(ctx, card)
	case !withoutAccount(err):
		return err
	}
	w.log.Info("transactions not read", "card", pan, "err", err)
	if !balanceFirst {
		if err := w.pollBalance(ctx, card); err != nil {
			return err
		}
	}
	return w.store.Tx(ctx, func(tx *store.Tx) error { return w.planWithoutTransactions(ctx, tx, card.ID) })
}

// pollBalance reads a card's figures, unless somebody had them read by the time that the request's turn has come.
func (w *Watcher) pollBalance(ctx context.Context, card store.Card) error {
	read := func() bool {
		now, err := w.store.CardByPAN(ctx, card.PAN)
		return err == nil && now.LastRead().At.After(card.LastRead().At)
	}
	_, err := w.Read(onayclient.Unless(ctx, read), card.PAN, 0)
	if errors.Is(err, onayclient.ErrNotNeeded) {
		return nil
	}
	return err
}

// withoutAccount tells whether transactions cannot be read for want of an account, which no waiting mends.
func withoutAccount(err error) bool {
	return errors.Is(err, onayclient.ErrNoLogin) || errors.Is(err, onayclient.ErrBadLogin) ||
		errors.Is(err, onayclient.ErrNotInAccount)
}

// Swept is what the last sweep did, or what the one under way has done so far. All is zero before the first.
type Swept struct {
	Began time.Time     // of the last one, be it under way
	Read  int           // cards by it
	Ended time.Time     // of the last one that has ended
	Took  time.Duration // by that one
}

// UnderWay tells whether the last sweep has not ended yet.
func (s Swept) UnderWay() bool { return s.Ended.Before(s.Began) }

// swept is a [Swept] that sweeps change while others look at it.
type swept struct {
	mu   sync.Mutex
	last Swept
}

// LastSweep tells of the last sweep.
func (w *Watcher) LastSweep() Swept {
	w.swept.mu.Lock()
	defer w.swept.mu.Unlock()
	return w.swept.last
}

func (s *swept) change(change func(*Swept)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.last)
}
