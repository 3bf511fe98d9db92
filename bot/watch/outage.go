package watch

import (
	"context"
	"errors"
	"sync"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// outageFact is the store's key for the moment since when the cabinet fails.
const outageFact = "cabinet.down_since"

// outage remembers since when the cabinet has not given a figure, over
// restarts.
type outage struct {
	mu    sync.Mutex
	store *store.Store
	since time.Time
}

func (o *outage) load(ctx context.Context, s *store.Store) error {
	o.store = s
	text, err := s.Get(ctx, outageFact)
	if err != nil || text == "" {
		return err
	}
	o.since, err = time.Parse(time.RFC3339, text)
	return err
}

func (o *outage) get() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.since
}

// note takes the result of a request. Only what the cabinet did counts: a
// waiter that gave up, or a busy minute, is no outage.
func (o *outage) note(ctx context.Context, err error, now time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	answered := err == nil || errors.Is(err, onayclient.ErrNoCard)
	failed := errors.Is(err, onayclient.ErrUnavailable) || errors.Is(err, onayclient.ErrBanned) ||
		errors.Is(err, onayclient.ErrChanged)
	switch {
	case answered && !o.since.IsZero():
		o.since = time.Time{}
		return o.store.Set(ctx, outageFact, "")
	case failed && ctx.Err() == nil && o.since.IsZero():
		o.since = now
		return o.store.Set(ctx, outageFact, now.UTC().Format(time.RFC3339))
	}
	return nil
}
