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
	orderLasts   = time.Minute      // until others may be more urgent than those picked
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
	err := w.sweep(ctx)
	if ctx.Err() != nil {
		return err
	}
	return errors.Join(err, w.tellOutage(ctx))
}

func (w *Watcher) sweep(ctx context.Context) error {
	w.swept.begin(w.now())
	defer func() { w.swept.end(w.now()) }()
	defer w.meanwhile.end()
	for ctx.Err() == nil && w.PausedUntil().IsZero() {
		// Between two batches, since a whole sweep may take long.
		if err := w.attend(ctx); err != nil && ctx.Err() == nil {
			w.log.Error("duties put off", "err", err)
		}
		due, err := w.pick(ctx)
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

// pick picks the most urgent of the cards that are due.
func (w *Watcher) pick(ctx context.Context) ([]store.Card, error) {
	w.meanwhile.begin()
	return w.store.DueCards(ctx, w.now(), batchSize)
}

// sweepBatch reads cards side by side, by few readers: a goroutine for each
// card would grow its stack anew. What they have read is written by one, since
// there is one writer of the file to wait for. After an error no further card is
// begun; what is under way is finished, since it may be the one request that
// finds out whether the cabinet is back.
func (w *Watcher) sweepBatch(ctx context.Context, due []store.Card) error {
	var readers, writer errgroup.Group
	var taken atomic.Int64
	until := w.now().Add(orderLasts)
	end := func(err error) error {
		if err != nil {
			taken.Store(int64(len(due)))
		}
		return err
	}
	writes := make(chan write, writesPerCard*len(due)) // so that nobody waits to write
	writer.Go(func() error { return end(w.writeAll(context.WithoutCancel(ctx), writes)) })
	for range sweepReaders {
		readers.Go(func() error {
			for w.PausedUntil().IsZero() && w.now().Before(until) {
				i := int(taken.Add(1)) - 1
				if i >= len(due) {
					return nil
				}
				if err := end(w.sweepCard(ctx, due[i], writes)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := readers.Wait()
	close(writes)
	return errors.Join(err, writer.Wait())
}

// sweepCard reads one card. An error ends the sweep; what is wrong with this
// one card alone only puts it off.
func (w *Watcher) sweepCard(ctx context.Context, card store.Card, writes chan<- write) error {
	err := w.readDue(ctx, card, writes)
	switch {
	case err == nil:
		w.swept.count()
		return nil
	case ctx.Err() != nil:
		return nil
	case wantsPeace(err):
		return err
	}
	return w.putOff(ctx, card, err)
}

// putOff puts off a card of which something is wrong.
func (w *Watcher) putOff(ctx context.Context, card store.Card, err error) error {
	wait := afterFailure
	if errors.Is(err, onayclient.ErrNoCard) {
		wait = afterGone
	}
	w.log.Warn("card not read", "card", card.PAN, "err", err)
	err = w.store.Tx(ctx, func(tx *store.Tx) error {
		return tx.Postpone(ctx, card.ID, w.now().Add(wait), 0)
	})
	if err != nil {
		return fmt.Errorf("put off card: %w", err)
	}
	return nil
}

// readDue reads a card: by its rows where somebody wants to be told of them.
// What is wrong with the account leaves the balance read, and the next look to be
// chosen by it alone.
func (w *Watcher) readDue(ctx context.Context, card store.Card, writes chan<- write) (err error) {
	defer Recovered(w.log, "sweep", &err)
	links, err := w.store.Followers(ctx, card.ID)
	if err != nil {
		return fmt.Errorf("look up followers: %w", err)
	}
	rows := slices.ContainsFunc(links, w.wantsRows)
	age := w.now().Sub(card.RidesAt)
	rowsFirst := rows && age >= 0 && age < rowsKnown
	if !rowsFirst {
		if card.Card, err = w.readFigures(ctx, card, writes); err != nil {
			return err
		}
	}
	if !rows {
		return nil
	}
	x, err := w.sweepRows(ctx, card)
	if x.do != nil {
		writes <- x
	}
	if !withoutAccount(err) {
		return err
	}
	w.log.Info("rides not read", "card", card.PAN, "err", err)
	if rowsFirst {
		if _, err := w.readFigures(ctx, card, writes); err != nil {
			return err
		}
	}
	writes <- write{card, func(ctx context.Context, tx *store.Tx) error { return w.putOffRows(ctx, tx, card.ID) }}
	return nil
}

// readFigures asks for a card's figures, unless somebody else has meanwhile.
func (w *Watcher) readFigures(ctx context.Context, card store.Card, writes chan<- write) (read onayclient.Card, err error) {
	meanwhile := func() bool { return w.meanwhile.has(card.PAN) }
	if w.Fresh(card.At) || meanwhile() {
		read, err = w.Look(ctx, card.PAN)
	} else if read, err = w.ask(onayclient.Unless(ctx, meanwhile), card.PAN); errors.Is(err, onayclient.ErrNotNeeded) {
		read, err = w.Look(ctx, card.PAN)
	}
	if err == nil {
		writes <- write{card, func(ctx context.Context, tx *store.Tx) error { return w.recordKnown(ctx, tx, read, 0) }}
	}
	return read, err
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
