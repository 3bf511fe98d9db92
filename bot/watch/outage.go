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

// outage remembers since when the cabinet has given no figure, over restarts.
type outage struct {
	mu    sync.Mutex
	since time.Time
}

func (o *outage) load(ctx context.Context, s *store.Store) error {
	text, err := s.Get(ctx, outageFact)
	if err != nil || text == "" {
		return err
	}
	o.since, err = time.Parse(time.RFC3339, text)
	return err
}

// DownSince tells since when the cabinet has not answered; zero: it does.
func (w *Watcher) DownSince() time.Time {
	w.outage.mu.Lock()
	defer w.outage.mu.Unlock()
	return w.outage.since
}

// noteOutage takes the result of a request. Only what the cabinet did counts: a caller that gave up, or a busy
// minute, is no outage.
func (w *Watcher) noteOutage(ctx context.Context, result error) {
	o := &w.outage
	o.mu.Lock()
	defer o.mu.Unlock()
	var err error
	switch {
	case answers(result) && !o.since.IsZero():
		o.since = time.Time{}
		err = w.store.Set(ctx, outageFact, "")
	case isOutage(result) && ctx.Err() == nil && o.since.IsZero():
		o.since = w.now()
		err = w.store.Set(ctx, outageFact, o.since.UTC().Format(time.RFC3339))
	}
	if err != nil {
		w.log.Warn("note the cabinet's state", "err", err)
	}
}

func answers(err error) bool { return err == nil || errors.Is(err, onayclient.ErrNoCard) }

func isOutage(err error) bool {
	failed := errors.Is(err, onayclient.ErrUnavailable) || errors.Is(err, onayclient.ErrBanned) ||
		errors.Is(err, onayclient.ErrChanged)
	return failed && !errors.Is(err, onayclient.ErrNotTold) // it answers, though not about this card
}

// longOutage is how long the cabinet is down before those who wait for rides are told.
const longOutage = 2 * time.Hour

// Outage is the data of a [store.EventOutage] and a [store.EventBack].
type Outage struct {
	Since time.Time `json:"since"`
}

// pushOutage tells those who wait for rides that the cabinet has been down for long, once; and those who were told
// that it is back.
func (w *Watcher) pushOutage(ctx context.Context) error {
	since := w.DownSince()
	switch {
	case since.IsZero():
		return w.pushBack(ctx)
	case w.now().Sub(since) < longOutage:
		return nil
	}
	err := w.store.Tx(ctx, func(tx *store.Tx) error {
		chats, err := tx.OutageUnknown(ctx, NeedTransactions)
		if err != nil {
			return err
		}
		for _, c := range chats {
			if err := w.enqueueOutage(ctx, tx, c, Event{store.EventOutage, Outage{Since: since}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("tell of the outage: %w", err)
	}
	w.wake()
	return nil
}

// pushBack tells the end of an outage. Where the chat's push of its beginning is still held, that is taken back
// instead.
func (w *Watcher) pushBack(ctx context.Context) error {
	chats, err := w.store.OutageKnown(ctx)
	if err != nil || len(chats) == 0 {
		return err
	}
	err = w.store.Tx(ctx, func(tx *store.Tx) error {
		for _, c := range chats {
			unsent, err := tx.Withdraw(ctx, store.ChatLink{ChatID: c.ChatID}, store.EventOutage, w.now())
			if err == nil && !unsent {
				err = w.enqueueOutage(ctx, tx, c, Event{store.EventBack, Outage{}})
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
	w.wake()
	return nil
}

func (w *Watcher) enqueueOutage(ctx context.Context, tx *store.Tx, c store.ChatLink, e Event) error {
	l, err := tx.Link(ctx, c.ChatID, c.LinkID)
	if errors.Is(err, store.ErrNotFound) {
		return tx.SetOutageKnown(ctx, c.ChatID, false)
	}
	if err != nil {
		return err
	}
	if Snoozed(l.Alerts, w.now()) || !w.access.MayViewRides(l) {
		return nil
	}
	if err := w.enqueue(ctx, tx, l, []Event{e}); err != nil {
		return err
	}
	return tx.SetOutageKnown(ctx, c.ChatID, e.Kind == store.EventOutage)
}
