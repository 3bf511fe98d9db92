package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"onaybot/bot"
	"onaybot/cmd/onaybot/config"
	"onaybot/store"
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
	schedule config.Schedule
	do       func(context.Context) error
	failed   bot.Notice // told to the admins when it fails after it did not
	told     bool
	next     time.Time // zero: never
}

func newChores(h *heart, cfg *config.Config) *chores {
	cs := &chores{heart: h, list: []*chore{
		{schedule: cfg.Backup.Schedule, failed: bot.NoticeBackup, do: func(ctx context.Context) error { return h.backup(ctx, cfg) }},
		{schedule: cfg.Maintenance.Schedule, failed: bot.NoticeMaintenance, do: h.maintain},
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
		if c.next.IsZero() || now.Before(c.next) {
			continue
		}
		c.next = c.schedule.Next(now.In(c.next.Location()))
		err := c.do(ctx)
		if ctx.Err() != nil {
			return
		}
		cs.tell(ctx, c, err)
	}
}

// tell tells of a failure: the log of each, the admins of the first.
func (cs *chores) tell(ctx context.Context, c *chore, err error) {
	if err == nil {
		c.told = false
		return
	}
	cs.heart.log.Error("chore failed", "chore", c.failed, "again", c.next, "err", err)
	if c.told {
		return
	}
	if err := cs.heart.bot.TellAdmins(ctx, c.failed, c.next); err != nil {
		cs.heart.log.Error("notice to admins", "notice", c.failed, "err", err)
		return
	}
	c.told = true
}

// maintain writes the database anew and says what that has brought.
func (h *heart) maintain(ctx context.Context) error {
	began, before := time.Now(), h.store.Size()
	if err := h.store.Maintain(ctx); err != nil {
		return fmt.Errorf("write database anew: %w", err)
	}
	h.log.Info("database written anew", "before_bytes", before, "after_bytes", h.store.Size(), "took", time.Since(began))
	return nil
}

// nightly is the name of a copy by the time it was made, in UTC.
const nightly = "onaybot-20060102T150405Z.db"

// backup makes a copy and drops those of the bot's own that are beyond backup.keep.
func (h *heart) backup(ctx context.Context, cfg *config.Config) error {
	if err := os.MkdirAll(cfg.Backup.Dir, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	out := filepath.Join(cfg.Backup.Dir, h.now().UTC().Format(nightly))
	c, err := store.Backup(ctx, cfg.Database, out)
	if err != nil {
		return err
	}
	h.log.Info("backup made", "file", out, "bytes", c.Bytes, "chats", c.Chats)
	return prune(cfg.Backup.Dir, cfg.Backup.Keep)
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
