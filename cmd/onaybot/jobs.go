package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"onaybot/bot/family"
	"onaybot/bot/operator"
	"onaybot/bot/outbox"
	"onaybot/bot/panics"
	"onaybot/bot/watch"
	"onaybot/cmd/onaybot/config"
	"onaybot/cmd/onaybot/metrics"
	"onaybot/store"
)

// jobs is what the scheduler's jobs work on.
type jobs struct {
	cfg     *config.Config
	store   *store.Store
	watcher *watch.Watcher
	outbox  *outbox.Outbox
	metrics *metrics.Metrics
	clock   *plausible
	log     *slog.Logger
}

// list is the jobs in the order in which they are done.
func (js *jobs) list() []*job {
	cfg := js.cfg
	list := []*job{
		{name: "wake outbox", do: js.wakeOutbox},
		{name: "database file", do: js.inPlace},
		{name: "purge", do: js.clock.whenPlausible(js.purge)},
		{name: "truncate log", do: js.truncateLog},
		{name: "mend clock", do: js.store.MendClock},
		{name: "drop old rides", do: js.clock.whenPlausible(daily(js.dropOldRides))},
		{name: "drop unseen rides", do: daily(js.dropUnseenRides)},
		{name: "end requests for approval", do: js.expireApprovals},
	}
	if cfg.Backup.Schedule != (config.Schedule{}) {
		list = append(list, &job{name: "backup", schedule: &cfg.Backup.Schedule, notice: operator.NoticeBackup, do: js.backup})
	}
	return append(list,
		&job{name: "maintenance", schedule: &cfg.Maintenance.Schedule, notice: operator.NoticeMaintenance, do: js.maintain},
		&job{name: "sweep", do: js.sweep},
		&job{name: "retry muted chats", do: js.retryMuted}) // behind the sweep: what is refused again needs no reading
}

func (js *jobs) retryMuted(ctx context.Context, now time.Time) error {
	tried, err := js.store.RetryMuted(ctx, now)
	if tried > 0 {
		js.outbox.Wake()
	}
	return err
}

func (js *jobs) expireApprovals(ctx context.Context, now time.Time) error {
	return family.ExpireApprovals(ctx, js.store, js.outbox, js.watcher, now)
}

func (js *jobs) wakeOutbox(context.Context, time.Time) error {
	js.outbox.Wake()
	return nil
}

// purge removes what need not be kept.
func (js *jobs) purge(ctx context.Context, now time.Time) error {
	gone, err := js.store.Purge(ctx, now)
	if gone > 0 {
		js.log.Info("forgot chats that could not be written to for long", "chats", gone)
	}
	return err
}

func (js *jobs) truncateLog(ctx context.Context, _ time.Time) error { return js.store.TruncateWAL(ctx) }

// inPlace has the log say at each tick that the file of the database is gone or is another.
func (js *jobs) inPlace(context.Context, time.Time) error { return js.store.InPlace() }

// daily is a job that is done once a day.
func daily(do work) work {
	var last time.Time
	return func(ctx context.Context, now time.Time) error {
		if age := now.Sub(last); age >= 0 && age < 24*time.Hour {
			return nil
		}
		err := do(ctx, now)
		if err == nil {
			last = now
		}
		return err
	}
}

func (js *jobs) dropOldRides(ctx context.Context, now time.Time) error {
	return js.store.PurgeTransactions(ctx, now.AddDate(0, 0, -js.cfg.Rides.KeepDays))
}

// dropUnseenRides drops the rides that nobody may view, however old they are.
func (js *jobs) dropUnseenRides(ctx context.Context, _ time.Time) error {
	if js.cfg.Rides.Proof != config.ProofRequired {
		return nil
	}
	return js.store.DropAllUnseen(ctx)
}

// sweep polls the cards that are due.
func (js *jobs) sweep(ctx context.Context, _ time.Time) error {
	err := panics.ErrPanic // unless it returns
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
func (js *jobs) maintain(ctx context.Context, _ time.Time) error {
	began, before := time.Now(), js.store.Size()
	if err := js.store.Maintain(ctx); err != nil {
		return fmt.Errorf("write database anew: %w", err)
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
