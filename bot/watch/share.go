package watch

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// ShareError says that a person's share of the day's requests is used up.
type ShareError struct{ Until time.Time }

func (e *ShareError) Error() string {
	return "the person's share of requests is used up until " + e.Until.UTC().Format(time.RFC3339)
}

const (
	shares     = 20  // a person's share is one of so many of a day's requests,
	leastShare = 100 // but no less than so many requests
)

// share is how many requests a day a person may have made; 0: any number, since a day has no limit.
func share(perDay int) int64 {
	if perDay == 0 {
		return 0
	}
	return max(leastShare, int64(perDay/shares))
}

// requests is the kind of the quotas that count them.
const requests = "requests"

// SharesUsedUp is how many people have used up their share of the day's requests.
func (w *Watcher) SharesUsedUp(ctx context.Context) (int, error) {
	if w.share == 0 {
		return 0, nil
	}
	n, err := w.store.UsedUpBy(ctx, requests, w.share, w.now())
	if err != nil {
		return 0, fmt.Errorf("count shares: %w", err)
	}
	return n, nil
}

type personKey struct{}

// AsPerson marks what ctx asks of the cabinet as asked by a person. person names them in what is counted.
func AsPerson(ctx context.Context, person string) context.Context {
	return context.WithValue(ctx, personKey{}, person)
}

// withinShare asks the cabinet and counts the requests that it took against the share of the person who asks. Once
// that is used up, nothing is asked and the error is a [*ShareError]. What nobody asked for has no limit here.
func (w *Watcher) withinShare(ctx context.Context, ask func(context.Context) error) error {
	person, ok := ctx.Value(personKey{}).(string)
	if !ok || w.share == 0 {
		return ask(ctx)
	}
	q := store.Quota{Kind: requests, Key: person, Max: w.share, For: w.days.Clock(w.now(), 1, 0).Sub(w.now())}
	if err := w.reserve(ctx, q); err != nil {
		return err
	}
	var sent atomic.Int64
	err := ask(onayclient.Count(ctx, &sent))
	if sent.Load() == 0 && ctx.Err() != nil {
		return err // it may be sent yet
	}
	if errCharge := w.charge(context.WithoutCancel(ctx), q, sent.Load()-1); errCharge != nil {
		w.log.Warn("requests of a person not counted", "err", errCharge)
	}
	return err
}

// reserve counts a request before it is made, so that many at once stay within the share.
func (w *Watcher) reserve(ctx context.Context, q store.Quota) error {
	return w.store.Tx(ctx, func(tx *store.Tx) error {
		_, err := tx.Spend(ctx, q, w.now())
		if !errors.Is(err, store.ErrFull) {
			return err
		}
		until, err := tx.UsedUp(ctx, q, w.now())
		if err != nil {
			return err
		}
		return &ShareError{Until: until}
	})
}

// charge counts so many requests more, or takes one back that was not made.
func (w *Watcher) charge(ctx context.Context, q store.Quota, n int64) error {
	if n == 0 {
		return nil
	}
	if err := w.store.Tx(ctx, func(tx *store.Tx) error { return tx.Charge(ctx, q, n) }); err != nil {
		return fmt.Errorf("count requests: %w", err)
	}
	return nil
}
