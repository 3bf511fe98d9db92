package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// NoRide is the data of a [store.EventNoRide].
type NoRide struct {
	From    time.Time `json:"from"` // a ride counts from this moment on; the beginning of the day: any of the day does
	By      time.Time `json:"by"`
	Unknown bool      `json:"unknown,omitempty"` // the cabinet could not be read
}

// AllClear is the data of a [store.EventAllClear]: the ride that ended an alarm, by its id in the store.
type AllClear struct {
	Ride    int64 `json:"ride"`
	ReplyTo int   `json:"reply_to,omitempty"` // the message that alarmed
}

// MaxSilence is the longest silence of no-ride alarms, over the summer's holidays. A longer one was set while the clock
// was wrong.
const MaxSilence = 110 * 24 * time.Hour

// NoRideSilent tells whether a link is told of no missing ride for now.
func NoRideSilent(a store.Alerts, now time.Time) bool {
	left := a.NoRideSilentUntil.Sub(now)
	return left > 0 && left <= MaxSilence
}

// speaks is from when on a link is told of missing rides, at a moment or later.
func speaks(a store.Alerts, now time.Time) time.Time {
	if NoRideSilent(a, now) {
		return a.NoRideSilentUntil
	}
	return now
}

// noon parts the way there from the way back, in minutes of the day.
const noon = 12 * 60

// RideCountsFrom is from when on a ride counts for a set time of a link, all in minutes of the day. By noon, any ride
// of the day does; later, one after noon. The second of two times wants one after their middle.
func RideCountsFrom(a store.Alerts, by int) int {
	switch {
	case by == a.NoRideBy2 && a.NoRideBy > 0:
		return (a.NoRideBy + a.NoRideBy2) / 2
	case by > noon:
		return noon
	}
	return 0
}

// checkNoRide tells that the card has not been ridden in time, by transactions no older than the set time. It leaves
// the balance alone, as all that looks for a ride does: by what others are told of it nobody shall learn that there
// was none.
func (w *Watcher) checkNoRide(ctx context.Context, l store.Link, by time.Time) ([]Event, error) {
	if !w.access.MayViewRides(l) || !w.days.Works(by) {
		return nil, nil
	}
	var unread error
	if card := l.Card; card.RidesAt.Before(by) {
		unread = w.readNew(ctx, &card, w.days.Clock(by, 0, 0), w.now(), 0)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if unread != nil {
		w.log.Warn("transactions not read", "card", l.Card.PAN, "err", unread)
	}
	from := w.days.Clock(by, 0, RideCountsFrom(l.Alerts, w.days.minutes(by)))
	return []Event{{store.EventNoRide, NoRide{From: from, By: by, Unknown: unread != nil}}}, nil
}

// raiseAlarms writes the alarms among events, and drops those that a ride in the store speaks against.
func (w *Watcher) raiseAlarms(ctx context.Context, tx *store.Tx, l store.Link, events []Event) ([]Event, error) {
	kept := events[:0]
	for _, e := range events {
		if n, ok := e.Data.(NoRide); ok {
			rode, err := w.rodeIn(ctx, tx, l.Card.ID, n)
			if err != nil {
				return nil, err
			}
			if rode {
				continue
			}
			now := w.now()
			a := store.Alarm{LinkID: l.ID, By: n.By, From: n.From, RaisedAt: now}
			if err := tx.RaiseAlarm(ctx, a, now.Add(lookSoon)); err != nil {
				return nil, err
			}
		}
		kept = append(kept, e)
	}
	return kept, nil
}

// rodeIn tells whether the store has a ride that speaks against an alarm.
func (w *Watcher) rodeIn(ctx context.Context, tx *store.Tx, cardID int64, n NoRide) (bool, error) {
	list, err := tx.Transactions(ctx, cardID, n.From, w.days.Clock(n.By, 1, 0))
	if err != nil {
		return false, fmt.Errorf("list the day's rides: %w", err)
	}
	return slices.ContainsFunc(list, func(x onayclient.Transaction) bool { return x.Kind == onayclient.KindRide }), nil
}

// endAlarms ends the alarms of a link that newly known rides end. Where the chat was told of one, it is told of the
// ride too, whether or not it wants rides pushed; the asker has seen it. An alarm that is not told yet never is.
func (w *Watcher) endAlarms(ctx context.Context, tx *store.Tx, l store.Link, c store.Changes, asker int64) error {
	open, err := tx.OpenAlarms(ctx, l.ID)
	if err != nil {
		return err
	}
	var told *AllClear
	for _, a := range open {
		ride, ok := w.rideFor(a, c)
		if !ok {
			continue
		}
		if err := tx.EndAlarm(ctx, a, ride); err != nil {
			return err
		}
		if !a.ToldAt.IsZero() {
			told = &AllClear{Ride: ride, ReplyTo: a.MessageID}
		}
	}
	if told == nil || l.ChatID == asker {
		return nil
	}
	return w.enqueue(ctx, tx, l, []Event{{store.EventAllClear, *told}})
}

// rideFor is the earliest of newly known rides that ends an alarm, by its id in the store.
func (w *Watcher) rideFor(a store.Alarm, c store.Changes) (id int64, ok bool) {
	var at time.Time
	over := w.days.Clock(a.By, 1, 0)
	for _, x := range slices.Concat(c.New, c.Amended) {
		fits := x.Kind == onayclient.KindRide && !x.At.Before(a.From) && x.At.Before(over)
		if fits && (!ok || x.At.Before(at)) {
			id, at, ok = x.RowID, x.At, true
		}
	}
	return id, ok
}

// AlarmTold notes that an alarm was told to a link's chat, and in which message, if that tells nothing else. Where a
// ride has ended it while it was on its way, the chat is told of that now.
func AlarmTold(ctx context.Context, tx *store.Tx, e store.Event, n NoRide, at time.Time, messageID int) error {
	a, err := tx.Alarm(ctx, e.LinkID, n.By)
	if errors.Is(err, store.ErrNotFound) {
		return nil // it was silenced
	}
	if err != nil {
		return err
	}
	if err := tx.AlarmTold(ctx, e.LinkID, n.By, at, messageID); err != nil || a.RideID == 0 {
		return err
	}
	clear := store.Event{ChatID: e.ChatID, LinkID: e.LinkID, Kind: store.EventAllClear, CreatedAt: at, DueAt: at}
	return tx.Enqueue(ctx, clear, AllClear{Ride: a.RideID, ReplyTo: messageID})
}
