package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"onaybot/cmd/onaybot/config"
)

// chores is the heart's work that has schedules of its own. Each is done by the first
// beat after it has become due, one at a time; a moment that passed while the bot did
// not run is not made up for.
type chores struct {
	heart *heart
	list  []*chore

	mu sync.Mutex // held while they are done
}

type chore struct {
	name     string
	schedule config.Schedule
	do       func(context.Context) error
	next     time.Time
}

func newChores(h *heart, cfg *config.Config) *chores {
	cs := &chores{heart: h, list: []*chore{
		{name: "maintenance", schedule: cfg.Maintenance.Schedule, do: h.maintain},
	}}
	now := h.now().In(cfg.Alerts.Timezone)
	for _, c := range cs.list {
		c.next = c.schedule.Next(now)
	}
	return cs
}

// do does what is due. A beat that comes while another is at it passes over.
func (cs *chores) do(ctx context.Context, now time.Time) {
	if !cs.mu.TryLock() {
		return
	}
	defer cs.mu.Unlock()
	for _, c := range cs.list {
		if now.Before(c.next) {
			continue
		}
		c.next = c.schedule.Next(now.In(c.next.Location()))
		if err := c.do(ctx); err != nil && ctx.Err() == nil {
			cs.heart.log.Error(c.name, "err", err)
		}
	}
}

// maintain writes the database anew and says what that has brought.
func (h *heart) maintain(ctx context.Context) error {
	began, before := time.Now(), h.store.Size()
	if err := h.store.Maintain(ctx); err != nil {
		return fmt.Errorf("write database anew: %w", err)
	}
	if err := h.store.PurgeForgotten(ctx, h.now()); err != nil {
		return fmt.Errorf("clear list of the forgotten: %w", err)
	}
	h.log.Info("database written anew", "before_bytes", before, "after_bytes", h.store.Size(), "took", time.Since(began))
	return nil
}
