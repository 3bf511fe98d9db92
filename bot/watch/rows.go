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

// rowWishes are the wishes for which a card's rows are read with its balance.
const rowWishes = store.SubscribeRides | store.SubscribeNoRide

// wantsRows tells whether a link has its card's rows read at the sweep.
func (w *Watcher) wantsRows(l store.Link) bool { return l.Subscriptions.Has(rowWishes) && w.sees(l) }

// askedBy is the key of the chat that sees the result of a reading.
type askedBy struct{}

// AskedBy marks the work of ctx as asked for by a chat, which sees for itself
// what is read and is not told of it.
func AskedBy(ctx context.Context, chatID int64) context.Context {
	return context.WithValue(ctx, askedBy{}, chatID)
}

func asker(ctx context.Context) int64 {
	id, _ := ctx.Value(askedBy{}).(int64)
	return id
}

// recordRows writes rows of a card that cover the time from a moment on, as
// read at another, with the events they yield for those of its followers that
// may see them.
func (w *Watcher) recordRows(ctx context.Context, tx *store.Tx, cardID int64, links []store.Link,
	list []onayclient.Transaction, from, readAt time.Time) (changes store.Changes, err error) {
	changes, err = tx.SaveTransactions(ctx, cardID, list, from, readAt)
	if err != nil || changes.None() || !slices.ContainsFunc(links, w.wantsRows) {
		return changes, err
	}
	for _, l := range links {
		if !w.sees(l) {
			continue
		}
		events := DetectRows(l, changes, w.now())
		if l.ChatID == asker(ctx) {
			events = slices.DeleteFunc(events, func(e Event) bool { return e.Kind != store.EventAmend })
		}
		if err := w.enqueue(ctx, tx, l, events); err != nil {
			return changes, err
		}
	}
	return changes, nil
}

// sweepRows reads the newest rows of a card for the sake of followers who
// want them: from the day before, or from the last reading's if that is older.
// They are a reading of the balance too, so that one request does. The cabinet
// is asked for the figures besides where the rows do not tell the balance, as
// those that come late do not, and at the first look of each three hours, since
// only the figures tell of a new type or a block.
//
// What they tell is returned to be written, with an error if it is not all.
func (w *Watcher) sweepRows(ctx context.Context, card store.Card) (write, error) {
	now := w.now()
	from := w.days.Clock(now, -1, 0)
	if !card.RidesAt.IsZero() {
		from = later(earlier(from, w.days.Clock(card.RidesAt, -1, 0)), now.Add(-tooOld))
	}
	list, err := w.askRows(ctx, card.PAN, from, now)
	if err != nil {
		return write{}, err
	}
	changes, err := w.store.Compare(ctx, card.ID, list)
	if err != nil {
		return write{}, fmt.Errorf("look up rides: %w", err)
	}
	read, failure := w.figures(ctx, card, list, changes, now)
	if failure != nil { // rows that came late are not kept: at the next look they ask for the figures again
		list = slices.DeleteFunc(slices.Clone(list), func(x onayclient.Transaction) bool { return !since(card, x) })
	}
	s := Sight{Card: read, Whole: !card.At.Before(from)}
	swept := sweptRows{list, from, failure == nil}
	return write{card, func(ctx context.Context, tx *store.Tx) error { return w.recordSwept(ctx, tx, card, s, swept) }}, failure
}

// figures are a card's by its rows where they are enough, else the cabinet's.
func (w *Watcher) figures(ctx context.Context, card store.Card, list []onayclient.Transaction, changes store.Changes,
	now time.Time) (onayclient.Card, error) {
	_, unsure := w.unsure.Load(card.PAN)
	if c, told := byRows(card.Card, list, now); told && !unsure && w.threeHours(card.At) == w.threeHours(now) {
		covered := func(x store.Transaction) bool { return covers(card, x.Transaction) }
		if !slices.ContainsFunc(changes.New, covered) && !slices.ContainsFunc(changes.Amended, covered) {
			return c, nil
		}
		if late, err := w.rowsLate(ctx, card, list); err != nil || !late {
			return c, err
		}
	}
	return w.ask(ctx, card.PAN)
}

// covers tells whether a row is of the time that the last reading of the card's
// rows covers.
func covers(card store.Card, x onayclient.Transaction) bool {
	return !x.At.Before(card.RidesFrom) && !x.At.After(card.RidesAt.Add(-time.Second))
}

// rowsLate tells whether rows of the time that their last reading covers have
// come since, or tell another balance now.
func (w *Watcher) rowsLate(ctx context.Context, card store.Card, list []onayclient.Transaction) (bool, error) {
	covered := slices.DeleteFunc(slices.Clone(list), func(x onayclient.Transaction) bool { return !covers(card, x) })
	stored, err := w.store.Transactions(ctx, card.ID, card.RidesFrom, card.RidesAt)
	if err != nil {
		return false, fmt.Errorf("look up rides: %w", err)
	}
	balances := make(map[string]onayclient.Money, len(stored))
	for _, x := range stored {
		balances[x.ID] = x.Balance
	}
	return slices.ContainsFunc(covered, func(x onayclient.Transaction) bool {
		was, known := balances[x.ID]
		return !known || was != x.Balance
	}), nil
}

// threeHours numbers the three hours of a day that a moment lies in.
func (w *Watcher) threeHours(at time.Time) int { return 8*w.days.Day(at) + w.days.Minutes(at)/(3*60) }

// byRows is a card as rows tell it: with the balance after the newest of those
// that came since it was read, if they tell it. Rows tell the second.
func byRows(c onayclient.Card, list []onayclient.Transaction, now time.Time) (onayclient.Card, bool) {
	newest := onayclient.Transaction{At: c.At.Add(-time.Second), Balance: c.Balance, HasBalance: true}
	for _, x := range list {
		if x.At.After(newest.At) {
			newest = x
		}
	}
	c.Balance, c.At = newest.Balance, now
	return c, newest.HasBalance
}

// since tells whether a row is of the time since its card was last read.
func since(card store.Card, x onayclient.Transaction) bool {
	return x.At.After(card.At.Add(-time.Second))
}

// sweptRows are rows of a card as a sweep has read them.
type sweptRows struct {
	list []onayclient.Transaction
	from time.Time // which they cover the time from
	told bool      // what they tell of the card is known
}

// recordSwept writes rows, and what they tell of the card unless that is not
// known or somebody has read it meanwhile.
func (w *Watcher) recordSwept(ctx context.Context, tx *store.Tx, card store.Card, s Sight, rows sweptRows) error {
	known, links, err := tx.Followed(ctx, card.PAN)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	changes, err := w.recordRows(ctx, tx, card.ID, links, rows.list, rows.from, w.now())
	if err != nil || !rows.told || !known.At.Equal(card.At) {
		return err
	}
	for _, x := range changes.New {
		s.Rows = append(s.Rows, x.Transaction)
	}
	for _, x := range rows.list {
		if x.At.After(card.At) && !slices.ContainsFunc(s.Rows, func(r onayclient.Transaction) bool { return r.ID == x.ID }) {
			s.Rows = append(s.Rows, x)
		}
	}
	_, err = w.record(ctx, tx, known, links, s, 0)
	return err
}

// withoutAccount tells whether rows cannot be read for want of an account,
// which no waiting mends.
func withoutAccount(err error) bool {
	return errors.Is(err, onayclient.ErrNoLogin) || errors.Is(err, onayclient.ErrBadLogin) ||
		errors.Is(err, onayclient.ErrNotInAccount)
}
