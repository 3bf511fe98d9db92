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

// Read returns a card's figures as [Watcher.Fetch] does, and records them. asker is the chat that sees the result by
// itself; 0: none. A card that everybody unlinked while it was read is not written again.
func (w *Watcher) Read(ctx context.Context, pan onayclient.PAN, asker int64) (onayclient.Card, error) {
	read, err := w.Fetch(ctx, pan)
	if err != nil {
		return read, err
	}
	ctx = context.WithoutCancel(ctx) // what is read is kept
	err = w.store.Tx(ctx, func(tx *store.Tx) error {
		known, links, err := tx.Followed(ctx, pan)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err == nil {
			_, err = w.record(ctx, tx, known, links, Reading{Card: read}, asker)
		}
		return err
	})
	if err != nil {
		return read, fmt.Errorf("record reading: %w", err)
	}
	w.wake()
	return read, nil
}

// Fetch returns a card's figures: the stored ones while they are fresh, or the cabinet's. Nothing is written; see
// [Watcher.Record].
func (w *Watcher) Fetch(ctx context.Context, pan onayclient.PAN) (onayclient.Card, error) {
	known, err := w.store.CardByPAN(ctx, pan)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return onayclient.Card{}, fmt.Errorf("look up card: %w", err)
	}
	if err == nil && w.Fresh(known.At) {
		return known.Card, nil
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

// Record writes figures with the events that they mean to the card's followers, and returns the card's row id. The
// asker has seen them and is told nothing. Figures older than the recorded ones change nothing.
func (w *Watcher) Record(ctx context.Context, tx *store.Tx, read onayclient.Card, asker int64) (int64, error) {
	known, links, err := tx.Followed(ctx, read.PAN)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return 0, err
	}
	return w.record(ctx, tx, known, links, Reading{Card: read}, asker)
}

// record writes a reading of a card that is known, with its followers, or new.
func (w *Watcher) record(ctx context.Context, tx *store.Tx, known store.Card, links []store.Link,
	r Reading, asker int64) (id int64, err error) {
	if known.At.After(r.Card.At) && !known.At.After(w.now()) {
		return known.ID, nil
	}
	r.Before, r.TellsTopUps = known.Card, slices.ContainsFunc(links, w.wantsTransactions)
	knows, events := w.detect(links, r)
	if id, err = tx.SaveReading(ctx, r.Card, w.plan(known, knows, r)); err != nil {
		return 0, err
	}
	if err := w.addDay(ctx, tx, id, r); err != nil {
		return 0, err
	}
	for i := range links {
		if err := w.apply(ctx, tx, links[i], knows[i], events[i], asker); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// detect finds what a reading means to each of a card's followers.
func (w *Watcher) detect(links []store.Link, r Reading) (knows []store.Link, events [][]Event) {
	knows, events = make([]store.Link, len(links)), make([][]Event, len(links))
	for i, l := range links {
		seen := r
		seen.TellsTopUps = r.TellsTopUps && w.access.MayViewRides(l)
		knows[i], events[i] = Detect(l, seen, w.fares)
	}
	return knows, events
}
