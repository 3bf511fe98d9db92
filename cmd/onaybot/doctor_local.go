package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient"
	"onaybot/store"
)

// config loads the configuration; its error ends the run.
func (x *examination) config() (*config.Config, error) {
	var cfg *config.Config
	var err error
	x.found(timed(x.ctx, func(context.Context) finding {
		f := finding{Step: "config", Basis: basisLocal, Outcome: onayclient.Held, Detail: x.cmd.Config}
		if cfg, err = config.Load(x.cmd.Config, x.getenv); err == nil {
			return f
		}
		f.Outcome, f.Detail, f.File = onayclient.Failed, "", x.cmd.Config
		f.Expected, f.Came, f.Do = "a configuration that run takes", err.Error(), "mend it as the message says"
		var ce *config.Error
		if errors.As(err, &ce) {
			f.Came = strings.TrimSpace(ce.Key + " " + ce.Problem)
			if ce.Line > 0 {
				f.File = fmt.Sprintf("%s:%d", ce.File, ce.Line)
			}
		}
		return f
	}))
	return cfg, err
}

// database looks at the database without touching it, and returns where the client keeps
// what must outlive this run.
func (x *examination) database(cfg *config.Config) (*memory, error) {
	var peek *store.Peek
	x.found(timed(x.ctx, func(ctx context.Context) finding {
		var f finding
		peek, f = x.look(ctx, cfg)
		return f
	}))
	return openMemory(x.ctx, cfg.Database, peek)
}

// look says what run would do with the database.
func (x *examination) look(ctx context.Context, cfg *config.Config) (*store.Peek, finding) {
	f := finding{Step: "database", Basis: basisLocal, Outcome: onayclient.Held}
	fail := func(expected, came, do string) {
		f.Outcome, f.Expected, f.Came, f.Do, f.File = onayclient.Failed, expected, came, do, x.cmd.Config
	}
	peek, err := store.PeekAt(ctx, cfg.Database)
	switch {
	case err != nil:
		fail("a database that can be read", err.Error(), "restore a backup, or name another file under database")
	case !peek.Exists && !canCreate(cfg.Database):
		fail("a folder in which run can create the database", "no such folder, or no right to write there",
			"make the folder, or name another file under database")
	case !peek.Exists:
		f.Detail = cfg.Database + " is not there yet; run would create it"
	case peek.Schema > peek.Known:
		fail(fmt.Sprintf("schema %d or older", peek.Known), fmt.Sprintf("schema %d, of a newer version", peek.Schema),
			"run the newer version, or restore a backup made by this one")
	case peek.InUse:
		f.Detail = fmt.Sprintf("%s, schema %d of %d, in use: only looked at", cfg.Database, peek.Schema, peek.Known)
	case !peek.Current():
		f.Detail = fmt.Sprintf("%s, schema %d; run would upgrade it to %d", cfg.Database, peek.Schema, peek.Known)
	default:
		f.Detail = fmt.Sprintf("%s, schema %d", cfg.Database, peek.Schema)
	}
	if f.Outcome == onayclient.Held && peek.Exists && !canWrite(cfg.Database) {
		fail("a database that run can write to", "no right to write to "+cfg.Database, "run as the user who owns it, or change its mode")
	}
	return peek, f
}

// canCreate finds out by a file of another name, which is gone at once.
func canCreate(path string) bool {
	f, err := os.CreateTemp(filepath.Dir(path), ".onaybot-doctor-*")
	if err != nil {
		return false
	}
	return errors.Join(f.Close(), os.Remove(f.Name())) == nil
}

// canWrite opens the file for writing and leaves it as it is.
func canWrite(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	return err == nil && f.Close() == nil
}

// timeZone compares the configured zone with the country's.
func (x *examination) timeZone(cfg *config.Config) {
	x.found(timed(x.ctx, func(context.Context) finding {
		const want = 5 * 60 * 60 // all of Kazakhstan since 2024-03-01
		now := x.now().In(cfg.Alerts.Timezone)
		f := finding{Step: "time zone", Basis: basisLocal, Outcome: onayclient.Held}
		came := fmt.Sprintf("%s, UTC%s; it is %s there", cfg.Alerts.Timezone, now.Format("-07:00"), now.Format("2006-01-02 15:04"))
		if _, offset := now.Zone(); offset != want {
			f.Outcome, f.Expected, f.Came, f.File = onayclient.Failed, "UTC+05:00, the time of the cabinet and of Kazakhstan", came, x.cmd.Config
			f.Do = "set alerts.timezone to Asia/Almaty; if it is, update this machine's time zone data"
			return f
		}
		f.Detail = came
		return f
	}))
}
