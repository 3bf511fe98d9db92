package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"onaybot/bot/panics"
	"onaybot/onayclient"
	"onaybot/store"
)

// When checks are due, in minutes of the day. A link sets the time of the third one itself.
const (
	eveningAt = 19 * 60
	digestAt  = 18 * 60
	stillAt   = 12 * 60
)

var checkKinds = []store.CheckKind{store.CheckEvening, store.CheckNoRide, store.CheckNoRide2, store.CheckDigest}

// Short is the data of a [store.EventShort].
type Short struct {
	Balance onayclient.Money `json:"balance"`
	Need    onayclient.Money `json:"need"`               // what a working day usually costs
	ByRides bool             `json:"by_rides,omitempty"` // that is told by transactions
	Type    string           `json:"type"`
	At      time.Time        `json:"at"`
}

// Digest is the data of a [store.EventDigest]: the week up to its Sunday.
type Digest struct {
	Rides    int64            `json:"rides"`
	HasRides bool             `json:"has_rides"` // false: told from the balance alone
	Spent    onayclient.Money `json:"spent"`     // above zero
	Added    onayclient.Money `json:"added"`
	Balance  onayclient.Money `json:"balance"`
	At       time.Time        `json:"at"`    // of the balance
	Since    time.Time        `json:"since"` // the first of the days told of, where that is not Monday; or zero
}

// nextCheck is when a check of a link is due after a moment. It is zero where the link does not want it.
func (w *Watcher) nextCheck(l store.Link, kind store.CheckKind, after time.Time) time.Time {
	switch {
	case kind == store.CheckEvening && l.Subscriptions.Has(store.SubscribeShort):
		return w.days.next(after, eveningAt, w.days.beforeWork)
	case kind == store.CheckNoRide && l.Subscriptions.Has(store.SubscribeNoRide):
		return w.days.next(speaks(l.Alerts, after), l.NoRideBy, w.days.Works)
	case kind == store.CheckNoRide2 && l.Subscriptions.Has(store.SubscribeNoRide) && l.NoRideBy2 > 0:
		return w.days.next(speaks(l.Alerts, after), l.NoRideBy2, w.days.Works)
	case kind == store.CheckDigest && l.Subscriptions.Has(store.SubscribeDigest):
		return w.days.next(after, digestAt, w.days.sunday)
	case kind == store.CheckStill:
		return w.days.next(after, stillAt, func(time.Time) bool { return true })
	}
	return time.Time{}
}

// runChecks runs every check that is due, a few side by side. One that fails does not end the others.
func (w *Watcher) runChecks(ctx context.Context) error {
	for ctx.Err() == nil {
		due, err := w.store.DueChecks(ctx, w.now(), batchSize)
		if err != nil {
			return fmt.Errorf("pick due checks: %w", err)
		}
		if len(due) == 0 {
			return nil
		}
		var group errgroup.Group
		group.SetLimit(readers)
		for _, c := range due {
			group.Go(func() error { return w.runCheck(ctx, c) })
		}
		if err := group.Wait(); err != nil {
			return fmt.Errorf("run checks: %w", err)
		}
		w.wake()
	}
	return nil
}

// runCheck runs one check and sets it for the next time. One whose day is over is only set.
func (w *Watcher) runCheck(ctx context.Context, c store.Check) error {
	l, err := w.store.Link(ctx, c.ChatID, c.LinkID)
	if errors.Is(err, store.ErrNotFound) {
		return nil // the check went with it
	}
	if err != nil {
		return err
	}
	var events []Event
	after, inDoubt := w.now(), false
	if w.days.day(c.DueAt) == w.days.day(w.now()) && !Snoozed(l.Alerts, w.now()) {
		events, after, err = w.check(ctx, c, l)
		inDoubt = errors.Is(err, errInDoubt)
		if err != nil && !inDoubt && !errors.Is(err, panics.ErrPanic) { // a panic would come again
			return err
		}
	}
	next := w.nextCheck(l, c.Kind, after)
	if inDoubt {
		next = w.laterToday(next)
	}
	return w.store.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.SetCheck(ctx, l.ID, c.Kind, next); err != nil {
			return err
		}
		if err := w.noteStill(ctx, tx, l, events); err != nil {
			return err
		}
		if events, err = w.raiseAlarms(ctx, tx, l, events); err != nil {
			return err
		}
		return w.enqueue(ctx, tx, l, events)
	})
}

// errInDoubt says that a check is to wait, since the balance is in doubt.
var errInDoubt = errors.New("the balance is in doubt")

// laterToday is an hour from now, or the next time of a check where that is another day.
func (w *Watcher) laterToday(next time.Time) time.Time {
	now := w.now()
	if soon := now.Add(time.Hour); w.days.day(soon) == w.days.day(now) {
		return soon
	}
	return next
}

// check runs a check, and tells after when it is to be run again.
func (w *Watcher) check(ctx context.Context, c store.Check, l store.Link) (events []Event, after time.Time, err error) {
	defer panics.Recover(w.log, "check", &err)
	after = w.now()
	switch c.Kind {
	case store.CheckEvening:
		events, err = w.checkEvening(ctx, l)
	case store.CheckNoRide, store.CheckNoRide2:
		events, err = w.checkNoRide(ctx, l, c.DueAt)
	case store.CheckDigest:
		events, err = w.checkDigest(ctx, l)
	case store.CheckStill:
		return w.checkStill(ctx, l)
	}
	return events, after, err
}

// checkEvening tells of a balance that will not last tomorrow, a working day, by a new reading if the cabinet lets
// it. Who was told today that money is short, by this reading too, is not told again. A card that seldom rides on
// working days is not expected to ride tomorrow. While the balance is in doubt, the check waits for as long as the day
// lasts.
func (w *Watcher) checkEvening(ctx context.Context, l store.Link) ([]Event, error) {
	if !w.days.beforeWork(w.now()) {
		return nil, nil
	}
	usual, byRides, known, err := w.usual(ctx, l)
	if err != nil {
		return nil, err
	}
	if l, err = w.renewed(ctx, l); err != nil {
		return nil, err
	}
	if l.Card.Doubtful() {
		return nil, errInDoubt
	}
	told := !l.LowAt.IsZero() && w.days.day(l.LowAt) == w.days.day(w.now())
	if !known || !usual.Commutes || told || !PaysByRide(l.Class()) || l.Card.Balance >= usual.Workday {
		return nil, nil
	}
	return []Event{{store.EventShort, Short{
		Balance: l.Card.Balance, Need: usual.Workday, ByRides: byRides, Type: l.Card.Type, At: l.Card.At,
	}}}, nil
}

// checkDigest sums the week up: by transactions where the chat may view them and the cabinet gives them, else by the
// balance.
func (w *Watcher) checkDigest(ctx context.Context, l store.Link) ([]Event, error) {
	l, err := w.renewed(ctx, l)
	if err != nil {
		return nil, err
	}
	monday := w.days.Clock(w.now(), -6, 0)
	d := Digest{Balance: l.Card.Balance, At: l.Card.At}
	if w.access.MayViewRides(l) {
		history, err := w.History(ctx, l.Card, monday, 0)
		if err == nil {
			d.HasRides = true
			d.Spent, d.Added, d.Rides = Totals(history.List)
			return []Event{{store.EventDigest, d}}, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		w.log.Info("week told from the balance", "card", l.Card.PAN, "err", err)
	}
	if w.BalanceFrom(l).After(w.now()) {
		return nil, nil
	}
	days, err := w.BalanceDays(ctx, l, monday, w.now())
	if err != nil {
		return nil, err
	}
	d.addDays(days, monday, w.BalanceFrom(l))
	return []Event{{store.EventDigest, d}}, nil
}

// addDays adds days of which the chat learns from a moment on.
func (d *Digest) addDays(days []BalanceDay, monday, from time.Time) {
	switch {
	case from.After(monday):
		d.Since = from
	case len(days) > 0 && !days[0].Since.IsZero() && days[0].Since.Before(monday):
		d.Since = days[0].Since
	}
	for _, day := range days {
		d.Spent += day.Spent + day.Charged
		d.Added += day.Added
	}
}

// renewed is a link after a new reading of its card, or after none where the cabinet does not let it, or its balance is
// in doubt.
func (w *Watcher) renewed(ctx context.Context, l store.Link) (store.Link, error) {
	if l.Card.Doubtful() {
		return l, nil
	}
	if _, err := w.Read(ctx, l.Card.PAN, 0); err != nil {
		w.log.Info("told from the last reading", "card", l.Card.PAN, "err", err)
	}
	l, err := w.store.Link(ctx, l.ChatID, l.ID)
	if err != nil {
		return store.Link{}, fmt.Errorf("look up link: %w", err)
	}
	return l, nil
}
