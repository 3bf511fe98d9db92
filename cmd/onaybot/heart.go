package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"onaybot/bot"
	"onaybot/bot/watch"
	"onaybot/cmd/onaybot/config"
	"onaybot/cmd/onaybot/metrics"
	"onaybot/internal/panics"
	"onaybot/store"
)

const (
	keepUnreachable = 90 * 24 * time.Hour // of a chat that blocked the bot, or that access.allow names no more
	keepInvites     = 7 * 24 * time.Hour  // that have ended, to say so
	keepFeedback    = 30 * 24 * time.Hour // of whose a word to the operator was, to be answered
	keepUpdateIDs   = 48 * time.Hour      // by which repeated updates are known
	keepNotified    = 48 * time.Hour      // of where a ride was told, to be amended there
)

// heart beats by the schedule: it looks at the cards that are due, wakes the
// outbox, clears away what need not be kept, and does the chores that are due.
type heart struct {
	watcher *watch.Watcher
	bot     *bot.Bot
	store   *store.Store
	metrics *metrics.Metrics
	now     func() time.Time
	log     *slog.Logger
	keep    time.Duration // of rides
	chores  *chores

	mu     sync.Mutex
	purged time.Time // when old rides were dropped last
}

// start begins beating and returns what ends it.
func (h *heart) start(ctx context.Context, alerts config.Alerts, beats <-chan func()) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	log := cronLog{h.log}
	c := cron.New(cron.WithLocation(alerts.Timezone), cron.WithLogger(log),
		cron.WithChain(cron.SkipIfStillRunning(cron.DiscardLogger)))
	c.Schedule(alerts.Schedule, cron.FuncJob(func() { h.beat(ctx) }))
	c.Start()
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case over := <-beats:
				h.beat(ctx)
				over()
			case <-ctx.Done():
				return
			}
		}
	})
	return func() {
		cancel()
		<-c.Stop().Done()
		wg.Wait()
	}
}

// beat does its parts one after another. One that panics is abandoned until
// the next beat.
func (h *heart) beat(ctx context.Context) {
	h.bot.Kick()
	if err := h.part(ctx, "clear away", h.clear); err != nil && ctx.Err() == nil {
		h.log.Error("clear away", "err", err)
	}
	_ = h.part(ctx, "chores", func(ctx context.Context) error { h.chores.do(ctx, h.now()); return nil }) // they log for themselves
	err := h.part(ctx, "sweep", h.watcher.Sweep)
	if ctx.Err() != nil {
		return
	}
	h.metrics.Swept(err)
	if err != nil {
		h.log.Warn("sweep ended early", "err", err)
	}
}

func (h *heart) part(ctx context.Context, where string, do func(context.Context) error) (err error) {
	defer panics.Recover(h.log, where, &err)
	return do(ctx)
}

func (h *heart) clear(ctx context.Context) error {
	now := h.now()
	gone, err := h.store.Purge(ctx, store.Keep{
		Blocked: keepUnreachable, Updates: keepUpdateIDs, Notified: keepNotified, Invites: keepInvites, Feedback: keepFeedback,
	}, now)
	if gone > 0 {
		h.log.Info("forgot chats that could not be written to for long", "chats", gone)
	}
	return errors.Join(err,
		h.store.MendClock(ctx, now),
		h.store.TruncateWAL(ctx),
		h.bot.ExpireAsks(ctx, now),
		h.clearRides(ctx, now))
}

// clearRides drops the rides that are too old or that nobody may see, once a day.
func (h *heart) clearRides(ctx context.Context, now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if age := now.Sub(h.purged); age >= 0 && age < 24*time.Hour {
		return nil
	}
	err := h.store.PurgeTransactions(ctx, now.Add(-h.keep))
	if h.bot.Proof {
		err = errors.Join(err, h.store.DropAllUnseen(ctx))
	}
	if err == nil {
		h.purged = now
	}
	return err
}
