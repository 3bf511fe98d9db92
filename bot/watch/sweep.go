package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"onaybot/onayclient"
	"onaybot/store"
)

const (
	batchSize    = 64               // cards picked at once
	sweepReaders = 4                // of them read side by side, so that a hanging one does not hold up the rest
	afterFailure = 15 * time.Minute // until a card that could not be read is due again
	afterGone    = 24 * time.Hour   // the same for a number the cabinet no longer knows
)

// Sweep attends to what the clock asks for, reads every card that is due, each
// once however many chats follow it, and yields to people who wait. It stops
// early, leaving the rest due, when ctx ends or the cabinet wants to be left
// alone. While the operator's pause is on it does nothing.
func (w *Watcher) Sweep(ctx context.Context) error {
	if rest, err := w.atRest(ctx); rest || err != nil {
		return err
	}
	ctx = onayclient.Background(ctx)
	w.swept.begin(w.now())
	err := w.sweep(ctx)
	w.swept.end(w.now())
	if ctx.Err() != nil {
		return err
	}
	return errors.Join(err, w.tellOutage(ctx))
}

func (w *Watcher) sweep(ctx context.Context) error {
	for ctx.Err() == nil && w.PausedUntil().IsZero() {
		// Between two batches, since a whole sweep may take long.
		if err := w.attend(ctx); err != nil && ctx.Err() == nil {
			w.log.Error("duties put off", "err", err)
		}
		due, err := w.store.DueCards(ctx, w.now(), batchSize)
		if err != nil {
			return fmt.Errorf("pick due cards: %w", err)
		}
		if len(due) == 0 {
			return nil
		}
		if err := w.sweepBatch(ctx, due); err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
	}
	return nil
}

// sweepBatch reads cards side by side, by few readers: a goroutine for each
// card would grow its stack anew. After an error no further card is begun; what
// is under way is finished, since it may be the one request that finds out
// whether the cabinet is back.
func (w *Watcher) sweepBatch(ctx context.Context, due []store.Card) error {
	var group errgroup.Group
	var taken atomic.Int64
	for range sweepReaders {
		group.Go(func() error {
			for w.PausedUntil().IsZero() {
				i := int(taken.Add(1)) - 1
				if i >= len(due) {
					return nil
				}
				if err := w.sweepCard(ctx, due[i]); err != nil {
					taken.Store(int64(len(due)))
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// sweepCard reads one card. An error ends the sweep; what is wrong with this
// one card alone only puts it off.
func (w *Watcher) sweepCard(ctx context.Context, card store.Card) error {
	err := w.readDue(ctx, card)
	wait := afterFailure
	switch {
	case err == nil:
		w.swept.count()
		return nil
	case ctx.Err() != nil:
		return nil
	case wantsPeace(err):
		return err
	case errors.Is(err, onayclient.ErrNoCard):
		wait = afterGone
	}
	w.log.Warn("card not read", "card", card.PAN, "err", err)
	err = w.store.Tx(ctx, func(tx *store.Tx) error {
		return tx.Postpone(ctx, card.ID, w.now().Add(wait))
	})
	if err != nil {
		return fmt.Errorf("put off card: %w", err)
	}
	return nil
}

// readDue reads a card, and its rows where somebody wants to be told of them.
func (w *Watcher) readDue(ctx context.Context, card store.Card) (err error) {
	defer Recovered(w.log, "sweep", &err)
	var links []store.Link
	if rowsAge := w.now().Sub(card.RidesAt); rowsAge >= 0 && rowsAge < rowsKnown {
		if links, err = w.store.Followers(ctx, card.ID); err != nil {
			return fmt.Errorf("list followers: %w", err)
		}
	}
	if !slices.ContainsFunc(links, w.wantsRows) {
		if card.Card, links, err = w.read(ctx, card.PAN, 0); err != nil {
			return err
		}
	}
	if !slices.ContainsFunc(links, w.wantsRows) {
		return nil
	}
	return w.readFollowedRows(ctx, card)
}

// rowsKnown is the age up to which rows are taken to be read still, so that a
// card is read by them first.
const rowsKnown = 48 * time.Hour

// wantsPeace tells whether an error is about the cabinet as a whole and says
// when to come back, so that asking for other cards is of no use before.
func wantsPeace(err error) bool {
	var e *onayclient.Error
	return errors.Is(err, onayclient.ErrBusy) || errors.Is(err, onayclient.ErrBanned) ||
		errors.As(err, &e) && !e.Until.IsZero()
}

// readFollowedRows reads the rows of a card that somebody wants to be told of
// its rides. What is wrong with the account leaves the balance read, and the
// next look to be chosen by it alone.
func (w *Watcher) readFollowedRows(ctx context.Context, card store.Card) error {
	err := w.sweepRows(ctx, card)
	if !withoutAccount(err) {
		return err
	}
	w.log.Info("rides not read", "card", card.PAN, "err", err)
	if _, _, err := w.read(ctx, card.PAN, 0); err != nil {
		return err
	}
	return w.store.Tx(ctx, func(tx *store.Tx) error { return w.putOffRows(ctx, tx, card.ID) })
}
