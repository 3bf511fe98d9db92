package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"onaybot/bot/watch"
	"onaybot/bot/watch/simulate"
	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient"
)

type simulateCmd struct {
	Trace     string   `type:"existingfile" xor:"city" placeholder:"FILE.csv" help:"Replay these transactions: CSV with the columns card,type,time,kind,amount,balance,route, the kind ride or topup, signed tenge, the balance after it."`
	Riders    int      `xor:"city" placeholder:"N" help:"Make up a city of so many riders instead."`
	Days      int      `default:"60" help:"Days of a city that is made up (${default})."`
	Seed      uint64   `default:"1" help:"Another seed makes up another city (${default})."`
	Write     string   `type:"path" placeholder:"FILE.csv" help:"Keep the city that is made up, as --trace reads it."`
	Follow    string   `enum:"balance,rides" default:"balance" help:"What every card is followed for: balance (it fell below the threshold) or rides (each of them)."`
	Policy    []string `default:"adaptive,fixed:15m,oracle" placeholder:"NAME" help:"Compare these (${default}): adaptive, fixed: and a duration, or oracle, who asks once for what has happened. May be given several times."`
	Rate      *float64 `placeholder:"R" help:"Requests a second that the cabinet gets at most; without it as many as the policy likes."`
	Threshold int64    `default:"500" help:"Of the low-balance alert, in tenge (${default})."`
	JSON      bool     `name:"json" help:"Print an array with an object per policy instead of a table."`
}

// Help says what the figures mean.
func (*simulateCmd) Help() string { return simulate.Definitions }

// Validate refuses what cannot be replayed.
func (c *simulateCmd) Validate() error {
	switch {
	case c.Trace == "" && c.Riders < 1:
		return errors.New("give a city to replay: --trace FILE.csv, or --riders of 1 or more")
	case c.Riders > 1_000_000:
		return errors.New("--riders must be at most 1000000: a replay of more would take hours")
	case c.Days < 1 || c.Days > 3650:
		return errors.New("--days must be from 1 to 3650")
	case c.Write != "" && c.Trace != "":
		return errors.New("--write keeps a city that is made up: give --riders with it, not --trace")
	case c.Rate != nil && !(*c.Rate > 0 && *c.Rate <= 100_000): // nor is NaN
		return errors.New("--rate must be above 0, and at most 100000 requests a second; leave it out for no limit")
	case c.Threshold < 1 || c.Threshold > 1_000_000:
		return errors.New("--threshold must be from 1 to 1000000 tenge")
	}
	for _, name := range c.Policy {
		if _, err := config.ParsePolicy(name); err != nil && name != oracle {
			return fmt.Errorf("--policy: %s %w, or oracle", name, err)
		}
	}
	return nil
}

// oracle is no policy: it knows what is to come.
const oracle = "oracle"

// gcPercent has the collector walk the trace, which is most of the memory, less
// often than it would by itself.
const gcPercent = 400

// Run replays the trace under each policy and prints what it costs and yields.
func (c *simulateCmd) Run(p process) error {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	cfg, err := config.Default()
	if err != nil {
		return err
	}
	trace, err := c.city(cfg.Alerts.Timezone)
	if err != nil {
		return err
	}
	setup := simulate.Setup{
		Follow: simulate.Follow(c.Follow), Threshold: onayclient.Tenge(c.Threshold),
		Fresh: cfg.Cabinet.Fresh, Fares: fares(cfg), Zone: cfg.Alerts.Timezone,
	}
	if c.Rate != nil {
		setup.Rate = *c.Rate
	}
	list := []simulate.Figures{}
	for _, name := range c.Policy {
		f, err := replay(p.ctx, trace, setup, name)
		if err != nil {
			return fmt.Errorf("replay under %s: %w", name, err)
		}
		f.Policy = name
		list = append(list, f)
	}
	if c.JSON {
		enc := json.NewEncoder(p.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(list)
	}
	return simulate.Table(p.stdout, list)
}

// replay is what comes of a policy, as the bot would follow it.
func replay(ctx context.Context, t simulate.Trace, s simulate.Setup, name string) (simulate.Figures, error) {
	if name == oracle {
		return simulate.Oracle(t, s), nil
	}
	p, err := config.ParsePolicy(name)
	if err != nil {
		return simulate.Figures{}, err
	}
	return simulate.Run(ctx, t, s, pollPolicy(p, watch.NewCalendar(s.Zone, nil)))
}

// city is the trace to replay.
func (c *simulateCmd) city(zone *time.Location) (simulate.Trace, error) {
	if c.Trace == "" {
		return c.invent(zone)
	}
	file, err := os.Open(c.Trace)
	if err != nil {
		return simulate.Trace{}, err
	}
	defer file.Close()
	t, err := simulate.Read(file, zone)
	if err != nil {
		return t, fmt.Errorf("%s: %w", c.Trace, err)
	}
	return t, nil
}

// invent makes a city up, and keeps it if that is wanted.
func (c *simulateCmd) invent(zone *time.Location) (simulate.Trace, error) {
	t := simulate.Generate(simulate.City{Riders: c.Riders, Days: c.Days, Seed: c.Seed}, zone)
	if c.Write == "" {
		return t, nil
	}
	file, err := os.OpenFile(c.Write, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return t, err
	}
	return t, errors.Join(simulate.Write(file, t, zone), file.Close())
}
