package watch

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// outageFact is the store's key for the moment since when the cabinet fails.
const outageFact = "cabinet.down_since"

// outage remembers since when the cabinet has not given a figure, over
// restarts.
type outage struct {
	mu    sync.Mutex
	store *store.Store
	since time.Time
}

func (o *outage) load(ctx context.Context, s *store.Store) error {
	o.store = s
	text, err := s.Get(ctx, outageFact)
	if err != nil || text == "" {
		return err
	}
	o.since, err = time.Parse(time.RFC3339, text)
	return err
}

func (o *outage) get() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.since
}

// note takes the result of a request. Only what the cabinet did counts: a
// waiter that gave up, or a busy minute, is no outage.
func (o *outage) note(ctx context.Context, err error, now time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	answered := err == nil || errors.Is(err, onayclient.ErrNoCard)
	failed := errors.Is(err, onayclient.ErrUnavailable) || errors.Is(err, onayclient.ErrBanned) ||
		errors.Is(err, onayclient.ErrChanged)
	failed = failed && !errors.Is(err, onayclient.ErrNotTold) // it answers, though not about this card
	switch {
	case answered && !o.since.IsZero():
		o.since = time.Time{}
		return o.store.Set(ctx, outageFact, "")
	case failed && ctx.Err() == nil && o.since.IsZero():
		o.since = now
		return o.store.Set(ctx, outageFact, now.UTC().Format(time.RFC3339))
	}
	return nil
}

// downLong is how long the cabinet is down before those who wait for rides
// are told.
const downLong = 2 * time.Hour

// Outage is the data of a [store.EventOutage] and a [store.EventBack].
type Outage struct {
	Since time.Time `json:"since"`
}

// tellOutage tells those who wait for rides that the cabinet has been down
// for long, once; and those who were told that it is back.
func (w *Watcher) tellOutage(ctx context.Context) error {
	since := w.outage.get()
	switch {
	case since.IsZero():
		return w.tellBack(ctx)
	case w.now().Sub(since) < downLong:
		return nil
	}
	err := w.store.Tx(ctx, func(tx *store.Tx) error {
		chats, err := tx.OutageUnknown(ctx, rowWishes)
		if err != nil {
			return err
		}
		for _, c := range chats {
			if err := w.tellDown(ctx, tx, c, Event{store.EventOutage, Outage{Since: since}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("tell of the outage: %w", err)
	}
	w.told()
	return nil
}

func (w *Watcher) tellDown(ctx context.Context, tx *store.Tx, c store.ChatLink, e Event) error {
	l, err := w.store.Link(ctx, c.ChatID, c.LinkID)
	if errors.Is(err, store.ErrNotFound) {
		return tx.SetOutageKnown(ctx, c.ChatID, false)
	}
	if err != nil {
		return err
	}
	if Paused(l.Alerts, w.now()) || !w.sees(l) {
		return nil
	}
	if err := w.enqueue(ctx, tx, l, []Event{e}); err != nil {
		return err
	}
	return tx.SetOutageKnown(ctx, c.ChatID, e.Kind == store.EventOutage)
}

// tellBack takes a held word of the outage back instead of telling its end.
func (w *Watcher) tellBack(ctx context.Context) error {
	chats, err := w.store.OutageKnown(ctx)
	if err != nil || len(chats) == 0 {
		return err
	}
	err = w.store.Tx(ctx, func(tx *store.Tx) error {
		for _, c := range chats {
			unsent, err := tx.WithdrawOutage(ctx, c.ChatID, w.now())
			if err == nil && !unsent {
				err = w.tellDown(ctx, tx, c, Event{store.EventBack, Outage{}})
			}
			if err == nil {
				err = tx.SetOutageKnown(ctx, c.ChatID, false)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("tell the end of the outage: %w", err)
	}
	w.told()
	return nil
}
