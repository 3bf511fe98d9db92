package watch

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// heardFact is the store's key for how long after the last rides the bot heard of them, in seconds.
const heardFact = "rides.heard_after"

const (
	heardLeast = 50             // rides, before anything is claimed
	heardMost  = 500            // are kept, so that what was long ago does not count
	pollsApart = 24 * time.Hour // at most, or it was not ordinary work: the bot was off, or the cabinet was
)

// heard remembers how long after rides the bot heard of them, over restarts.
type heard struct {
	mu    sync.Mutex
	after []int64 // seconds, the oldest first
}

func (h *heard) load(ctx context.Context, s *store.Store) error {
	text, err := s.Get(ctx, heardFact)
	if err != nil || text == "" {
		return err
	}
	return json.Unmarshal([]byte(text), &h.after)
}

// add adds some and returns all as the fact of them.
func (h *heard) add(after []int64) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.after = append(h.after, after...)
	h.after = slices.Clone(h.after[max(0, len(h.after)-heardMost):])
	text, err := json.Marshal(h.after)
	return string(text), err
}

// HowSoon is how long after a ride the bot usually hears of it, the median over all cards; false: too few rides tell.
func (w *Watcher) HowSoon() (time.Duration, bool) {
	w.heard.mu.Lock()
	sorted := slices.Sorted(slices.Values(w.heard.after))
	w.heard.mu.Unlock()
	n := len(sorted)
	if n < heardLeast {
		return 0, false
	}
	return time.Duration(sorted[(n-1)/2]+sorted[n/2]) * time.Second / 2, true
}

// noteHeard notes how long after newly known rides a poll has found them. links are the card's followers, as they were
// before. A ride counts that some of them was to be told of and that was made while the card was polled for it, since
// only that tells how soon such a push comes. So what is read to check a proof or after the bot was off does not count,
// nor what a person's own question finds, who asks just after a ride. A ride that the cabinet lists late counts,
// however late that is: it is told as late.
func (w *Watcher) noteHeard(ctx context.Context, tx *store.Tx, links []store.Link, c store.Changes) error {
	var after []int64
	now := w.now()
	for _, x := range c.New {
		late := now.Sub(x.At)
		awaited := slices.ContainsFunc(links, func(l store.Link) bool { return w.awaits(l, x, now) })
		if awaited && late >= 0 && late <= tooOld {
			after = append(after, int64(late/time.Second))
		}
	}
	if len(after) == 0 {
		return nil
	}
	text, err := w.heard.add(after)
	if err != nil {
		return err
	}
	return tx.Set(ctx, heardFact, text)
}

// awaits tells whether a card was polled in order to tell a link of a ride like that one.
func (w *Watcher) awaits(l store.Link, x store.Transaction, now time.Time) bool {
	polled := !x.At.Before(l.Card.RidesFrom) && now.Sub(l.Card.RidesAt) <= pollsApart
	return polled && !l.Card.RidesFrom.IsZero() && x.Kind == onayclient.KindRide && w.access.MayViewRides(l) &&
		wantsRide(l, x) && !x.At.Before(l.SnoozedUntil)
}
