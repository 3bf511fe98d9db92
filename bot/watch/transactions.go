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

// NeedTransactions are the subscriptions for which a card's transactions are read at a poll.
const NeedTransactions = store.SubscribeRides | store.SubscribeNoRide

// wantsTransactions tells whether a link has its card's transactions read at a poll.
func (w *Watcher) wantsTransactions(l store.Link) bool {
	return l.Subscriptions.Has(NeedTransactions) && w.access.MayViewRides(l)
}

// pollTransactions reads the newest transactions of a card: from the day before, or from the day before they were
// read last; once a day those of a week, since some come late. They are a reading of the balance too, so that one
// request does. The cabinet is asked for the figures besides where they do not tell the balance.
func (w *Watcher) pollTransactions(ctx context.Context, card store.Card) error {
	now := w.now()
	newest, from := w.pollFrom(card, now)
	list, err := w.askTransactions(ctx, card, from, now)
	if err != nil {
		return err
	}
	read, told, failure := w.figures(ctx, card, list, from, now)
	r := &Reading{Card: read, AllRides: !card.At.Before(newest)}
	for _, x := range list {
		if !x.At.Before(newest) {
			r.Transactions = append(r.Transactions, x)
		}
	}
	if !told {
		r = nil
		w.needsBalance.Store(card.PAN, true) // what came late is no longer seen to be late
	}
	ctx = context.WithoutCancel(ctx) // what is read is kept
	err = w.store.Tx(ctx, func(tx *store.Tx) error { return w.recordPoll(ctx, tx, card, list, from, now, r) })
	if err != nil {
		return fmt.Errorf("record transactions: %w", err)
	}
	w.wake()
	return failure
}

// pollFrom is where the newest transactions of a card begin, and from when on they are read: the same, or a week ago if
// today that was not done yet.
func (w *Watcher) pollFrom(card store.Card, now time.Time) (newest, from time.Time) {
	newest = w.days.Clock(now, -1, 0)
	if !card.RidesAt.IsZero() {
		newest = later(earlier(newest, w.days.Clock(card.RidesAt, -1, 0)), now.Add(-tooOld))
	}
	if w.days.day(card.WeekAt) == w.days.day(now) {
		return newest, newest
	}
	return newest, now.Add(-tooOld)
}

// recordPoll writes transactions of a card, and the reading that they are; nil: the balance is not known. If somebody
// else has read the card meanwhile, only the transactions are written.
func (w *Watcher) recordPoll(ctx context.Context, tx *store.Tx, card store.Card, list []onayclient.Transaction,
	from, now time.Time, r *Reading) error {
	known, links, err := tx.Followed(ctx, card.PAN)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if !from.After(now.Add(-tooOld)) {
		if err := tx.SetWeekRead(ctx, card.ID, now); err != nil {
			return err
		}
	}
	err = w.recordTransactions(ctx, tx, card.ID, links, list, from, now, 0)
	if err == nil && r != nil && known.LastRead().At.Equal(card.LastRead().At) {
		_, err = w.record(ctx, tx, known, links, *r, 0)
	}
	if err != nil {
		return err
	}
	return w.learnFare(ctx, tx, card.ID)
}

// recordTransactions writes transactions of a card that cover the time from a moment on, as read at another, with
// the events they mean to those of its followers that may view them. The asker has seen them, and is told of
// amendments only: a message that told of a ride is to be corrected.
func (w *Watcher) recordTransactions(ctx context.Context, tx *store.Tx, cardID int64, links []store.Link,
	list []onayclient.Transaction, from, readAt time.Time, asker int64) error {
	changes, err := tx.SaveTransactions(ctx, cardID, list, from, readAt)
	if err != nil {
		return err
	}
	if err := w.noteRenamed(ctx, tx, len(changes.Renamed), len(list)-len(changes.New)); err != nil {
		return err
	}
	if changes.None() || !slices.ContainsFunc(links, w.wantsTransactions) {
		return nil
	}
	if asker == 0 {
		if err := w.noteHeard(ctx, tx, links, changes); err != nil {
			return err
		}
	}
	for _, l := range links {
		if !w.access.MayViewRides(l) {
			continue
		}
		if err := w.endAlarms(ctx, tx, l, changes, asker); err != nil {
			return err
		}
		events := DetectTransactions(l, changes, w.now())
		if l.ChatID == asker {
			events = slices.DeleteFunc(events, func(e Event) bool { return e.Kind != store.EventAmend })
		}
		if err := w.enqueue(ctx, tx, l, events); err != nil {
			return err
		}
	}
	return nil
}

// figures are a card's by its transactions where they tell, else the cabinet's; told is false where there are none. The
// first poll of each three hours asks the cabinet all the same, since only it tells of a new type or a block; if it
// fails then, the transactions still tell, beside the error.
func (w *Watcher) figures(ctx context.Context, card store.Card, list []onayclient.Transaction, from, now time.Time) (
	read onayclient.Card, told bool, err error) {
	read, told = byTransactions(card.Card, list, now)
	if told {
		if told, err = w.tellBalance(ctx, card, list, from); err != nil {
			return read, false, err
		}
	}
	if told && w.threeHours(card.At) == w.threeHours(now) {
		return read, true, nil
	}
	asked, err := w.ask(ctx, card)
	if err != nil {
		return read, told, err
	}
	return asked, true, nil
}

// tellBalance tells whether transactions, listed from a moment on, tell a card's balance, and what that is good for.
// Those that come late do not, nor do debits that are no rides, since they may have bought a pass, nor any while the
// balance is in doubt. A card that is followed by a chat that may not view its rides is always asked for: by what that
// chat is told of the balance it shall not learn which transactions there are.
func (w *Watcher) tellBalance(ctx context.Context, card store.Card, list []onayclient.Transaction, from time.Time) (
	bool, error) {
	charged := func(x onayclient.Transaction) bool {
		return !x.At.Before(card.At.Truncate(time.Second)) && x.Kind != onayclient.KindRide && x.Amount < 0
	}
	if _, needed := w.needsBalance.Load(card.PAN); needed || card.Doubtful() || slices.ContainsFunc(list, charged) {
		return false, nil
	}
	links, err := w.store.Followers(ctx, card.ID)
	if err != nil {
		return false, fmt.Errorf("list followers: %w", err)
	}
	late, err := w.cameLate(ctx, card, list, from)
	return !late && w.allMayViewRides(links), err
}

func (w *Watcher) allMayViewRides(links []store.Link) bool {
	return !slices.ContainsFunc(links, func(l store.Link) bool { return !w.access.MayViewRides(l) })
}

// byTransactions is a card as transactions tell it: with the balance after the newest of those that came since it was
// read. It is false if that one does not tell the balance, or if another of the same second tells another: they come in
// no order.
func byTransactions(c onayclient.Card, list []onayclient.Transaction, now time.Time) (onayclient.Card, bool) {
	newest, several := onayclient.Transaction{At: c.At.Add(-time.Second), Balance: c.Balance, HasBalance: true}, false
	for _, x := range list {
		switch {
		case x.At.After(newest.At):
			newest, several = x, false
		case x.At.Equal(newest.At) && x.Balance != newest.Balance:
			several = true
		}
	}
	c.Balance, c.At = newest.Balance, now
	return c, newest.HasBalance && !several
}

// threeHours numbers the three hours of a day that a moment lies in.
func (w *Watcher) threeHours(at time.Time) int { return 8*w.days.day(at) + w.days.minutes(at)/(3*60) }

// cameLate tells whether transactions, listed from a moment on, of the time that the last reading of them covers have
// come since, or have been amended.
func (w *Watcher) cameLate(ctx context.Context, card store.Card, list []onayclient.Transaction, from time.Time) (
	bool, error) {
	changes, err := w.store.Compare(ctx, card.ID, list, from)
	if err != nil {
		return false, fmt.Errorf("compare transactions: %w", err)
	}
	return slices.ContainsFunc(slices.Concat(changes.New, changes.Amended), func(x store.Transaction) bool {
		// Transactions tell the second, and those of the reading's own may come after it.
		return !x.At.Before(card.RidesFrom) && !x.At.After(card.RidesAt.Add(-time.Second))
	}), nil
}
