package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"onaybot/onayclient"
	"onaybot/store"
)

// When the day's questions are asked, in minutes of the day.
const (
	eveningAt = 19 * 60
	digestAt  = 18 * 60
)

var dutyKinds = []store.CheckKind{store.CheckEvening, store.CheckNoRide, store.CheckDigest}

// Short is the data of a [store.EventShort].
type Short struct {
	Balance onayclient.Money `json:"balance"`
	Need    onayclient.Money `json:"need"`               // what a working day usually costs
	ByRides bool             `json:"by_rides,omitempty"` // that is told by the rows of the card
	Type    string           `json:"type"`
	At      time.Time        `json:"at"`
}

// NoRide is the data of a [store.EventNoRide].
type NoRide struct {
	By      time.Time `json:"by"`
	Unknown bool      `json:"unknown,omitempty"` // the cabinet could not be read
}

// nextDuty is when a link's duty is due after a moment; the zero time: never.
func (w *Watcher) nextDuty(l store.Link, kind store.CheckKind, after time.Time) time.Time {
	switch {
	case kind == store.CheckEvening && l.Subscriptions.Has(store.SubscribeShort):
		return w.days.next(after, eveningAt, w.days.eve)
	case kind == store.CheckNoRide && l.Subscriptions.Has(store.SubscribeNoRide):
		return w.days.next(after, l.NoRideBy, w.days.Works)
	case kind == store.CheckDigest && l.Subscriptions.Has(store.SubscribeDigest):
		return w.days.next(after, digestAt, w.days.sunday)
	}
	return time.Time{}
}

// attend looks at every duty that is due. One whose day has passed meanwhile
// is left out.
func (w *Watcher) attend(ctx context.Context) error {
	for ctx.Err() == nil {
		due, err := w.store.DueChecks(ctx, w.now(), batchSize)
		if err != nil {
			return fmt.Errorf("pick due duties: %w", err)
		}
		if len(due) == 0 {
			return nil
		}
		var group errgroup.Group // one that fails does not end the others
		group.SetLimit(sweepReaders)
		for _, d := range due {
			group.Go(func() error { return w.do(ctx, d) })
		}
		if err := group.Wait(); err != nil {
			return fmt.Errorf("attend to duties: %w", err)
		}
		w.told()
	}
	return nil
}

// do looks at one duty and sets it for the next time.
func (w *Watcher) do(ctx context.Context, d store.Check) error {
	l, err := w.store.Link(ctx, d.ChatID, d.LinkID)
	if errors.Is(err, store.ErrNotFound) {
		return nil // the duty went with it
	}
	if err != nil {
		return err
	}
	var events []Event
	if w.days.Day(d.DueAt) == w.days.Day(w.now()) && !Paused(l.Alerts, w.now()) {
		if events, err = w.answer(ctx, d, l); err != nil && !errors.Is(err, ErrPanic) { // which would come again
			return err
		}
	}
	return w.store.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.SetCheck(ctx, l.ID, d.Kind, w.nextDuty(l, d.Kind, w.now())); err != nil {
			return err
		}
		return w.enqueue(ctx, tx, l, events)
	})
}

func (w *Watcher) answer(ctx context.Context, d store.Check, l store.Link) (_ []Event, err error) {
	defer Recovered(w.log, "duty", &err)
	switch d.Kind {
	case store.CheckEvening:
		return w.short(ctx, l)
	case store.CheckNoRide:
		return w.noRide(ctx, l, d.DueAt)
	case store.CheckDigest:
		return w.digest(ctx, l)
	}
	return nil, nil
}

// noRide asks whether the card has been ridden today, by a reading no older
// than the set time.
func (w *Watcher) noRide(ctx context.Context, l store.Link, by time.Time) ([]Event, error) {
	if !w.sees(l) || !w.days.Works(by) {
		return nil, nil
	}
	var unread error
	if l.Card.RidesAt.Before(by) {
		unread = w.readRows(ctx, l.Card)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	today, err := w.store.Transactions(ctx, l.Card.ID, w.days.Clock(by, 0, 0), w.now().Add(time.Minute))
	if err != nil {
		return nil, fmt.Errorf("list today's rides: %w", err)
	}
	for _, x := range today {
		if x.Kind == onayclient.KindRide {
			return nil, nil
		}
	}
	if unread != nil {
		w.log.Warn("rides not read", "card", l.Card.PAN, "err", unread)
	}
	return []Event{{store.EventNoRide, NoRide{By: by, Unknown: unread != nil}}}, nil
}

// readRows reads a card's rows and writes what they tell.
func (w *Watcher) readRows(ctx context.Context, card store.Card) error {
	rows, failure := w.sweepRows(ctx, card)
	if rows.do == nil {
		return failure
	}
	ctx = context.WithoutCancel(ctx) // what is read is kept
	if err := w.store.Tx(ctx, func(tx *store.Tx) error { return rows.do(ctx, tx) }); err != nil {
		return fmt.Errorf("save rides: %w", err)
	}
	w.told()
	return failure
}

// short asks whether the balance, read anew if the cabinet lets it, lasts for
// tomorrow, a working day. Who was told of a lack today, by this reading too,
// is not told of the same again.
func (w *Watcher) short(ctx context.Context, l store.Link) ([]Event, error) {
	if !w.days.eve(w.now()) {
		return nil, nil
	}
	spent, err := w.spending(ctx, l)
	if err != nil {
		return nil, err
	}
	if l, err = w.renewed(ctx, l); err != nil {
		return nil, err
	}
	need, known := w.days.habit(spent, w.now())
	told := !l.LowAt.IsZero() && w.days.Day(l.LowAt) == w.days.Day(w.now())
	if !known || told || !PaysByRide(l.Class()) || l.Card.Balance >= need {
		return nil, nil
	}
	return []Event{{store.EventShort, Short{Balance: l.Card.Balance, Need: need, ByRides: spent.byRides, Type: l.Card.Type, At: l.Card.At}}}, nil
}

// renewed is the link as it is after a new reading of its card, or after none
// where the cabinet does not let it.
func (w *Watcher) renewed(ctx context.Context, l store.Link) (store.Link, error) {
	if _, err := w.Read(ctx, l.Card.PAN, 0); err != nil {
		w.log.Info("told from the last reading", "card", l.Card.PAN, "err", err)
	}
	l, err := w.store.Link(ctx, l.ChatID, l.ID)
	if err != nil {
		return store.Link{}, fmt.Errorf("look up link: %w", err)
	}
	return l, nil
}

// spending is what the card spent in the last weeks: by its rows where the
// chat may see them and the cabinet gives them, else by its balance since the
// chat follows it.
func (w *Watcher) spending(ctx context.Context, l store.Link) (spending, error) {
	now := w.now()
	from := w.days.Clock(now, -habitDays, 0)
	if w.sees(l) {
		rides, err := w.Rides(ctx, l.Card, from)
		if err == nil {
			return spending{byDay: w.days.spent(rides.List), from: from, byRides: true}, nil
		}
		if ctx.Err() != nil {
			return spending{}, ctx.Err()
		}
		w.log.Info("habit told from the balance", "card", l.Card.PAN, "err", err)
	}
	from = later(from, l.Since)
	days, err := w.BalanceDays(ctx, l, from, now)
	if err != nil {
		return spending{}, err
	}
	s := spending{byDay: map[int]onayclient.Money{}, from: from}
	for _, d := range Evenly(days) {
		s.byDay[w.days.Day(d.At)] += d.Spent
	}
	return s, nil
}
