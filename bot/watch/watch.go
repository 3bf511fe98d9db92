// Package watch decides when to look at a card and which changes are worth
// telling. Whoever asked for a reading, a person or the sweep, it takes one
// path: cabinet, then state and events in one transaction.
package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

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
	Policy  Policy
	Fresh   time.Duration // a reading younger than this is served again
	Fares   Fares
	Days    Calendar              // whose working days are school days too
	Sees    func(store.Link) bool // whether a chat may see a card's rides; nil: none may
	Now     func() time.Time
	Log     *slog.Logger
	Told    func() // called after events were written, so that they leave at once
}

// Watcher reads cards.
type Watcher struct {
	cabinet Cabinet
	store   *store.Store
	policy  Policy
	fresh   time.Duration
	fares   Fares
	days    Calendar
	sees    func(store.Link) bool
	now     func() time.Time
	log     *slog.Logger
	told    func()
	outage  outage
	pausing sync.Mutex                // held while a pause begins or ends
	paused  atomic.Pointer[time.Time] // until when; never nil
	swept   swept

	meanwhile meanwhile
	unsure    sync.Map // the PANs of cards whose figures are to be asked for, not told by rows
}

// New makes a Watcher, which remembers from the store since when the cabinet
// has been failing.
func New(ctx context.Context, c Config) (*Watcher, error) {
	w := &Watcher{
		cabinet: c.Cabinet, store: c.Store, policy: c.Policy, fresh: c.Fresh, fares: c.Fares,
		days: c.Days, sees: c.Sees, now: c.Now, log: c.Log, told: c.Told,
	}
	if w.days.zone == nil {
		w.days = NewCalendar(time.UTC, nil)
	}
	if w.sees == nil {
		w.sees = func(store.Link) bool { return false }
	}
	if err := w.outage.load(ctx, c.Store); err != nil {
		return nil, fmt.Errorf("load the cabinet's outage: %w", err)
	}
	until, err := c.Store.PausedUntil(ctx)
	if err != nil {
		return nil, fmt.Errorf("load the pause: %w", err)
	}
	w.paused.Store(&until)
	return w, nil
}

// Fresh tells whether a reading of that moment is young enough to be served
// without asking the cabinet again.
func (w *Watcher) Fresh(readAt time.Time) bool {
	age := w.now().Sub(readAt)
	return age >= 0 && age < w.fresh
}

// Look asks for a card's figures: the stored ones while they are fresh, or
// the cabinet's. Nothing is written; see [Watcher.Record].
func (w *Watcher) Look(ctx context.Context, pan onayclient.PAN) (onayclient.Card, error) {
	known, err := w.store.CardByPAN(ctx, pan)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return onayclient.Card{}, fmt.Errorf("look up card: %w", err)
	}
	if err == nil && w.Fresh(known.At) {
		return known.Card, nil
	}
	return w.ask(ctx, pan)
}

// ask asks the cabinet for a card's figures, as of a moment that the file keeps
// whole.
func (w *Watcher) ask(ctx context.Context, pan onayclient.PAN) (onayclient.Card, error) {
	read, err := w.cabinet.Card(ctx, pan)
	if err := w.outage.note(ctx, err, w.now()); err != nil {
		w.log.Warn("note the cabinet's state", "err", err)
	}
	if err != nil {
		return onayclient.Card{}, fmt.Errorf("read card: %w", err)
	}
	w.unsure.Delete(pan)
	read.At = read.At.Truncate(time.Millisecond)
	return read, nil
}

// Read is [Watcher.Look], recorded. asker is the chat that sees the result
// by itself. A card that everybody unlinked meanwhile is not written again.
func (w *Watcher) Read(ctx context.Context, pan onayclient.PAN, asker int64) (onayclient.Card, error) {
	read, err := w.Look(ctx, pan)
	if err != nil {
		return read, err
	}
	ctx = context.WithoutCancel(ctx) // what is read is kept
	err = w.store.Tx(ctx, func(tx *store.Tx) error { return w.recordKnown(ctx, tx, read, asker) })
	if err != nil {
		return read, fmt.Errorf("record reading: %w", err)
	}
	w.meanwhile.note(pan)
	w.told()
	return read, nil
}

// recordKnown is [Watcher.Record] of a card that is known still.
func (w *Watcher) recordKnown(ctx context.Context, tx *store.Tx, read onayclient.Card, asker int64) error {
	known, links, err := tx.Followed(ctx, read.PAN)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err == nil {
		_, err = w.record(ctx, tx, known, links, Sight{Card: read}, asker)
	}
	return err
}

// Record writes a reading with the events it yields for the card's
// followers, and returns the card's row id. The asker's own events count as
// told. A reading older than the one recorded changes nothing, unless that one
// lies in the future: the clock was set back since.
func (w *Watcher) Record(ctx context.Context, tx *store.Tx, read onayclient.Card, asker int64) (int64, error) {
	known, links, err := tx.Followed(ctx, read.PAN)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return 0, err
	}
	return w.record(ctx, tx, known, links, Sight{Card: read}, asker)
}

// record is [Watcher.Record] of what is seen of a card that is known with its
// followers, or new.
func (w *Watcher) record(ctx context.Context, tx *store.Tx, known store.Card, knew []store.Link, s Sight,
	asker int64) (id int64, err error) {
	read := s.Card
	if known.At.After(read.At) && !known.At.After(w.now()) {
		return known.ID, nil
	}
	knows, events := w.detect(knew, known.Card, read)
	s.Was, s.Links, s.Habit = known.Card, knows, known.PolicyNotes
	s.Late, s.Slack = late(known, read.At), known.MayWait
	plan := w.plan(s)
	id, err = tx.SaveReading(ctx, read, store.Plan{NextAt: plan.Next, MayWait: plan.Slack, PolicyNotes: plan.Habit})
	if err != nil {
		return 0, err
	}
	if err := w.addDay(ctx, tx, id, known.Card, read); err != nil {
		return 0, err
	}
	for i := range knew {
		if err := w.apply(ctx, tx, knew[i], knows[i], events[i], asker); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// detect finds what a reading means to each of a card's followers.
func (w *Watcher) detect(knew []store.Link, was, read onayclient.Card) (knows []store.Link, events [][]Event) {
	knows, events = make([]store.Link, len(knew)), make([][]Event, len(knew))
	rows := slices.ContainsFunc(knew, w.wantsRows)
	for i, l := range knew {
		knows[i], events[i] = Detect(l, Reading{Card: read, Was: was, Rows: rows && w.sees(l)}, w.fares)
	}
	return knows, events
}

const (
	// gap is the longest time between two readings whose difference is put
	// down to the day of the later one; of a longer, it is to all its days.
	gap = 36 * time.Hour
	// nightEnds is the hour at which a day begins: what a reading before it
	// finds was spent on the day before.
	nightEnds = 5
)

// addDay notes what the balance lost or gained since the last reading.
func (w *Watcher) addDay(ctx context.Context, tx *store.Tx, cardID int64, was, read onayclient.Card) error {
	change := read.Balance - was.Balance
	if was.At.IsZero() || change == 0 {
		return nil
	}
	day := func(at time.Time) int { return w.days.Day(at.Add(-nightEnds * time.Hour)) }
	d := store.Day{Day: day(read.At), Spent: max(0, -change), Added: max(0, change)}
	if read.At.Sub(was.At) > gap {
		d.Since = day(was.At)
	}
	return tx.AddDay(ctx, cardID, d)
}

// Works tells whether a moment's day is a working day: no weekend and no
// holiday.
func (w *Watcher) Works(at time.Time) bool { return w.days.Works(at) }

// DownSince tells since when the cabinet has not answered; zero: it does.
func (w *Watcher) DownSince() time.Time { return w.outage.get() }
