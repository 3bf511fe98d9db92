// Package watch reads cards and finds out what is worth telling.
//
// Whoever asked for a reading, a person or the sweep, it takes one path: the cabinet is asked, and what it said is
// written in one transaction with the plan for the next poll and the events for the card's followers.
package watch

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"onaybot/bot/watch/policy"
	"onaybot/onayclient"
	"onaybot/store"
)

// Cabinet is where cards are read.
type Cabinet interface {
	Card(ctx context.Context, pan onayclient.PAN) (onayclient.Card, error)
	Transactions(ctx context.Context, pan onayclient.PAN, from, to time.Time) ([]onayclient.Transaction, error)
}

// Config is what a [Watcher] is made of.
type Config struct {
	Cabinet Cabinet
	Store   *store.Store
	Policy  policy.Policy
	Fresh   time.Duration // a reading younger than this is served again
	PerDay  int           // requests that a day has; 0: no limit
	Fares   Fares
	Days    Calendar
	Access  Access
	Now     func() time.Time
	Log     *slog.Logger
	Wake    func() // called after events were written, so that they are sent at once

	// Renamed writes that the cabinet has given its rows other ids, and Doubted that many balances are in doubt, for the
	// admins to be told; nil: they are not.
	Renamed, Doubted Notice
}

// Notice writes, as a part of a change, what the admins are to be told.
type Notice func(context.Context, *store.Tx) error

func (n Notice) orNone() Notice {
	if n == nil {
		return func(context.Context, *store.Tx) error { return nil }
	}
	return n
}

// Watcher reads cards.
type Watcher struct {
	cabinet Cabinet
	store   *store.Store
	policy  policy.Policy
	fresh   time.Duration
	share   int64 // requests a day that a person may have made; 0: any number
	fares   Fares
	days    Calendar
	access  Access
	now     func() time.Time
	log     *slog.Logger
	wake    func()
	renamed Notice
	doubted Notice

	outage  outage
	heard   heard
	pausing sync.Mutex                // held while a pause begins or ends
	paused  atomic.Pointer[time.Time] // until when; never nil
	swept   swept

	// needsBalance has the PANs of cards whose balance the next poll must ask for, because transactions do not tell it.
	needsBalance sync.Map

	// untold counts the cards, one after another, of which the cabinet tells nothing though it did before.
	untold atomic.Int64
}

// New makes a Watcher. It knows from the store since when the cabinet has been failing, and of a pause.
func New(ctx context.Context, c Config) (*Watcher, error) {
	w := &Watcher{
		cabinet: c.Cabinet, store: c.Store, policy: c.Policy, fresh: c.Fresh, share: share(c.PerDay),
		fares: c.Fares, days: c.Days, access: c.Access,
		now: c.Now, log: c.Log, wake: c.Wake, renamed: c.Renamed.orNone(), doubted: c.Doubted.orNone(),
	}
	if err := w.outage.load(ctx, c.Store); err != nil {
		return nil, fmt.Errorf("load the cabinet's outage: %w", err)
	}
	if err := w.heard.load(ctx, c.Store); err != nil {
		return nil, fmt.Errorf("load how soon rides are heard of: %w", err)
	}
	until, err := c.Store.PausedUntil(ctx)
	if err != nil {
		return nil, fmt.Errorf("load the pause: %w", err)
	}
	w.paused.Store(&until)
	return w, nil
}

// Days is the calendar.
func (w *Watcher) Days() Calendar { return w.days }

// Fresh tells whether a reading of that moment is young enough to be served without asking the cabinet again. One
// from the future is not.
func (w *Watcher) Fresh(readAt time.Time) bool {
	age := w.now().Sub(readAt)
	return age >= 0 && age < w.fresh
}
