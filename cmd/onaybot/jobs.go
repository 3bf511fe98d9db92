package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"onaybot/bot"
	"onaybot/bot/watch"
	"onaybot/cmd/onaybot/config"
	"onaybot/cmd/onaybot/metrics"
	"onaybot/store"
)

const (
	keepUnreachable = 90 * 24 * time.Hour // of a chat that blocked the bot, or that access.allow names no more
	keepInvites     = 7 * 24 * time.Hour  // that have ended, to say so
	keepLetters     = 30 * 24 * time.Hour // of whose feedback was, to be answered
	keepUpdateIDs   = 48 * time.Hour      // by which repeated updates are known
	keepTold        = 48 * time.Hour      // of where a ride was told, to be amended there
)

// jobs is what the scheduler's jobs work on.
type jobs struct {
	cfg     *config.Config
	store   *store.Store
	watcher *watch.Watcher
	bot     *bot.Bot
	wake    bot.Wake
	metrics *metrics.Metrics
	log     *slog.Logger

	dropped time.Time // when old rides were dropped last
	clock   time.Time // as it stood at the last tick
}

// list is the jobs in the order in which they are done.
func (js *jobs) list() []*job {
	cfg := js.cfg
	list := []*job{
		{name: "wake outbox", do: js.wakeOutbox},
		{name: "purge", do: js.purge},
		{name: "mend clock", do: js.mendClock},
		{name: "drop old rides", do: js.dropOldRides},
		{name: "end requests for approval", do: js.bot.ExpireAsks},
	}
	if cfg.Backup.Schedule != (config.Schedule{}) {
		list = append(list, &job{name: "backup", schedule: &cfg.Backup.Schedule, notice: bot.NoticeBackup, do: js.backup})
	}
	return append(list,
		&job{name: "maintenance", schedule: &cfg.Maintenance.Schedule, notice: bot.NoticeMaintenance, do: js.maintain},
		&job{name: "sweep", do: js.sweep})
}

func (js *jobs) wakeOutbox(context.Context, time.Time) error {
	js.wake.Up()
	return nil
}

// purge removes what need not be kept.
func (js *jobs) purge(ctx context.Context, now time.Time) error {
	gone, err := js.store.PurgeBlocked(ctx, now.Add(-keepUnreachable), now)
	if gone > 0 {
		js.log.Info("forgot chats that could not be written to for long", "chats", gone)
	}
	return errors.Join(err,
		js.store.PurgeInbox(ctx, now.Add(-keepUpdateIDs)),
		js.store.PurgeTold(ctx, now.Add(-keepTold)),
		js.store.PurgeDialogs(ctx, now),
		js.store.TruncateWAL(ctx),
		js.store.PurgeInvites(ctx, now.Add(-keepInvites)),
		js.store.PurgeLetters(ctx, now.Add(-keepLetters)),
		js.store.PurgeQuotas(ctx, now))
}

// mendClock mends what a wrong clock has put off. Whether it has been set back since an earlier
// run is not known.
func (js *jobs) mendClock(ctx context.Context, now time.Time) error {
	now = now.Round(0) // by the monotonic clock a moment is never before another
	if js.clock.IsZero() || now.Before(js.clock) {
		if err := js.store.SetBack(ctx, now); err != nil {
			return err
		}
	}
	js.clock = now
	return js.store.MendClock(ctx, now)
}

// dropOldRides drops, once a day, the rides that are too old or that nobody may view.
func (js *jobs) dropOldRides(ctx context.Context, now time.Time) error {
	if age := now.Sub(js.dropped); age >= 0 && age < 24*time.Hour {
		return nil
	}
	keep := time.Duration(js.cfg.Rides.KeepDays) * 24 * time.Hour
	err := js.store.PurgeTransactions(ctx, now.Add(-keep))
	if js.cfg.Rides.Proof == config.ProofRequired {
		err = errors.Join(err, js.store.Tx(ctx, func(tx *store.Tx) error { return tx.DropUnseen(ctx, 0) }))
	}
	if err == nil {
		js.dropped = now
	}
	return err
}

// sweep polls the cards that are due.
func (js *jobs) sweep(ctx context.Context, _ time.Time) error {
	err := watch.ErrPanic // unless it returns
	defer func() {
		if ctx.Err() == nil {
			js.metrics.Swept(err)
		}
	}()
	if err = js.watcher.Sweep(ctx); err != nil && ctx.Err() == nil {
		js.log.Warn("sweep ended early", "err", err) // as it does while the cabinet is down
	}
	return nil
}

// maintain writes the database anew and logs what that has brought.
func (js *jobs) maintain(ctx context.Context, now time.Time) error {
	began, before := time.Now(), js.store.Size()
	if err := js.store.Maintain(ctx); err != nil {
		return fmt.Errorf("write database anew: %w", err)
	}
	if err := js.store.PurgeForgotten(ctx, now); err != nil {
		return fmt.Errorf("clear list of the forgotten: %w", err)
	}
	js.log.Info("database written anew", "before_bytes", before, "after_bytes", js.store.Size(), "took", time.Since(began))
	return nil
}

// nightly is the name of a copy by the time it was made, in UTC.
const nightly = "onaybot-20060102T150405Z.db"

// backup makes a copy, and drops those of the bot's own that are beyond backup.keep.
func (js *jobs) backup(ctx context.Context, now time.Time) error {
	dir := js.cfg.Backup.Dir
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	out := filepath.Join(dir, now.UTC().Format(nightly))
	c, err := store.Backup(ctx, js.cfg.Database, out)
	if err != nil {
		return err
	}
	js.log.Info("backup made", "file", out, "bytes", c.Bytes, "chats", c.Chats)
	return prune(dir, js.cfg.Backup.Keep)
}

func prune(dir string, keep int) error {
	entries, err := os.ReadDir(dir) // sorted, and so by time
	if err != nil {
		return fmt.Errorf("look for old copies: %w", err)
	}
	own := slices.DeleteFunc(entries, func(e os.DirEntry) bool {
		_, err := time.Parse(nightly, strings.TrimSuffix(e.Name(), ".part"))
		return err != nil || !e.Type().IsRegular()
	})
	for _, e := range own[:max(0, len(own)-keep)] {
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("drop an old copy: %w", err)
		}
	}
	return nil
}
