package watch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// Read reads a card as [Watcher.Fetch] does, records it and returns it as it is known now: with the balance that is
// believed. asker is the chat that sees the result by itself; 0: none. A card that everybody unlinked while it was read
// is not written again.
func (w *Watcher) Read(ctx context.Context, pan onayclient.PAN, asker int64) (card store.Card, err error) {
	read, err := w.Fetch(ctx, pan)
	if err != nil {
		return store.Card{}, err
	}
	ctx = context.WithoutCancel(ctx) // what is read is kept
	err = w.store.Tx(ctx, func(tx *store.Tx) error {
		card.Card = read
		known, links, err := tx.Followed(ctx, pan)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err == nil {
			card, err = w.record(ctx, tx, known, links, Reading{Card: read}, asker)
		}
		return err
	})
	if err != nil {
		return store.Card{}, fmt.Errorf("record reading: %w", err)
	}
	w.wake()
	return card, nil
}

// Fetch returns a card's figures, be they doubtful: those read last while they are fresh, or the cabinet's. Nothing is
// written; what is to be believed of them, [Watcher.Record] tells.
func (w *Watcher) Fetch(ctx context.Context, pan onayclient.PAN) (onayclient.Card, error) {
	known, err := w.store.CardByPAN(ctx, pan)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return onayclient.Card{}, fmt.Errorf("look up card: %w", err)
	}
	if last := known.LastRead(); err == nil && w.Fresh(last.At) {
		return last, nil
	}
	known.PAN = pan
	return w.ask(ctx, known)
}

// ask asks the cabinet for the figures of a card, as far as it is known. A type that is not told is the one that is
// known. The time of the reading is cut to what the store keeps.
func (w *Watcher) ask(ctx context.Context, known store.Card) (read onayclient.Card, err error) {
	err = w.withinShare(ctx, func(ctx context.Context) error {
		read, err = w.cabinet.Card(ctx, known.PAN)
		err = w.believed(known, err)
		w.noteOutage(ctx, err)
		return err
	})
	if err != nil {
		return onayclient.Card{}, fmt.Errorf("read card: %w", err)
	}
	w.untold.Store(0)
	w.needsBalance.Delete(known.PAN)
	read.Type = cmp.Or(read.Type, known.Type)
	read.At = read.At.Truncate(time.Millisecond)
	return read, nil
}

// askTransactions asks the cabinet for a card's transactions.
func (w *Watcher) askTransactions(ctx context.Context, card store.Card, begin, end time.Time) (
	list []onayclient.Transaction, err error) {
	err = w.withinShare(ctx, func(ctx context.Context) error {
		list, err = w.cabinet.Transactions(ctx, card.PAN, begin, end)
		err = w.believed(card, err)
		w.noteOutage(ctx, err)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read transactions: %w", err)
	}
	return w.fares.toldApart(card.Class(), list), nil
}

// Record writes figures with the events that they mean to the card's followers, and returns the card as it is known
// now. The asker sees it and is told nothing. Figures older than the recorded ones change nothing.
func (w *Watcher) Record(ctx context.Context, tx *store.Tx, read onayclient.Card, asker int64) (store.Card, error) {
	known, links, err := tx.Followed(ctx, read.PAN)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.Card{}, err
	}
	return w.record(ctx, tx, known, links, Reading{Card: read}, asker)
}

// record writes a reading of a card that is known, with its followers, or new. A balance that is in doubt goes nowhere
// but into the doubt: for all else the one stands that was believed last.
func (w *Watcher) record(ctx context.Context, tx *store.Tx, known store.Card, links []store.Link,
	r Reading, asker int64) (_ store.Card, err error) {
	if last := known.LastRead().At; last.After(r.Card.At) && !last.After(w.now()) {
		return known, nil
	}
	r.Before, r.TellsTopUps = known.Card, slices.ContainsFunc(links, w.wantsTransactions)
	if known.Doubt, err = w.doubt(ctx, tx, known, withAsker(links, asker), r.Card); err != nil {
		return store.Card{}, err
	}
	if known.Doubtful() {
		r.Card.Balance = known.Balance
	}
	knows, events := w.detect(links, r, known.Doubtful())
	if known, err = w.save(ctx, tx, known, r, w.plan(known, knows, r)); err != nil {
		return store.Card{}, err
	}
	for i := range links {
		if err := w.apply(ctx, tx, links[i], knows[i], events[i], asker); err != nil {
			return store.Card{}, err
		}
	}
	return known, nil
}

// save writes a reading with the plan and the doubt that come of it, and returns the card with them.
func (w *Watcher) save(ctx context.Context, tx *store.Tx, card store.Card, r Reading, plan store.Plan) (
	_ store.Card, err error) {
	card.Card, card.UntoldSince = r.Card, time.Time{}
	if !card.Doubtful() {
		if card.ID, err = tx.SaveReading(ctx, card.Card, plan); err != nil {
			return store.Card{}, err
		}
		return card, w.addDay(ctx, tx, card.ID, r)
	}
	card.At = r.Before.At
	if _, err = tx.SaveReading(ctx, card.Card, plan); err != nil {
		return store.Card{}, err
	}
	return card, tx.SetDoubt(ctx, card.ID, card.Doubt)
}

// detect finds what a reading means to each of a card's followers.
func (w *Watcher) detect(links []store.Link, r Reading, doubtful bool) (knows []store.Link, events [][]Event) {
	knows, events = make([]store.Link, len(links)), make([][]Event, len(links))
	for i, l := range links {
		seen := r
		seen.TellsTopUps = r.TellsTopUps && w.access.MayViewRides(l)
		knows[i], events[i] = Detect(l, seen, w.fares)
		if doubtful {
			knows[i], events[i] = moneyWaits(l, knows[i], events[i])
		}
	}
	return knows, events
}
