package watch

import (
	"context"
	"sync"

	"onaybot/onayclient"
	"onaybot/store"
)

// write is what a sweep has read of a card, to be written.
type write struct {
	card store.Card
	do   func(context.Context, *store.Tx) error
}

// writesPerCard is the most that a card has written in a sweep: its figures and
// its rows.
const writesPerCard = 2

// writeAll writes what a sweep reads, in its order and as it comes; what has come
// while the last was written goes in one transaction. It ends when the sweep
// does, or with an error that is to end it.
func (w *Watcher) writeAll(ctx context.Context, writes <-chan write) error {
	for first := range writes {
		batch := []write{first}
		for len(writes) > 0 {
			batch = append(batch, <-writes)
		}
		if err := w.writeBatch(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// writeBatch writes all of a batch, or each for itself where something is wrong
// with one of them, which puts its card off.
func (w *Watcher) writeBatch(ctx context.Context, batch []write) error {
	err := w.store.Tx(ctx, func(tx *store.Tx) error {
		for _, x := range batch {
			if err := w.writeOne(ctx, tx, x); err != nil {
				return err
			}
		}
		return nil
	})
	switch {
	case err == nil:
		w.told()
		return nil
	case len(batch) == 1:
		return w.putOff(ctx, batch[0].card, err)
	}
	for i := range batch {
		if err := w.writeBatch(ctx, batch[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (w *Watcher) writeOne(ctx context.Context, tx *store.Tx, x write) (err error) {
	defer Recovered(w.log, "sweep", &err)
	return x.do(ctx, tx)
}

// meanwhile notes the cards that people have had read since a sweep has picked
// its cards. It begins before they are picked, and a card is noted once its
// reading is written, so that none is missed.
type meanwhile struct {
	mu   sync.Mutex
	read map[onayclient.PAN]bool // nil: no sweep is under way
}

func (m *meanwhile) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.read = map[onayclient.PAN]bool{}
}

func (m *meanwhile) end() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.read = nil
}

func (m *meanwhile) note(pan onayclient.PAN) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.read != nil {
		m.read[pan] = true
	}
}

func (m *meanwhile) has(pan onayclient.PAN) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.read[pan]
}
